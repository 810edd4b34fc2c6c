import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import { MilvusConnection } from '../../daemon/store/milvus/milvus-client.ts';
import type { MilvusSettings } from '../../daemon/store/milvus/milvus-settings.ts';
import { startChaosProxy, type ChaosProxy } from '../support/chaos-proxy.ts';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import {
  expectFound,
  findLike,
  numberedEntry,
  openMilvusStore,
  type OpenedStore,
} from '../support/milvus/opened-store.ts';

const PATIENCE = { timeout: 30_000 };
const CANNOT_BE_USED = /^Milvus at \S+ cannot be used/;

describeWithMilvus('while Milvus is away', () => {
  // One collection for all tests: to make one takes seconds.
  const { collection } = milvusSettings({ host: '', port: 0 });
  let next = 0;
  let proxy: ChaosProxy;
  let search: MockInstance<MilvusConnection['search']>;

  beforeEach(async () => {
    proxy = await startChaosProxy(sharedMilvus());
    search = vi.spyOn(MilvusConnection.prototype, 'search');
  });
  afterEach(async () => {
    search.mockRestore();
    await proxy.close();
  });

  function behindProxy(change: Partial<MilvusSettings> = {}): MilvusSettings {
    const settings = milvusSettings(proxy, { collection, ...change });
    settings.search.budgetMs = 1_000;
    return settings;
  }

  /** An entry that no other test has. */
  function newEntry(): ReturnType<typeof numberedEntry> {
    next += 1;
    return numberedEntry(next);
  }

  async function expectServesNear({ store }: OpenedStore): Promise<void> {
    const [entry, other] = [newEntry(), newEntry()];
    await store.put(entry);
    expect(await store.get(entry.id)).toEqual(entry);
    expect(await findLike(store, entry)).toContain(entry.id);
    expect(await store.get(other.id)).toBeUndefined();
    expect(store.troubles()).toEqual([expect.stringMatching(CANNOT_BE_USED)]);
    expect(await store.delete(entry.id)).toBe(true);
    expect(await store.get(entry.id)).toBeUndefined();
  }

  /** A store that never met the outage has all of them. */
  async function expectWritten(entries: readonly ReturnType<typeof numberedEntry>[]): Promise<void> {
    const { store } = openMilvusStore(milvusSettings(sharedMilvus(), { collection }));
    await store.opened();
    for (const entry of entries) await expect.poll(() => store.get(entry.id), PATIENCE).toEqual(entry);
  }

  async function expectBack({ states }: OpenedStore, lines: number): Promise<void> {
    const start = performance.now();
    await expect.poll(() => states.at(-1)?.isGood, PATIENCE).toBe(true);
    process.stderr.write(
      `Milvus was in use again after ${((performance.now() - start) / 1000).toFixed(1)} s.\n`,
    );
    expect(states).toHaveLength(lines);
  }

  test.each([
    ['refuses connections', () => proxy.refuse()],
    ['accepts connections and never answers', () => proxy.hang()],
  ])(
    'a start with a server that %s is one line, and what is learnt is written later',
    async (_how, begin) => {
      await begin();
      const opened = openMilvusStore(behindProxy());
      await expect(opened.store.opened()).rejects.toThrow(expect.objectContaining({ fault: 'unreachable' }));
      await expectServesNear(opened);
      const kept = newEntry();
      await opened.store.put(kept);
      expect(opened.states).toEqual([
        { sentence: expect.stringMatching(CANNOT_BE_USED) as string, isGood: false },
      ]);

      await proxy.pass();
      await expectBack(opened, 2);
      expect(opened.store.troubles()).toEqual([]);
      await opened.store.flush();
      await expectWritten([kept]);
    },
  );

  test('connections that break under load fail no call, and everything is written later', async () => {
    const opened = openMilvusStore(behindProxy());
    const { store, states } = opened;
    await store.opened();
    const written: ReturnType<typeof numberedEntry>[] = [];
    async function work(steps: number): Promise<void> {
      for (let step = 0; step < steps; step++) {
        const entry = newEntry();
        await store.put(entry);
        written.push(entry);
        expect(await store.get(entry.id)).toEqual(entry);
        expect(await findLike(store, entry)).toContain(entry.id);
        expect(await store.get(newEntry().id)).toBeUndefined();
      }
    }
    await work(10);
    const working = Promise.all([work(50), work(50), work(50)]);
    await proxy.refuse();
    await working;
    await expect.poll(() => states.length, PATIENCE).toBe(2);
    await expectServesNear(opened);
    await work(10);

    await proxy.pass();
    await expectBack(opened, 3);
    expect(states.map(({ isGood }) => isGood)).toEqual([true, false, true]);
    await store.flush();
    await expectWritten(written);
  });

  test.each([
    ['hangs', () => proxy.hang()],
    ['answers after 2 s', () => proxy.delay(1_000)],
  ])('one lookup alone waits for a server that %s, the others do not ask it', async (_how, begin) => {
    const opened = openMilvusStore(behindProxy());
    const { store, states } = opened;
    await store.opened();
    const kept = newEntry();
    await store.put(kept);
    await store.flush();
    await begin();

    search.mockClear();
    for (let lookups = 0; lookups < 20; lookups++) {
      expect(await findLike(store, kept, { scope: 'c'.repeat(64) })).toEqual([]);
    }
    expect(search).toHaveBeenCalledTimes(1);
    await expect.poll(() => states.at(-1)?.isGood, PATIENCE).toBe(false);
    for (let lookups = 0; lookups < 20; lookups++) await findLike(store, newEntry());
    expect(search).toHaveBeenCalledTimes(1);
    expect(await store.get(kept.id)).toEqual(kept);
    await expectServesNear(opened);
    expect(states.map(({ isGood }) => isGood)).toEqual([true, false]);

    await proxy.pass();
    await expectBack(opened, 3);
    search.mockClear();
    expect(await findLike(store, kept, { scope: 'c'.repeat(64) })).toEqual([]);
    expect(search).toHaveBeenCalledTimes(1);
  });

  test('lookups that begin together wait together, and none after them', async () => {
    const { store } = openMilvusStore(behindProxy());
    await store.opened();
    await proxy.hang();
    search.mockClear();
    await Promise.all(Array.from({ length: 10 }, () => findLike(store, newEntry())));
    expect(search).toHaveBeenCalledTimes(10);
    await Promise.all(Array.from({ length: 10 }, () => findLike(store, newEntry())));
    expect(search).toHaveBeenCalledTimes(10);
  });

  test('more writes than may wait cost the oldest ones, which are counted', async () => {
    await proxy.refuse();
    const opened = openMilvusStore(behindProxy({ maxPendingWrites: 5 }));
    const { store } = opened;
    await expect(store.opened()).rejects.toThrow();
    const entries = Array.from({ length: 12 }, newEntry);
    for (const entry of entries) await store.put(entry);
    expect((await store.stats()).details).toMatchObject({ 'Waiting writes': '5 of at most 5, 7 dropped' });
    for (const entry of entries) expect(await store.get(entry.id)).toEqual(entry);

    await proxy.pass();
    await expectBack(opened, 2);
    await store.flush();
    await expectWritten(entries.slice(7));
    const { store: other } = openMilvusStore(milvusSettings(sharedMilvus(), { collection }));
    await other.opened();
    for (const entry of entries.slice(0, 7)) expect(await other.get(entry.id)).toBeUndefined();
  });

  test('what waits is found by the next start, and written by it', async () => {
    await proxy.refuse();
    const opened = openMilvusStore(behindProxy());
    await expect(opened.store.opened()).rejects.toThrow();
    const [kept, gone] = [newEntry(), newEntry()];
    for (const entry of [kept, gone]) await opened.store.put(entry);
    await opened.store.delete(gone.id);
    await opened.close();

    const again = openMilvusStore(behindProxy(), { folder: opened.folder });
    await expect(again.store.opened()).rejects.toThrow();
    expect(await again.store.get(kept.id)).toEqual(kept);
    expect(await again.store.get(gone.id)).toBeUndefined();
    expect(await findLike(again.store, kept)).toContain(kept.id);
    await proxy.pass();
    await expectBack(again, 2);
    await again.store.flush();
    await expectWritten([kept]);
  });

  test('what another store learnt during an outage is found after it', async () => {
    const opened = openMilvusStore(behindProxy());
    await opened.store.opened();
    await proxy.refuse();
    const { store: other } = openMilvusStore(milvusSettings(sharedMilvus(), { collection }));
    await other.opened();
    const entry = newEntry();
    await other.put(entry);
    await other.flush();
    expect(await opened.store.get(entry.id)).toBeUndefined();
    await proxy.pass();
    await expectFound(opened.store, entry);
  });
});
