import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { MilvusStore } from '../../daemon/store/milvus/milvus-store.ts';
import type { MilvusSettings } from '../../daemon/store/milvus/milvus-settings.ts';
import { describeWithMilvus, reportNotRun, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import {
  expectFound,
  findLike,
  numberedEntry,
  openMilvusStore,
  type OpenedStore,
} from '../support/milvus/opened-store.ts';
import { done, sdkClient } from '../support/milvus/sdk-client.ts';
import { startMilvusServer } from '../support/milvus/start-milvus-server.ts';
import { seededRandom } from '../support/seeded-random.ts';

const PATIENCE = { timeout: 60_000 };

function settingsFor(server: { host: string; port: number }): MilvusSettings {
  const settings = milvusSettings(server);
  settings.search.budgetMs = 1_000;
  return settings;
}

/** Waits until everything that was put is on the server: what is refused is tried again. */
async function untilFlushed(store: Pick<MilvusStore, 'flush'>): Promise<void> {
  const isFlushed = (): Promise<boolean> =>
    store.flush().then(
      () => true,
      () => false,
    );
  await expect.poll(isFlushed, PATIENCE).toBe(true);
}

describeWithMilvus('a collection that somebody drops', () => {
  test.each(['', '_notes'])('is made again ("%s"), and takes what is learnt then', async (suffix) => {
    const settings = settingsFor(sharedMilvus());
    const { store, states } = openMilvusStore(settings);
    await store.opened();
    const [before, after] = [numberedEntry(1), numberedEntry(2)];
    await store.put(before);
    await store.flush();

    const client = await sdkClient({ address: sharedMilvus().address });
    await done(client.dropCollection({ collection_name: `${settings.collection.name}${suffix}` }));
    expect(await store.get(before.id)).toEqual(before);
    expect(await findLike(store, numberedEntry(3), { scope: 'c'.repeat(64) })).toEqual([]);
    await store.put(after);
    await untilFlushed(store);
    await expect.poll(() => states.at(-1)?.isGood, PATIENCE).toBe(true);
    expectOneLineAChange(states);
    expect(store.troubles()).toEqual([]);

    const { store: other } = openMilvusStore(settings);
    await other.opened();
    await expectFound(other, after);
  });
});

describeWithMilvus(
  'a server that comes back empty',
  () => {
    test('has its collections made again, and is told how often everything was forgotten', async () => {
      const server = await startMilvusServer();
      onTestFinished(() => server.stop());
      const settings = settingsFor(server);
      const { store, states } = openMilvusStore(settings);
      const { store: witness } = openMilvusStore(settings);
      await store.opened();
      await witness.opened();
      await store.put(numberedEntry(1));
      await store.clear();
      await store.put(numberedEntry(2));
      await store.flush();
      await expectFound(witness, numberedEntry(2));

      await server.kill();
      for (const name of ['data', 'etcd-revision'])
        rmSync(path.join(server.dataFolder, name), { recursive: true });
      await expect.poll(() => states.length, PATIENCE).toBe(2);
      await store.put(numberedEntry(3));
      await server.restart();
      await expect.poll(() => states.at(-1)?.isGood, PATIENCE).toBe(true);
      await store.flush();

      expectOneLineAChange(states);
      await expectFound(witness, numberedEntry(3));
      await store.clear();
      await expect.poll(() => findLike(witness, numberedEntry(3)), { timeout: 6_000 }).toEqual([]);
    });
  },
  'own',
);

describeWithMilvus('a full disk', () => {
  test('of the daemon refuses new entries, keeps the others, and takes new ones when there is room again', async () => {
    const folder = smallDisk('a full disk of the daemon', 4);
    if (folder === undefined) return;
    const settings = settingsFor(sharedMilvus());
    const { store } = openMilvusStore(settings, { folder });
    await store.opened();
    await store.put(numberedEntry(1));
    await store.flush();
    const filler = fillDisk(folder);

    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => store.put(largeEntry(100 + index))),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(10);
    expect(await store.get(numberedEntry(1).id)).toEqual(numberedEntry(1));
    expect(await findLike(store, numberedEntry(1))).toContain(numberedEntry(1).id);
    rmSync(filler);
    await store.put(numberedEntry(2));
    await store.flush();
    const { store: other } = openMilvusStore(settings);
    await other.opened();
    await expectFound(other, numberedEntry(2));
  });
});

describeWithMilvus(
  'a full disk of the server',
  () => {
    test('costs nothing that waits for it', async () => {
      const dataFolder = smallDisk('a full disk of the server', 400);
      if (dataFolder === undefined) return;
      const server = await startMilvusServer({ dataFolder });
      onTestFinished(() => server.stop());
      const settings = settingsFor(server);
      const { store, states } = openMilvusStore(settings);
      await store.opened();
      await store.put(numberedEntry(1));
      await store.flush();
      const filler = fillDisk(dataFolder);

      // Milvus has taken some room for its log beforehand.
      const entries: ReturnType<typeof largeEntry>[] = [];
      while (store.troubles().length === 0 && entries.length < 2_000) {
        for (let some = 0; some < 10; some++) entries.push(largeEntry(100 + entries.length));
        for (const entry of entries.slice(-10)) await store.put(entry);
        await store.flush().catch(() => undefined);
      }
      expect(store.troubles()).toHaveLength(1);
      process.stderr.write(`After ${entries.length} entries: ${store.troubles().join(' ')}\n`);
      // As many as the near tier holds in any case.
      for (const entry of entries.slice(-300)) expect(await store.get(entry.id)).toEqual(entry);

      rmSync(filler);
      await server.restart();
      await untilFlushed(store);
      expect(states.at(-1)?.isGood).toBe(true);
      // Refused writes are one change, and a server that ends of its full disk another.
      const sentences = states.map(({ sentence }) => sentence);
      expect(sentences.filter((sentence, index) => sentence === sentences[index - 1])).toEqual([]);
      const { store: other } = openMilvusStore(settings);
      await other.opened();
      for (const entry of entries.slice(-300)) {
        await expect.poll(() => other.get(entry.id), PATIENCE).toEqual(entry);
      }
    });
  },
  'own',
);

/** About 100 KB of what cannot be compressed. */
function largeEntry(number: number): ReturnType<typeof numberedEntry> {
  const text = Buffer.alloc(75_000);
  const random = seededRandom(number);
  for (let index = 0; index < text.length; index++) text[index] = Math.floor(random() * 256);
  return numberedEntry(number, {
    answer: { text: text.toString('base64'), reasoning: '', finishReason: 'stop', usage: undefined },
  });
}

function expectOneLineAChange(states: OpenedStore['states']): void {
  expect(states.map(({ isGood }) => isGood)).toEqual(states.map((_, index) => index % 2 === 0));
}

/** A file system of so many megabytes in memory; undefined where this user may not mount one, which is reported. */
function smallDisk(what: string, megabytes: number): string | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'askonce-disk-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    reportNotRun(what, `a small file system cannot be mounted: ${(error as Error).message.trim()}`);
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder]);
  });
  return folder;
}

/** Takes all the room that is left; returns the file that does. */
function fillDisk(folder: string): string {
  const file = path.join(folder, 'filler');
  for (let size = 1 << 20; size >= 512; size /= 2) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size));
    } catch {
      // Full for pieces of this size.
    }
  }
  return file;
}
