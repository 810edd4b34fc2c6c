import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConsistencyLevelEnum, DataType, MilvusClient, type ClientConfig } from '@zilliz/milvus2-sdk-node';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import type { MilvusServer } from '../support/milvus/server.ts';
import { startMilvusLite } from '../support/milvus/start-milvus-lite.ts';
import { startMilvusServer, type MilvusServerOptions } from '../support/milvus/start-milvus-server.ts';

describeWithMilvus('the shared server', () => {
  test('finds what was inserted', async () => {
    const client = clientFor({ address: sharedMilvus().address });
    const collection = `fixture_${process.pid}`;
    onTestFinished(async () => {
      await client.dropCollection({ collection_name: collection });
    });

    await insertRows(client, collection, 3);

    expect(await rowsIn(client, collection)).toBe(3);
  });
});

describeWithMilvus(
  'a server of its own',
  () => {
    const server = startedBefore(() => startMilvusServer());

    test('keeps its rows through SIGKILL, and comes back on its port', async () => {
      await insertRows(clientFor(server().clientConfig), 'kept', 5);
      const { port } = server();

      await server().kill();
      await expect(clientFor(server().clientConfig).getVersion()).rejects.toThrow('UNAVAILABLE');
      await server().restart();

      expect(server().port).toBe(port);
      expect(await rowsIn(clientFor(server().clientConfig), 'kept')).toBe(5);
    });

    test('answers nothing while paused, and goes on', async () => {
      const client = clientFor(server().clientConfig);
      await client.getVersion();

      server().pause();
      await expect(client.getVersion()).rejects.toThrow('DEADLINE_EXCEEDED');
      server().resume();

      expect((await client.getVersion()).version).toMatch(/2\.3\.5/);
    });
  },
  'own',
);

describeWithMilvus(
  'two servers one after the other in one folder',
  () => {
    test('have the same rows', async () => {
      const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'askonce-milvus-kept-'));
      const first = await startMilvusServer({ dataFolder });
      onTestFinished(async () => {
        await first.stop();
        rmSync(dataFolder, { recursive: true });
      });
      await insertRows(clientFor(first.clientConfig), 'kept', 2);
      await first.stop();

      const second = await startMilvusServer({ dataFolder });
      onTestFinished(() => second.stop());

      expect(await rowsIn(clientFor(second.clientConfig), 'kept')).toBe(2);
    });
  },
  'own',
);

describeWithMilvus(
  'a server with a password',
  () => {
    const server = startedBefore(() => startMilvusServer({ auth: true }));

    test('lets its user in', async () => {
      expect(await mayListCollections(server().clientConfig)).toBe(true);
    });

    test.each([
      ['a wrong password', { username: 'root', password: 'wrong' }],
      ['no password', { username: '', password: '' }],
    ])('refuses %s', async (_what, change) => {
      expect(await mayListCollections({ ...server().clientConfig, ...change })).toBe(false);
    });
  },
  'own',
);

describeWithMilvus(
  'a server with a certificate',
  () => {
    const server = startedBefore(() => startMilvusServer({ tls: 'one-way' }));

    test('lets in who knows its authority', async () => {
      expect(await mayListCollections(server().clientConfig)).toBe(true);
    });

    test.each([
      ['does not know its authority', { tls: {} }],
      ['speaks no TLS', { tls: {}, ssl: false }],
    ])('is of no use to a client that %s', async (_what, change) => {
      expect(await mayListCollections({ ...server().clientConfig, ...change })).toBe(false);
    });
  },
  'tls',
);

describeWithMilvus(
  'a server that asks for certificates and a password',
  () => {
    const server = startedBefore(() => startMilvusServer({ tls: 'mutual', auth: true }));

    test('lets in who has both', async () => {
      expect(await mayListCollections(server().clientConfig)).toBe(true);
    });

    test('refuses a client without a certificate', async () => {
      const tls = { rootCertPath: server().certificates!.ca };

      expect(await mayListCollections({ ...server().clientConfig, tls })).toBe(false);
    });

    test('refuses a client with a wrong password', async () => {
      expect(await mayListCollections({ ...server().clientConfig, password: 'wrong' })).toBe(false);
    });
  },
  'tls',
);

describeWithMilvus(
  'Milvus Lite',
  () => {
    const server = startedBefore(() => startMilvusLite());

    test('keeps its rows through SIGKILL', async () => {
      await insertRows(clientFor(server().clientConfig), 'kept', 5);

      await server().kill();
      await server().restart();

      expect(await rowsIn(clientFor(server().clientConfig), 'kept')).toBe(5);
    });
  },
  'lite',
);

function startedBefore(start: (options?: MilvusServerOptions) => Promise<MilvusServer>): () => MilvusServer {
  let server: MilvusServer | undefined;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());
  return () => server!;
}

/** A client of the running test's own. One whose first connection failed keeps that failure for good. */
function clientFor(config: ClientConfig): MilvusClient {
  const client = new MilvusClient({ timeout: 2_000, maxRetries: 0, logLevel: 'error', ...config });
  // Made by the constructor; nobody else may be waiting for it when it fails.
  client.connectPromise.catch(() => undefined);
  onTestFinished(async () => {
    await client.closeConnection();
  });
  return client;
}

async function insertRows(client: MilvusClient, collection: string, count: number): Promise<void> {
  await client.createCollection({
    collection_name: collection,
    fields: [
      { name: 'id', data_type: DataType.Int64, is_primary_key: true },
      { name: 'vector', data_type: DataType.FloatVector, dim: 4 },
    ],
    index_params: [{ field_name: 'vector', index_type: 'FLAT', metric_type: 'IP' }],
  });
  const data = Array.from({ length: count }, (_, id) => ({ id, vector: [1, 0, 0, id] }));
  const { status } = await client.insert({ collection_name: collection, data });
  expect(status.reason).toBe('');
}

async function rowsIn(client: MilvusClient, collection: string): Promise<number> {
  await client.loadCollectionSync({ collection_name: collection, timeout: 30_000 });
  const { data, status } = await client.query({
    collection_name: collection,
    filter: 'id >= 0',
    output_fields: ['id'],
    consistency_level: ConsistencyLevelEnum.Strong,
    timeout: 30_000,
  });
  expect(status.reason).toBe('');
  return data.length;
}

async function mayListCollections(config: ClientConfig): Promise<boolean> {
  try {
    const { status } = await clientFor(config).listCollections();
    return status.error_code === 'Success';
  } catch {
    return false;
  }
}
