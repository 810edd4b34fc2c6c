import { expect, test } from 'vitest';
import { writePortableEntry } from '../../../daemon/store/portable-entry.ts';
import { exportLines, importLines } from '../../../daemon/store/transfer-entries.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { containing } from '../../support/matchers.ts';
import { FakeStore } from '../../support/fake-store.ts';

/** A store that holds what waits, as long as it is not too much, and loses the oldest then. */
class BoundedQueueStore extends FakeStore {
  isAway = false;
  #waiting = 0;

  override async put(...[entry]: Parameters<FakeStore['put']>): Promise<void> {
    this.#waiting += 1;
    if (this.#waiting > 100) throw new Error('something was dropped');
    await super.put(entry);
  }

  async flush(): Promise<void> {
    if (this.isAway) throw new Error('nobody answers');
    this.#waiting = 0;
  }
}

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => writePortableEntry(cacheEntry(number)));

test('an import waits for a store that holds only so much at once', async () => {
  const store = new BoundedQueueStore();
  expect(await importLines(store, lines(350))).toEqual({ imported: 350, skipped: 0 });
  expect(store.entriesById.size).toBe(350);
});

test('into a store that is away nothing is put, and the import says why', async () => {
  const store = new BoundedQueueStore();
  store.isAway = true;
  await expect(importLines(store, lines(3))).rejects.toMatchObject({
    ...{ code: 'store_unavailable', isRetryable: true },
    message: 'The store takes no answers now: nobody answers',
  });
  expect(store.entriesById.size).toBe(0);
});

test('an import is not done before the store has confirmed the last of it', async () => {
  const store = new BoundedQueueStore();
  const put = store.put.bind(store);
  store.put = async (entry) => {
    store.isAway = true;
    await put(entry);
  };
  await expect(importLines(store, lines(1))).rejects.toThrow('nobody answers');
});

test('an export that fails says why', async () => {
  const store = new FakeStore();
  store.entries = async function* () {
    yield cacheEntry(1);
    throw new Error('page 7 is malformed');
  };
  const read = exportLines(store);
  expect((await read.next()).value).toBe(`${writePortableEntry(cacheEntry(1))}\n`);
  await expect(read.next()).rejects.toMatchObject({ message: containing('page 7 is malformed') });
});
