import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CacheEntry } from '../../daemon/chat/cache-entry.ts';
import type { Database } from '../../daemon/database/database.ts';
import { openDatabase } from '../../daemon/database/open-database.ts';
import { createEmbeddedStore, EmbeddedStore } from '../../daemon/store/embedded/embedded-store.ts';
import { HotStore } from '../../daemon/store/hot-store.ts';
import { FLAT_LIMIT } from '../../daemon/store/embedded/partition-index.ts';
import { cacheEntry } from '../support/cache-entry.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { unitVectors } from '../support/unit-vectors.ts';
import { describeAnswerStore, type StoreRequest } from './answer-store.ts';

describeAnswerStore('embedded store in memory', (request) => Promise.resolve(openIn(undefined, request)), {
  isBounded: true,
  isDurable: false,
});

describeAnswerStore(
  'embedded store on disk',
  (request) => Promise.resolve(openIn(temporaryFolder(), request)),
  {
    isBounded: true,
    isDurable: true,
  },
);

describeAnswerStore(
  'embedded store with large scopes',
  (request) => Promise.resolve(openIn(temporaryFolder(), request)),
  {
    isBounded: true,
    isDurable: true,
    settle: (store) => (store instanceof EmbeddedStore ? store.settled() : Promise.resolve()),
    crowd: FLAT_LIMIT + 50,
  },
);

describeAnswerStore(
  'embedded store behind the hot store',
  (request) => Promise.resolve(hotStoreIn(temporaryFolder(), request)),
  { isBounded: true, isDurable: true },
);

const DIMENSION = 16;
const MANY = FLAT_LIMIT + 200;
const VECTORS = unitVectors(MANY * 2, DIMENSION, 5);
const SCOPE = cacheEntry(0).scope;

describe('a scope that grows large', () => {
  test('is searched all the time, and found whole once its graph is built', async () => {
    const { store } = openIn(temporaryFolder());
    await putRange(store, 0, FLAT_LIMIT - 1);
    await expectFound(store, 0, FLAT_LIMIT - 1, 97);
    await putRange(store, FLAT_LIMIT - 1, MANY);
    await expectFound(store, 0, MANY, 97);
    await store.settled();
    await expectFound(store, 0, MANY, 41);
  });

  test('answers while its graph is built after a start, and never rejects', async () => {
    const { store, reopen, folder } = openIn(temporaryFolder());
    await putRange(store, 0, MANY);
    const again = await reopen();
    expect(readdirSync(folder!)).not.toContain('indexes');
    await expect(lookup(again, MANY - 1)).resolves.toBeDefined();
    await putRange(again, MANY, MANY + 20);
    await again.settled();
    await expectFound(again, 0, MANY + 20, 41);
  });

  test('is loaded from its files by the next start, which adds only what came later', async () => {
    const { store, reopen, folder } = openIn(temporaryFolder());
    await putRange(store, 0, MANY);
    await lookup(store, 0);
    await store.settled();
    const second = await reopen();
    const before = indexFiles(folder);
    await putRange(second, MANY, MANY + 5);
    // Found at once: nothing was built.
    await expectFound(second, 0, MANY, 97);
    await second.settled();
    await expectFound(second, MANY, MANY + 5, 1);
    const third = await reopen();
    expect(indexFiles(folder)).not.toEqual(before);
    expect(indexFiles(folder)).toHaveLength(before.length);
    await expectFound(third, 0, MANY + 5, 97);
  });

  test('goes on building where the last process ended', async () => {
    const { store, reopen, folder } = openIn(temporaryFolder());
    await putRange(store, 0, MANY);
    await lookup(store, 0);
    await new Promise((resolve) => setImmediate(resolve));
    const again = await reopen();
    expect(indexFiles(folder).length).toBeGreaterThan(0);
    await lookup(again, 0);
    await again.settled();
    await expectFound(again, 0, MANY, 41);
  });

  test.each<[string, (folder: string) => void]>([
    [
      'cut off',
      (folder) => {
        change(folder, '.usearch', (bytes) => bytes.subarray(0, bytes.length / 2));
      },
    ],
    [
      'empty',
      (folder) => {
        change(folder, '.usearch', () => Buffer.alloc(0));
      },
    ],
    [
      'full of other bytes',
      (folder) => {
        change(folder, '.usearch', (bytes) => bytes.fill(0x5a));
      },
    ],
    [
      'listed wrongly',
      (folder) => {
        change(folder, '.json', () => Buffer.from('{"format": 1, "shards": 3}'));
      },
    ],
    [
      'listed half',
      (folder) => {
        change(folder, '.json', (bytes) => bytes.subarray(0, 20));
      },
    ],
    [
      "another database's",
      (folder) => {
        change(folder, '.json', (bytes) =>
          Buffer.from(bytes.toString().replace(/"database":"[^"]+"/, '"database":"other"')),
        );
      },
    ],
    [
      'ahead of the database',
      (folder) => {
        change(folder, '.json', (bytes) =>
          Buffer.from(bytes.toString().replace(/"through":\d+/, '"through":99999999')),
        );
      },
    ],
  ])('is built again when its files are %s', async (_name, damage) => {
    const { store, reopen, folder } = openIn(temporaryFolder());
    await putRange(store, 0, MANY);
    await lookup(store, 0);
    await store.settled();
    const again = await reopen(() => {
      damage(path.join(folder!, 'indexes'));
    });
    await expect(lookup(again, 1)).resolves.toBeDefined();
    await again.settled();
    await expectFound(again, 0, MANY, 41);
  });

  test('stays whole when its entries come and go many times over', async () => {
    const { store } = openIn(temporaryFolder(), { ...defaults(), maxEntries: MANY });
    await putRange(store, 0, MANY);
    await lookup(store, 0);
    await store.settled();
    // Twice all of it: usearch's own removal would hang here.
    for (let number = MANY; number < MANY * 3; number++) await store.put(numbered(number));
    await store.settled();
    expect((await store.stats()).entries).toBe(MANY);
    await expectFound(store, MANY * 2, MANY * 3, 37);
  });

  test('is small again when most of it has been deleted', async () => {
    const { store } = openIn(temporaryFolder());
    await putRange(store, 0, MANY);
    await lookup(store, 0);
    await store.settled();
    for (let number = 100; number < MANY; number++) await store.delete(numbered(number).id);
    await store.settled();
    await expectFound(store, 0, 100, 1);
    expect((await lookup(store, 150))[0]?.similarity ?? 0).toBeLessThan(0.999);
  });
});

describe('what is deleted', () => {
  const SECRET = 'a very particular sentence';

  test('by clear is in no file any more', async () => {
    const { store, folder } = openIn(temporaryFolder());
    await putRange(store, 0, MANY, SECRET);
    await lookup(store, 0);
    await store.settled();
    expect(indexFiles(folder).length).toBeGreaterThan(0);
    expect(filesWith(folder, SECRET).length).toBeGreaterThan(0);
    await store.clear();
    expect(filesWith(folder, SECRET)).toEqual([]);
    expect(indexFiles(folder)).toEqual([]);
    expect(statSync(path.join(folder!, 'askonce.db')).size).toBeLessThan(200_000);
  });

  test('one by one or by the sweep is overwritten', async () => {
    const { store, folder, clock } = openIn(temporaryFolder());
    await store.put(numbered(1, { answer: answerOf(SECRET) }));
    await store.put(numbered(2, { answer: answerOf(SECRET), expiresAt: clock.now() + 1 }));
    await store.put(numbered(3));
    clock.advance(1);
    await store.delete(numbered(1).id);
    await store.sweep();
    expect(filesWith(folder, SECRET)).toEqual([]);
    expect((await store.stats()).entries).toBe(1);
  });
});

describe('damage that SQLite does not see', () => {
  test('in an answer makes it absent, not wrong', async () => {
    const { store, database } = openIn(temporaryFolder());
    await store.put(numbered(1));
    await store.put(numbered(2));
    const bytes = database.get('SELECT document FROM documents WHERE sequence = 1')?.document as Uint8Array;
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    database.run('UPDATE documents SET document = ? WHERE sequence = 1', [bytes]);
    expect(await store.get(numbered(1).id)).toBeUndefined();
    expect((await lookup(store, 1)).map(({ entry: { id } }) => id)).toEqual([numbered(2).id]);
    expect(await store.list({ offset: 0, limit: 10 })).toHaveLength(1);
    await store.put(numbered(1));
    expect(await store.get(numbered(1).id)).toEqual(numbered(1));
  });

  test('in a vector, or a vector of another length, is passed over', async () => {
    const { store, database, reopen } = openIn(temporaryFolder());
    await putRange(store, 0, 3);
    database.run('UPDATE vectors SET vector = ? WHERE sequence = 1', [new Uint8Array(20)]);
    database.run('UPDATE vectors SET vector = ? WHERE sequence = 2', [
      new Uint8Array(DIMENSION * 4).fill(0xff),
    ]);
    const again = await reopen();
    expect((await lookup(again, 2)).map(({ entry: { id } }) => id)).toEqual([numbered(2).id]);
  });
});

describe('the limit', () => {
  test('lowered by the configuration is reached by the sweep', async () => {
    const folder = temporaryFolder();
    const first = openIn(folder);
    await putRange(first.store, 0, 300);
    await first.close();
    const { store } = openIn(folder, { ...defaults(), maxEntries: 10, evictionPolicy: 'lru' });
    await store.sweep();
    expect(await store.stats()).toMatchObject({ entries: 10, evicted: 290 });
    expect(await store.get(numbered(299).id)).toBeDefined();
  });

  test('holds under another policy after a restart', async () => {
    const folder = temporaryFolder();
    for (const evictionPolicy of ['fifo', 'lfu', 'lru'] as const) {
      const { store, close } = openIn(folder, { ...defaults(), maxEntries: 5, evictionPolicy });
      await putRange(store, 0, 12);
      expect((await store.stats()).entries).toBe(5);
      await close();
    }
  });
});

test('a closed store rejects instead of answering', async () => {
  const { store } = openIn(undefined);
  await store.put(numbered(1));
  await store.close();
  await expect(store.get(numbered(1).id)).rejects.toThrow(/closed/);
  await expect(store.put(numbered(2))).rejects.toThrow(/closed/);
  await expect(lookup(store, 1)).rejects.toThrow(/closed/);
});

interface OpenedStore {
  store: EmbeddedStore;
  database: Database;
  folder: string | undefined;
  clock: FakeClock;
  close: () => Promise<void>;
  reopen: (meanwhile?: () => void) => Promise<EmbeddedStore>;
}

function defaults(): StoreRequest {
  return { clock: new FakeClock(), maxEntries: 1_000_000, evictionPolicy: 'fifo' };
}

function openIn(folder: string | undefined, request = defaults()): OpenedStore {
  let close: () => Promise<void>;
  const open = (): { store: EmbeddedStore; database: Database } => {
    const { database } = openDatabase({ file: folder && path.join(folder, 'askonce.db') });
    const indexFolder = folder && path.join(folder, 'indexes');
    const store = createEmbeddedStore({ ...request, database, indexFolder, onFault: unexpected });
    close = async () => {
      await store.close();
      database.close();
    };
    return { store, database };
  };
  const reopen = async (meanwhile?: () => void): Promise<EmbeddedStore> => {
    await close();
    meanwhile?.();
    return open().store;
  };
  onTestFinished(() => close());
  return { ...open(), folder, clock: request.clock, close: () => close(), reopen };
}

function hotStoreIn(
  folder: string,
  request: StoreRequest,
): { store: HotStore; reopen: () => Promise<HotStore> } {
  const hot = (store: EmbeddedStore): HotStore =>
    new HotStore({ store, clock: request.clock, onFault: unexpected });
  const { store, reopen } = openIn(folder, request);
  const first = hot(store);
  return {
    store: first,
    reopen: async () => {
      await first.close();
      return hot(await reopen());
    },
  };
}

/** Nothing fails in the background in these tests; thrown there, it fails the test that waits for it. */
function unexpected(fault: unknown): void {
  throw fault;
}

function numbered(number: number, change: Partial<CacheEntry> = {}): CacheEntry {
  return cacheEntry(number, { embedding: VECTORS[number % VECTORS.length], ...change });
}

function answerOf(text: string): CacheEntry['answer'] {
  return { text, reasoning: '', finishReason: 'stop', usage: undefined };
}

async function putRange(store: EmbeddedStore, from: number, to: number, text?: string): Promise<void> {
  for (let number = from; number < to; number++) {
    await store.put(numbered(number, text === undefined ? {} : { answer: answerOf(text) }));
  }
}

function lookup(store: EmbeddedStore, number: number): ReturnType<EmbeddedStore['findNearest']> {
  return store.findNearest({
    scope: SCOPE,
    embedder: 'fake',
    vector: VECTORS[number % VECTORS.length]!,
    limit: 3,
  });
}

/** Looks up each `step`-th of them by its own vector. */
async function expectFound(store: EmbeddedStore, from: number, to: number, step: number): Promise<void> {
  for (let number = from; number < to; number += step) {
    const [best] = await lookup(store, number);
    expect(best?.similarity).toBeCloseTo(1, 4);
    expect(best?.entry.embedding).toEqual(VECTORS[number % VECTORS.length]);
  }
}

function indexFiles(folder: string | undefined): string[] {
  return readdirSync(path.join(folder!, 'indexes')).sort();
}

function filesWith(folder: string | undefined, text: string): string[] {
  const names = readdirSync(folder!, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => {
    const file = path.join(folder!, name);
    return statSync(file).isFile() && readFileSync(file).includes(text);
  });
}

function change(folder: string, suffix: string, edit: (bytes: Buffer) => Buffer): void {
  for (const name of readdirSync(folder).filter((each) => each.endsWith(suffix))) {
    const file = path.join(folder, name);
    writeFileSync(file, edit(readFileSync(file)));
  }
}
