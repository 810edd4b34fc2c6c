import { describe, expect, test } from 'vitest';
import type { CacheEntry, Candidate } from '../../daemon/chat/cache-entry.ts';
import type { AnswerStore, NearestQuery } from '../../daemon/store/answer-store.ts';
import { cacheEntry } from '../support/cache-entry.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { unitVectors } from '../support/unit-vectors.ts';

export interface StoreRequest {
  clock: FakeClock;
  maxEntries: number;
  evictionPolicy: 'fifo' | 'lru' | 'lfu';
}

/** An empty store of the running test's own; `reopen` closes it and opens another on the same data. */
export interface StoreUnderTest {
  store: AnswerStore;
  reopen?: () => Promise<AnswerStore>;
}

interface StoreTraits {
  /** Whether it keeps to `maxEntries`. */
  isBounded: boolean;
  /** Whether its data outlives it: `reopen` is then given. */
  isDurable: boolean;
  /** Resolves when lookups see all that was put, for a store that may need a moment after it. */
  settle?: (store: AnswerStore) => Promise<void>;
  /** How many entries with vectors lie in the scope beside those that a test is about. */
  crowd?: number;
}

const DIMENSION = 16;
const EMBEDDER = 'embedder-a';
const SCOPE = 'a'.repeat(64);
const OTHER_SCOPE = 'c'.repeat(64);
const MINUTE = 60_000;
/** Strings that end a quoted value, a comment or a statement somewhere. */
const HOSTILE = [
  `'; DROP TABLE entries; --`,
  `" or 1==1 or "`,
  `a' OR 'a'='a`,
  'scope == "x"',
  'back\\slash\\',
  'ünï – 漢字 🦊',
  '%_*?',
  '${x} {{y}}',
];

/** What a store does not claim to do is no test of it, so it must not show as one that was skipped. */
const leaveOut = (_name: string, _tests: () => void): void => undefined;

/** What every store promises, whatever it is made of. */
export function describeAnswerStore(
  name: string,
  makeStore: (request: StoreRequest) => Promise<StoreUnderTest>,
  { isBounded, isDurable, settle, crowd = 0 }: StoreTraits,
): void {
  describe(name, () => {
    const [first, second, third, far, ...others] = unitVectors(crowd + 4, DIMENSION) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      ...Float32Array[],
    ];

    async function open(change: Partial<StoreRequest> = {}): Promise<StoreUnderTest & { clock: FakeClock }> {
      const clock = change.clock ?? new FakeClock();
      const made = await makeStore({ maxEntries: 100_000, evictionPolicy: 'fifo', ...change, clock });
      return { ...made, clock };
    }

    /** Numbers make ids; those of the crowd begin at a million. */
    function entry(number: number, change: Partial<CacheEntry> = {}): CacheEntry {
      return cacheEntry(number, { scope: SCOPE, embedder: EMBEDDER, embedding: first, ...change });
    }

    async function openCrowded(): Promise<StoreUnderTest & { clock: FakeClock }> {
      const opened = await open();
      for (const [index, embedding] of others.entries()) {
        await opened.store.put(entry(1_000_000 + index, { embedding, createdAt: 1_600_000_000_000 + index }));
      }
      return opened;
    }

    async function nearest(store: AnswerStore, change: Partial<NearestQuery> = {}): Promise<Candidate[]> {
      const query = { scope: SCOPE, embedder: EMBEDDER, vector: first, limit: 3, ...change };
      const atOnce = await store.findNearest(query);
      if (!settle) return atOnce;
      await settle(store);
      return store.findNearest(query);
    }

    test('returns an entry by its id exactly as it was put', async () => {
      const { store } = await open();
      const whole = entry(1, {
        answer: {
          text: 'It is one.',
          reasoning: 'I counted.',
          finishReason: 'stop',
          usage: { promptTokens: 12, completionTokens: 34 },
        },
        ...{ tier: 'small', costUsd: 0.000_123, expiresAt: 1_900_000_000_000, hits: 5 },
        ...{ lastHitAt: 1_700_000_000_123, source: 'page', origin: 'https://chat.example.com' },
      });
      await store.put(whole);
      expect(await store.get(whole.id)).toEqual(whole);
    });

    test('returns an entry whose optional parts are absent', async () => {
      const { store } = await open();
      const bare = entry(1, { embedding: undefined, embedder: undefined, tier: undefined });
      await store.put(bare);
      expect(await store.get(bare.id)).toEqual(bare);
    });

    test('knows nothing of an id that was never put', async () => {
      const { store } = await open();
      expect(await store.get('f'.repeat(64))).toBeUndefined();
    });

    test('finds the nearest first, with the cosine as similarity', async () => {
      const { store } = await openCrowded();
      const blend = normalised(first.map((value, index) => value + 0.5 * (second[index] ?? 0)));
      await store.put(entry(1, { embedding: first }));
      await store.put(entry(2, { embedding: blend }));
      const found = await nearest(store, { limit: 2 });
      expect(found.map(({ entry: { id } }) => id)).toEqual([entry(1).id, entry(2).id]);
      expect(found[0]!.similarity).toBeCloseTo(1, 5);
      expect(found[1]!.similarity).toBeCloseTo(cosine(first, blend), 5);
      expect(found[0]!.entry).toEqual(entry(1, { embedding: first }));
    });

    test('reports an opposite vector as similarity 0 and never more than 1', async () => {
      const { store } = await open();
      await store.put(entry(1, { embedding: first.map((value) => -value) }));
      await store.put(entry(2, { embedding: first }));
      const similarities = (await nearest(store)).map(({ similarity }) => similarity);
      expect(similarities[1] ?? 0).toBe(0);
      expect(Math.max(...similarities)).toBeLessThanOrEqual(1);
    });

    test('returns no more candidates than asked for', async () => {
      const { store } = await openCrowded();
      for (let number = 1; number <= 5; number++) await store.put(entry(number));
      expect(await nearest(store, { limit: 2 })).toHaveLength(2);
    });

    test('never finds an identical vector of another scope', async () => {
      const { store } = await openCrowded();
      await store.put(entry(1, { scope: OTHER_SCOPE, embedding: far }));
      await store.put(entry(2, { embedding: second }));
      const here = await nearest(store, { vector: far, limit: 10 });
      expect(here.every(({ entry: { scope } }) => scope === SCOPE)).toBe(true);
      const there = await nearest(store, { scope: OTHER_SCOPE, vector: far, limit: 10 });
      expect(there.map(({ entry: { id } }) => id)).toEqual([entry(1).id]);
      expect(await nearest(store, { scope: 'd'.repeat(64), vector: far })).toEqual([]);
    });

    test('never compares vectors of another embedder', async () => {
      const { store } = await openCrowded();
      await store.put(entry(1, { embedder: 'embedder-b', embedding: far }));
      const found = await nearest(store, { vector: far, limit: 10 });
      expect(found.map(({ entry: { id } }) => id)).not.toContain(entry(1).id);
      const other = await nearest(store, { vector: far, embedder: 'embedder-b' });
      expect(other.map(({ entry: { id } }) => id)).toEqual([entry(1).id]);
    });

    test('finds nothing for a vector of another length', async () => {
      const { store } = await openCrowded();
      await store.put(entry(1));
      await nearest(store);
      const outcome = await nearest(store, { vector: Float32Array.of(0.6, 0.8) }).catch(() => []);
      expect(outcome).toEqual([]);
    });

    test('an entry without a vector is found by its id only', async () => {
      const { store } = await open();
      await store.put(entry(1, { embedding: undefined, embedder: undefined }));
      expect(await nearest(store)).toEqual([]);
      expect(await store.get(entry(1).id)).toBeDefined();
    });

    test('an expired entry is not found in any way, even before the sweep', async () => {
      const { store, clock } = await openCrowded();
      await store.put(entry(1, { expiresAt: clock.now() + MINUTE }));
      clock.advance(MINUTE);
      expect(await store.get(entry(1).id)).toBeUndefined();
      expect((await nearest(store)).map(({ entry: { id } }) => id)).not.toContain(entry(1).id);
      expect((await store.list({ offset: 0, limit: 10 })).map(({ id }) => id)).not.toContain(entry(1).id);
      expect((await collect(store)).map(({ id }) => id)).not.toContain(entry(1).id);
      expect((await store.stats()).entries).toBe(crowd);
    });

    test('expired entries do not hide a living one behind them', async () => {
      const { store, clock } = await openCrowded();
      for (let number = 1; number <= 40; number++) {
        await store.put(entry(number, { expiresAt: clock.now() + MINUTE }));
      }
      const behind = normalised(first.map((value, index) => value + 0.2 * (second[index] ?? 0)));
      await store.put(entry(99, { embedding: behind }));
      clock.advance(MINUTE);
      expect((await nearest(store, { limit: 1 }))[0]?.entry.id).toBe(entry(99).id);
    });

    test('the sweep deletes what has expired, says how much, and leaves the rest', async () => {
      const { store, clock } = await open();
      for (let number = 1; number <= 120; number++) {
        const expiresAt = number % 2 === 0 ? clock.now() + MINUTE : undefined;
        await store.put(entry(number, { expiresAt }));
      }
      expect(await store.sweep()).toBe(0);
      clock.advance(MINUTE);
      expect(await store.sweep()).toBe(60);
      expect(await store.sweep()).toBe(0);
      expect((await collect(store)).map(({ id }) => id)).toEqual(
        Array.from({ length: 60 }, (_, index) => entry(index * 2 + 1).id),
      );
    });

    test('putting an id again replaces the entry, its scope and its vector', async () => {
      const { store } = await openCrowded();
      await store.put(entry(1, { embedding: far }));
      await nearest(store);
      const renewed = entry(1, {
        embedding: second,
        answer: { text: 'Another answer.', reasoning: '', finishReason: 'stop', usage: undefined },
      });
      await store.put(renewed);
      expect(await store.get(renewed.id)).toEqual(renewed);
      expect((await store.stats()).entries).toBe(crowd + 1);
      const [found] = await nearest(store, { vector: second, limit: 1 });
      expect(found?.entry).toEqual(renewed);
      expect(found?.similarity).toBeCloseTo(1, 5);
      expect((await nearest(store, { vector: far, limit: 1 }))[0]?.similarity ?? 0).toBeLessThan(0.99);
      await store.put({ ...renewed, scope: OTHER_SCOPE });
      expect((await nearest(store, { vector: second, limit: 1 }))[0]?.entry.id).not.toBe(renewed.id);
    });

    test('counts hits, and ignores hits of unknown ids', async () => {
      const { store, clock } = await open();
      await store.put(entry(1, { hits: 2 }));
      await store.recordHit(entry(1).id, clock.now());
      await store.recordHit(entry(1).id, clock.now() + 5);
      await store.recordHit('f'.repeat(64), clock.now());
      const [listed] = await store.list({ offset: 0, limit: 1 });
      expect(listed).toMatchObject({ hits: 4, lastHitAt: clock.now() + 5 });
      expect((await store.stats()).hits).toBe(4);
    });

    test('a deleted entry is gone from every view, and deleting it again says so', async () => {
      const { store } = await openCrowded();
      await store.put(entry(1, { embedding: far }));
      await nearest(store);
      expect(await store.delete(entry(1).id)).toBe(true);
      expect(await store.delete(entry(1).id)).toBe(false);
      expect(await store.get(entry(1).id)).toBeUndefined();
      expect((await nearest(store, { vector: far })).map(({ entry: { id } }) => id)).not.toContain(
        entry(1).id,
      );
      expect((await store.stats()).entries).toBe(crowd);
    });

    test('clear deletes everything of every scope and raises the generation', async () => {
      const { store } = await openCrowded();
      await store.put(entry(1, { embedding: far }));
      await store.put(entry(2, { scope: OTHER_SCOPE, pinned: true }));
      await nearest(store);
      const generation = store.generation();
      expect(await store.clear()).toBe(crowd + 2);
      expect(store.generation()).toBeGreaterThan(generation);
      expect(await nearest(store)).toEqual([]);
      expect(await nearest(store, { scope: OTHER_SCOPE })).toEqual([]);
      expect(await collect(store)).toEqual([]);
      expect(await store.stats()).toMatchObject({ entries: 0, scopes: 0, hits: 0 });
      await store.put(entry(1, { embedding: far }));
      expect((await nearest(store, { vector: far })).map(({ entry: { id } }) => id)).toEqual([entry(1).id]);
    });

    test('lists the newest first, in pages, without vectors', async () => {
      const { store } = await open();
      for (let number = 1; number <= 7; number++) await store.put(entry(number));
      const pages = await Promise.all([0, 3, 6, 9].map((offset) => store.list({ offset, limit: 3 })));
      expect(pages.map((page) => page.map(({ id }) => id))).toEqual(
        [[7, 6, 5], [4, 3, 2], [1], []].map((page) => page.map((number) => entry(number).id)),
      );
      expect(pages.flat().every(({ embedding }) => embedding === undefined)).toBe(true);
    });

    test('exports every entry whole, in an order that stays the same', async () => {
      const { store } = await open();
      const all = [...unitVectors(250, DIMENSION)].map((embedding, index) => entry(index + 1, { embedding }));
      for (const each of all) await store.put(each);
      const exported = await collect(store);
      expect(exported).toEqual(byId(all));
      expect(await collect(store)).toEqual(exported);
    });

    test('exports what comes after an entry, also where that was replaced or deleted meanwhile', async () => {
      const { store } = await open();
      for (let number = 1; number <= 9; number++) await store.put(entry(number));
      const after = async (number: number): Promise<string[]> =>
        (await collect(store, entry(number).id)).map(({ id }) => id);
      const last = [7, 8, 9].map((number) => entry(number).id);
      expect(await after(6)).toEqual(last);
      await store.put(entry(6, { model: 'another' }));
      expect(await after(6)).toEqual(last);
      await store.delete(entry(6).id);
      expect(await after(6)).toEqual(last);
      expect(await after(9)).toEqual([]);
    });

    test('has an identity that stays with its data, and is another after clear', async () => {
      const { store, reopen } = await open();
      await store.put(entry(1));
      const { identity } = await store.stats();
      await store.put(entry(2));
      const same = isDurable ? await reopen!() : store;
      expect((await same.stats()).identity).toBe(identity);
      await same.clear();
      expect((await same.stats()).identity).not.toBe(identity);
    });

    test('has all that was put after a flush', async () => {
      const { store } = await open();
      for (let number = 1; number <= 120; number++) await store.put(entry(number));
      await store.flush?.();
      expect(await collect(store)).toHaveLength(120);
    });

    test('counts entries and scopes', async () => {
      const { store } = await open();
      await store.put(entry(1));
      await store.put(entry(2));
      await store.put(entry(3, { scope: OTHER_SCOPE }));
      await store.put(entry(4, { scope: OTHER_SCOPE, embedder: 'embedder-b' }));
      expect(await store.stats()).toMatchObject({ entries: 4, scopes: 2, hits: 0 });
    });

    test('keeps any text as it is', async () => {
      const { store } = await open();
      const text = 'Zero \u0000, quote ", newline \n, 漢字, 🦊, right-to-left \u202e, combining e\u0301';
      const answer = { text, reasoning: text, finishReason: 'stop', usage: undefined };
      await store.put(entry(1, { question: text, origin: text, answer }));
      expect(await store.get(entry(1).id)).toEqual(entry(1, { question: text, origin: text, answer }));
    });

    test('keeps an answer of a megabyte', async () => {
      const { store } = await open();
      const answer = { text: 'ä🦊x'.repeat(300_000), reasoning: '', finishReason: 'stop', usage: undefined };
      await store.put(entry(1, { answer }));
      expect((await store.get(entry(1).id))?.answer.text === answer.text).toBe(true);
    });

    test.each(HOSTILE)('takes %j as an id, a scope and an embedder, and as nothing else', async (hostile) => {
      const { store } = await open();
      await store.put(entry(1));
      const odd = entry(2, { id: hostile, scope: hostile, embedder: hostile });
      await store.put(odd);
      expect(await store.get(hostile)).toEqual(odd);
      const found = await nearest(store, { scope: hostile, embedder: hostile, limit: 10 });
      expect(found.map(({ entry: { id } }) => id)).toEqual([hostile]);
      expect(await nearest(store, { limit: 10 })).toHaveLength(1);
      expect(await store.delete(hostile)).toBe(true);
      expect((await store.stats()).entries).toBe(1);
    });

    test('finds what was put by many at once', async () => {
      const { store } = await openCrowded();
      await nearest(store);
      const vectors = unitVectors(40, DIMENSION, 77);
      await Promise.all(vectors.map((embedding, index) => store.put(entry(index + 1, { embedding }))));
      await settle?.(store);
      for (const [index, vector] of vectors.entries()) {
        const query = { scope: SCOPE, embedder: EMBEDDER, vector, limit: 1 };
        expect((await store.findNearest(query))[0]?.entry.id).toBe(entry(index + 1).id);
      }
    });

    test('closing twice does no harm', async () => {
      const { store } = await open();
      await store.put(entry(1));
      await store.close();
      await expect(store.close()).resolves.toBeUndefined();
    });

    (isBounded ? describe : leaveOut)('when full', () => {
      async function survivors(store: AnswerStore): Promise<number[]> {
        const ids = (await collect(store)).map(({ id }) => id);
        return [...Array(50).keys()].filter((number) => ids.includes(entry(number).id));
      }

      test('fifo evicts the oldest', async () => {
        const { store } = await open({ maxEntries: 3, evictionPolicy: 'fifo' });
        for (const number of [1, 2, 3]) await store.put(entry(number));
        await store.recordHit(entry(1).id, 1_900_000_000_000);
        await store.put(entry(4));
        await store.put(entry(5));
        expect(await survivors(store)).toEqual([3, 4, 5]);
        expect(await store.stats()).toMatchObject({ entries: 3, evicted: 2, maxEntries: 3 });
      });

      test('lru evicts what was not used for longest', async () => {
        const { store } = await open({ maxEntries: 3, evictionPolicy: 'lru' });
        for (const number of [1, 2, 3]) await store.put(entry(number));
        await store.recordHit(entry(1).id, 1_900_000_000_000);
        await store.put(entry(4, { createdAt: 1_900_000_000_001 }));
        await store.put(entry(5, { createdAt: 1_900_000_000_002 }));
        expect(await survivors(store)).toEqual([1, 4, 5]);
      });

      test('lfu evicts what was used least, and never the newcomer', async () => {
        const { store } = await open({ maxEntries: 3, evictionPolicy: 'lfu' });
        for (const number of [1, 2, 3]) await store.put(entry(number));
        for (const number of [1, 1, 2, 3, 3]) await store.recordHit(entry(number).id, 1_900_000_000_000);
        await store.put(entry(4));
        expect(await survivors(store)).toEqual([1, 3, 4]);
        await store.put(entry(5));
        expect(await survivors(store)).toEqual([1, 3, 5]);
      });

      test('what is evicted is no longer found by its vector', async () => {
        const { store } = await open({ maxEntries: 2 });
        await store.put(entry(1, { embedding: far }));
        await nearest(store);
        await store.put(entry(2, { embedding: second }));
        await store.put(entry(3, { embedding: third }));
        const found = await nearest(store, { vector: far, limit: 5 });
        expect(found.map(({ entry: { id } }) => id).sort()).toEqual([entry(2).id, entry(3).id].sort());
      });

      test('replacing an entry evicts nothing', async () => {
        const { store } = await open({ maxEntries: 2 });
        await store.put(entry(1));
        await store.put(entry(2));
        await store.put(entry(1));
        expect(await survivors(store)).toEqual([1, 2]);
        await store.put(entry(3));
        expect(await survivors(store)).toEqual([1, 3]);
      });

      test('what has expired makes room first', async () => {
        const { store, clock } = await open({ maxEntries: 2 });
        await store.put(entry(1));
        await store.put(entry(2, { expiresAt: clock.now() + MINUTE }));
        clock.advance(MINUTE);
        await store.put(entry(3));
        expect(await survivors(store)).toEqual([1, 3]);
      });

      test.each(['fifo', 'lru', 'lfu'] as const)('%s never evicts a pinned entry', async (evictionPolicy) => {
        const { store } = await open({ maxEntries: 3, evictionPolicy });
        await store.put(entry(1, { pinned: true }));
        for (let number = 2; number <= 10; number++) {
          await store.put(entry(number));
          await store.recordHit(entry(number).id, 1_900_000_000_000 + number);
        }
        expect(await survivors(store)).toContain(1);
        expect((await store.stats()).entries).toBe(3);
      });

      test('full of pinned entries it takes more pinned ones, and counts the others as refused', async () => {
        const { store } = await open({ maxEntries: 2 });
        for (const number of [1, 2, 3]) await store.put(entry(number, { pinned: true }));
        await store.put(entry(4));
        expect(await survivors(store)).toEqual([1, 2, 3]);
        expect(await store.stats()).toMatchObject({ entries: 3, evicted: 0, refused: 1 });
      });
    });

    (isDurable ? describe : leaveOut)('opened again', () => {
      test('has kept everything, found in every way', async () => {
        const { store, reopen } = await openCrowded();
        await store.put(entry(1, { embedding: far, pinned: true }));
        await store.recordHit(entry(1).id, 1_900_000_000_000);
        await nearest(store);
        const before = await collect(store);
        const again = await reopen!();
        expect(await collect(again)).toEqual(before);
        const [found] = await nearest(again, { vector: far, limit: 1 });
        expect({ ...found?.entry, hits: 0, lastHitAt: undefined }).toEqual(
          entry(1, { embedding: far, pinned: true }),
        );
        expect(before.find(({ id }) => id === entry(1).id)).toMatchObject({
          ...{ hits: 1, lastHitAt: 1_900_000_000_000 },
        });
        expect(await again.stats()).toMatchObject({ entries: crowd + 1, hits: 1 });
      });

      test('knows what was put and deleted since its index was saved', async () => {
        const { store, reopen } = await openCrowded();
        await store.put(entry(1, { embedding: far }));
        await nearest(store);
        const again = await reopen!();
        await again.delete(entry(1).id);
        await again.put(entry(2, { embedding: second }));
        const third = await reopen!();
        expect((await nearest(third, { vector: second, limit: 1 }))[0]?.entry.id).toBe(entry(2).id);
        const found = await nearest(third, { vector: far, limit: 5 });
        expect(found.map(({ entry: { id } }) => id)).not.toContain(entry(1).id);
      });

      test('is of the generation that it was closed with', async () => {
        const { store, reopen } = await open();
        await store.clear();
        await store.clear();
        const generation = store.generation();
        expect((await reopen!()).generation()).toBe(generation);
      });
    });
  });
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

async function collect(store: AnswerStore, after?: string): Promise<CacheEntry[]> {
  const entries: CacheEntry[] = [];
  for await (const entry of store.entries(after)) entries.push(entry);
  return entries;
}

function byId(entries: CacheEntry[]): CacheEntry[] {
  return [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
}
