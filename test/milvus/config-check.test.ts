import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { entriesPlan } from '../../daemon/store/milvus/collections.ts';
import type { CollectionPlan } from '../../daemon/store/milvus/milvus-client.ts';
import { makeCertificates } from '../support/milvus/certificates.ts';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { freePorts } from '../support/milvus/free-ports.ts';
import { makeMilvusHome } from '../support/milvus/milvus-home.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import { expectFound, numberedEntry, openMilvusStore } from '../support/milvus/opened-store.ts';
import { makeCollection, sdkClient } from '../support/milvus/sdk-client.ts';
import type { MilvusServer } from '../support/milvus/server.ts';
import { startMilvusServer, type MilvusServerOptions } from '../support/milvus/start-milvus-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What `askonce config check` says of these settings. */
async function check(connection: object): Promise<{ code: number | null; output: string; errors: string }> {
  const home = makeMilvusHome();
  home.writeMilvus(connection);
  return home.run('config', 'check');
}

describeWithMilvus('config check', () => {
  test('finds nothing against a server without the collection, and warns of what its version lets in', async () => {
    const { host, port } = sharedMilvus();
    const { code, output } = await check({ host, port });
    expect(code).toBe(0);
    expect(output).toMatch(/Warning: Milvus v2\.3\.5\S* lets others in without a password.*9091/);
    expect(output).toMatch(/Warning: Collection "story_\w+" is not in database "default" yet/);
    expect(output).toContain(`Milvus v2.3.5-lite at ${host} can be used.`);
  });

  test('names a port where nobody listens', async () => {
    const [port] = (await freePorts(1)) as [number];
    const { code, errors } = await check({ host: '127.0.0.1', port });
    expect(code).toBe(2);
    expect(errors).toContain(`Nothing answers as Milvus at 127.0.0.1:${port} (`);
    expect(errors).toContain('docker compose up -d');
  });

  test('names a database that is not there, and makes none', async () => {
    const { host, port } = sharedMilvus();
    const { code, output } = await check({ host, port, database: 'not_there' });
    expect(code).toBe(0);
    expect(output).toMatch(/Warning: Collection "\w+" is not in database "not_there" yet/);
    const client = await sdkClient({ address: sharedMilvus().address });
    expect((await client.listDatabases()).db_names).not.toContain('not_there');
  });

  test.each([
    [
      'vectors of another length',
      { vector: { field: 'embedding', dimension: 16 } },
      'holds vectors of 16 numbers, and the embedding model makes 384',
    ],
    [
      'another metric',
      { index: { type: 'HNSW', metric: 'L2', params: { M: 16, efConstruction: 64 } } },
      'compares vectors by L2, and AskOnce by IP',
    ],
    [
      'a later layout',
      { properties: { 'askonce.layout': '2' } },
      'has layout 2, and this AskOnce knows layout 1 only',
    ],
    ['nothing of AskOnce', { properties: {} }, 'was not made by AskOnce, which leaves it alone'],
  ])('names a collection with %s', async (_what, change: Partial<CollectionPlan>, sentence) => {
    const { host, port, address } = sharedMilvus();
    const home = makeMilvusHome();
    home.writeMilvus({ host, port });
    const settings = milvusSettings({ host, port });
    settings.collection.name = home.collection;
    const client = await sdkClient({ address });
    await makeCollection(client, { ...entriesPlan(settings, 384), ...change });
    onTestFinished(async () => {
      await client.dropCollection({ collection_name: home.collection });
    });
    const { code, errors } = await home.run('config', 'check');
    expect(code).toBe(2);
    expect(errors).toContain(`Collection "${home.collection}" ${sentence}`);
  });
});

describeWithMilvus(
  'config check of a server with a password',
  () => {
    const server = startedBefore({ auth: true });

    test.each([
      [
        'a wrong password',
        { enabled: true, username: 'root', password: 'wrong' },
        'does not accept this username',
      ],
      ['no password', { enabled: false }, 'wants a username and password'],
    ])('names %s', async (_what, auth, sentence) => {
      const { host, port } = server();
      const { code, errors } = await check({ host, port, auth });
      expect(code).toBe(2);
      expect(errors).toContain(`Milvus at ${host}:${port} ${sentence}`);
    });

    test('finds nothing against the right one', async () => {
      const { host, port } = server();
      const { code } = await check({
        host,
        port,
        auth: { enabled: true, username: 'root', password: 'Milvus' },
      });
      expect(code).toBe(0);
    });
  },
  'own',
);

describeWithMilvus(
  'config check of a server with a certificate',
  () => {
    const server = startedBefore({ tls: 'one-way' });

    test('names a connection without encryption', async () => {
      const { host, port } = server();
      const { code, errors } = await check({ host, port });
      expect(code).toBe(2);
      expect(errors).toContain('whether it wants TLS');
    });

    test('names a certificate of another authority', async () => {
      const { host, port } = server();
      const { ca } = await makeCertificates(path.join(temporaryFolder(), 'other'));
      const { code, errors } = await check({ host, port, tls: { enabled: true, ca_file: ca } });
      expect(code).toBe(2);
      expect(errors).toContain(`The TLS handshake with ${host}:${port} failed (`);
    });

    test('finds nothing with the right authority, and a store makes the database that is missing', async () => {
      const { host, port, certificates } = server();
      const tls = { enabled: true, ca_file: certificates!.ca };
      expect((await check({ host, port, tls })).code).toBe(0);

      const settings = milvusSettings({ host, port });
      settings.connection.database = 'made_when_missing';
      settings.connection.tls = { ...NO_FILES, caFile: certificates!.ca };
      const { store } = openMilvusStore(settings);
      await store.opened();
      await store.put(numberedEntry(1));
      await store.flush();
      const { store: other } = openMilvusStore(settings);
      await other.opened();
      await expectFound(other, numberedEntry(1));
      const client = await sdkClient({ ...server().clientConfig, database: 'made_when_missing' });
      expect((await client.listCollections()).data.map(({ name }) => name)).toContain(
        settings.collection.name,
      );
    });
  },
  'tls',
);

describeWithMilvus(
  'config check of a server that asks for a certificate',
  () => {
    const server = startedBefore({ tls: 'mutual' });

    test('names a client without one', async () => {
      const { host, port, certificates } = server();
      const { code, errors } = await check({ host, port, tls: { enabled: true, ca_file: certificates!.ca } });
      expect(code).toBe(2);
      expect(errors).toContain(`The TLS handshake with ${host}:${port} failed (`);
    });

    test('finds nothing with one, and a store works', async () => {
      const { host, port, certificates } = server();
      const { ca, clientCert, clientKey } = certificates!;
      const files = { ca_file: ca, cert_file: clientCert, key_file: clientKey };
      expect((await check({ host, port, tls: { enabled: true, ...files } })).code).toBe(0);

      const settings = milvusSettings({ host, port });
      settings.connection.tls = { ...NO_FILES, caFile: ca, certFile: clientCert, keyFile: clientKey };
      const { store } = openMilvusStore(settings);
      await store.opened();
      await store.put(numberedEntry(1));
      await store.flush();
      expect((await store.stats()).entries).toBe(1);
    });
  },
  'tls',
);

const NO_FILES = { caFile: undefined, certFile: undefined, keyFile: undefined, serverName: undefined };

function startedBefore(options: MilvusServerOptions): () => MilvusServer {
  let server: MilvusServer | undefined;
  beforeAll(async () => {
    server = await startMilvusServer(options);
  });
  afterAll(() => server?.stop());
  return () => server!;
}
