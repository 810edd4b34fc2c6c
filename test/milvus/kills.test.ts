import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ConsistencyLevelEnum } from '@zilliz/milvus2-sdk-node';
import { expect, onTestFinished, test } from 'vitest';
import type { MilvusSettings } from '../../daemon/store/milvus/milvus-settings.ts';
import { durableEntry } from '../support/durable-entry.ts';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import { openMilvusStore } from '../support/milvus/opened-store.ts';
import { done, sdkClient } from '../support/milvus/sdk-client.ts';
import { startMilvusServer } from '../support/milvus/start-milvus-server.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KILLS = Number(process.env.ASKONCE_KILLS ?? 10);
/** A server takes longer to come back. */
const SERVER_KILLS = Math.max(2, Math.round(KILLS / 50));
const MOST_STEPS = 100;
const WRITER = fileURLToPath(new URL('../support/milvus/store-writer.ts', import.meta.url));

describeWithMilvus('killed while it writes', () => {
  test(
    `a daemon loses no acknowledged entry, ${KILLS} times`,
    async () => {
      const settings = milvusSettings(sharedMilvus());
      const random = seededRandom(Date.now());
      const folder = temporaryFolder();
      const record = newRecord();
      for (let kill = 0; kill < KILLS; kill++) {
        await writeUntilKilled({ settings, folder, record }, Math.floor(random() * MOST_STEPS));
      }
      await expectAllThere({ settings, folder, record });
    },
    120_000 + KILLS * 20_000,
  );
});

describeWithMilvus(
  'killed under load',
  () => {
    test(
      `a server costs no acknowledged entry, ${SERVER_KILLS} times`,
      async () => {
        const server = await startMilvusServer();
        onTestFinished(() => server.stop());
        const settings = milvusSettings(server);
        const random = seededRandom(Date.now());
        const folder = temporaryFolder();
        const record = newRecord();
        const writer = spawnWriter({ settings, folder, record });
        const written = readRecord(writer.lines, record);
        for (let kill = 0; kill < SERVER_KILLS; kill++) {
          await record.until('flushed', 1 + Math.floor(random() * 10));
          await server.kill();
          const begin = record.steps;
          await record.until('put', 20);
          expect(record.steps).toBeGreaterThan(begin);
          const start = performance.now();
          await server.restart();
          const restarted = performance.now();
          await record.until('flushed', 1);
          const seconds = [restarted - start, performance.now() - restarted].map((ms) =>
            (ms / 1000).toFixed(1),
          );
          process.stderr.write(
            `The server took ${seconds.join(' s to come back, and all was written ')} s later.\n`,
          );
        }
        writer.process.kill('SIGKILL');
        await written;
        await expectAllThere({ settings, folder, record });
      },
      120_000 + SERVER_KILLS * 60_000,
    );
  },
  'own',
);

interface WriteRecord {
  put: Set<number>;
  deleted: Set<number>;
  next: number;
  steps: number;
  /** Notes a step. */
  add(step: string, number: number): void;
  /** Resolves when so many more steps of a kind have been done. */
  until(step: string, count: number): Promise<void>;
}

function newRecord(): WriteRecord {
  const waiting = new Set<{ step: string; count: number; resolve: () => void }>();
  const record: WriteRecord = {
    ...{ put: new Set(), deleted: new Set(), next: 0, steps: 0 },
    add: (step, number) => {
      record.steps += 1;
      if (step === 'put') record.put.add(number);
      if (step === 'deleted') record.deleted.add(number);
      for (const waiter of waiting) {
        if (waiter.step !== step || --waiter.count > 0) continue;
        waiting.delete(waiter);
        waiter.resolve();
      }
    },
    until: (step, count) =>
      new Promise((resolve) => {
        waiting.add({ step, count, resolve });
      }),
  };
  return record;
}

interface Run {
  settings: MilvusSettings;
  folder: string;
  record: WriteRecord;
}

/** Kills the writer after `steps` steps, at whatever it is doing then. */
async function writeUntilKilled(run: Run, steps: number): Promise<void> {
  const writer = spawnWriter(run);
  const end = run.record.steps + steps;
  await readRecord(writer.lines, run.record, () => {
    if (run.record.steps === end + 1) writer.process.kill('SIGKILL');
  });
  await writer.ended;
  expect(run.record.steps).toBeGreaterThan(end);
  // The last one may have been written without being acknowledged.
  run.record.next = Math.max(run.record.next, ...run.record.put) + 2;
}

async function readRecord(
  lines: AsyncIterable<string>,
  record: WriteRecord,
  onStep: () => void = () => undefined,
): Promise<void> {
  for await (const line of lines) {
    const [step = '', number] = line.split(' ');
    record.add(step, Number(number));
    onStep();
  }
}

function spawnWriter({ settings, folder, record }: Run): {
  process: ReturnType<typeof spawn>;
  lines: AsyncIterable<string>;
  ended: Promise<void>;
} {
  const parameters = [WRITER, folder, JSON.stringify(settings), String(record.next)];
  const child = spawn(process.execPath, ['--import', 'tsx', ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  return { process: child, lines: createInterface(child.stdout), ended };
}

/** The next start writes what waited; a store that has only Milvus then finds everything, once and whole. */
async function expectAllThere({ settings, folder, record: { put, deleted } }: Run): Promise<void> {
  const { store: writer } = openMilvusStore(settings, { folder, dimension: 384 });
  await writer.opened();
  await writer.flush();
  const { store } = openMilvusStore(settings, { dimension: 384 });
  await store.opened();
  const found = new Set<number>();
  for await (const entry of store.entries()) {
    const number = Number.parseInt(entry.id.slice(0, 8), 16);
    expect(found).not.toContain(number);
    expect(entry).toEqual(durableEntry(number));
    found.add(number);
  }
  const lost = [...put].filter((number) => !found.has(number) && !deleted.has(number));
  // A deletion that was done but not said leaves one fewer.
  expect(lost.filter((number) => !(number % 7 === 3 && put.has(number + 3)))).toEqual([]);
  expect([...deleted].filter((number) => found.has(number))).toEqual([]);
  expect(await countRows(settings)).toBe(found.size);

  for (const number of [...found].slice(-20)) {
    const { id, scope, embedder, embedding } = durableEntry(number);
    const near = await store.findNearest({ scope, embedder: embedder!, vector: embedding!, limit: 3 });
    expect(near[0]?.entry.id).toBe(id);
    expect(near.every(({ entry }) => entry.scope === scope)).toBe(true);
  }
  process.stderr.write(
    `${put.size} entries acknowledged, ${deleted.size} deletions, ${found.size} rows found.\n`,
  );
}

async function countRows({ collection, connection }: MilvusSettings): Promise<number> {
  const client = await sdkClient({ address: `${connection.host}:${connection.port}` });
  const { data } = await done(
    client.query({
      ...{ collection_name: collection.name, filter: '', output_fields: ['count(*)'] },
      consistency_level: ConsistencyLevelEnum.Strong,
    }),
  );
  return Number(data[0]?.['count(*)']);
}
