import { randomUUID } from 'node:crypto';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MilvusClient } from '@zilliz/milvus2-sdk-node';
import { milvusAvailability } from '../../support/milvus/availability.ts';
import { startMilvusServer } from '../../support/milvus/start-milvus-server.ts';
import { residentMegabytes } from '../resident-memory.ts';

export interface BenchServer {
  host: string;
  port: number;
  client: MilvusClient;
  /** A name for a collection, dropped at the end with that of its notes. */
  newCollection(): string;
  /** Resolves when all rows of the collection are flushed, indexed and loaded. */
  untilIndexed(collection: string): Promise<void>;
  /** What it takes on this machine; undefined for a server that somebody else runs. */
  footprint(): Promise<Footprint | undefined>;
  stop(): Promise<void>;
}

export interface Footprint {
  /** Of the write-ahead log, which is kept for days. */
  logBytes: number;
  /** Of vectors, columns and indexes. */
  storageBytes: number;
  /** Not a number where the machine does not tell. */
  residentMegabytes: number;
}

/** As Milvus has it by default; the tests' own servers are quicker. */
const TIME_TICK_MS = 200;

/** The server that ASKONCE_TEST_MILVUS names, or one of its own; a sentence where there is none. */
export async function openBenchServer(): Promise<BenchServer | string> {
  const { named, reasons } = await milvusAvailability();
  if (named) return benchServer(named);
  if (reasons.own !== undefined) return reasons.own;
  const own = await startMilvusServer({ timeTickMs: TIME_TICK_MS });
  return benchServer(own, { dataFolder: own.dataFolder, stop: () => own.stop() });
}

function benchServer(
  { host, port }: { host: string; port: number },
  own?: { dataFolder: string; stop: () => Promise<void> },
): BenchServer {
  const client = new MilvusClient({ address: `${host}:${port}`, logLevel: 'error' });
  const names: string[] = [];
  return {
    ...{ host, port, client },
    newCollection() {
      const name = `bench_${randomUUID().replaceAll('-', '')}`;
      names.push(name);
      return name;
    },
    untilIndexed: (collection) => untilIndexed(client, collection),
    footprint: async () => (own ? footprintOf(own.dataFolder) : undefined),
    async stop() {
      for (const name of own ? [] : names) {
        await client.dropCollection({ collection_name: name });
        await client.dropCollection({ collection_name: `${name}_notes` });
      }
      await client.closeConnection();
      await own?.stop();
    },
  };
}

/** Segments are merged in the background: settled is what looks the same for a while. */
const SETTLED_MS = 3_000;
const PATIENCE_MS = 300_000;

async function untilIndexed(client: MilvusClient, collection: string): Promise<void> {
  await client.flushSync({ collection_names: [collection] });
  const deadline = Date.now() + PATIENCE_MS;
  let [before, since] = ['', Date.now()];
  while (Date.now() - since < SETTLED_MS) {
    if (Date.now() > deadline) throw new Error(`${collection} was not indexed in ${PATIENCE_MS} ms`);
    const { isReady, picture } = await segmentsOf(client, collection);
    if (!isReady || picture !== before) [before, since] = [picture, Date.now()];
    await pause(250);
  }
}

async function segmentsOf(
  client: MilvusClient,
  collection: string,
): Promise<{ isReady: boolean; picture: string }> {
  const { index_descriptions: indexes } = await client.describeIndex({ collection_name: collection });
  const { infos } = await client.getQuerySegmentInfo({ collectionName: collection });
  const isIndexed = indexes.every(({ indexed_rows, total_rows }) => indexed_rows === total_rows);
  const isLoaded = infos.every(({ state }) => String(state) === 'Sealed');
  const picture = infos.map(({ segmentID, num_rows: rows }) => `${segmentID}:${rows}`).sort();
  return { isReady: isIndexed && isLoaded && infos.length > 0, picture: picture.join() };
}

async function footprintOf(dataFolder: string): Promise<Footprint> {
  const data = path.join(dataFolder, 'data');
  const sizes = { logBytes: 0, storageBytes: 0 };
  for (const name of await readdir(data)) {
    const bytes = await bytesIn(path.join(data, name));
    if (name.startsWith('rocksmq')) sizes.logBytes += bytes;
    // That of etcd is allocated ahead, and holds no entries.
    else if (name !== 'etcd') sizes.storageBytes += bytes;
  }
  return { ...sizes, residentMegabytes: await residentMegabytes(await processIn(dataFolder)) };
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const item of await readdir(folder, { recursive: true, withFileTypes: true })) {
    // The server may delete it meanwhile.
    const file = await stat(path.join(item.parentPath, item.name)).catch(() => undefined);
    if (file?.isFile()) bytes += file.size;
  }
  return bytes;
}

/** The id of the server that works in that folder; Linux only. */
async function processIn(folder: string): Promise<number | undefined> {
  for (const name of await readdir('/proc').catch(() => [])) {
    const place = await readlink(`/proc/${name}/cwd`).catch(() => undefined);
    if (place !== folder) continue;
    if ((await readFile(`/proc/${name}/comm`, 'utf8')).startsWith('milvus')) return Number(name);
  }
  return undefined;
}
