import { describe, expect, onTestFinished, test } from 'vitest';
import { NearTier } from '../../../../daemon/store/milvus/near-tier.ts';
import { serialiseEntry, stampOf } from '../../../../daemon/store/milvus/packed-entry.ts';
import type { PendingWrite, Write } from '../../../../daemon/store/milvus/write-journal.ts';
import type { CacheEntry } from '../../../../daemon/chat/cache-entry.ts';
import { cacheEntry } from '../../../support/cache-entry.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function makeNear(maxEntries = 100): { near: NearTier; clock: FakeClock; faults: unknown[] } {
  const clock = new FakeClock();
  const faults: unknown[] = [];
  const near = new NearTier({ clock, maxEntries, onFault: (fault) => faults.push(fault) });
  onTestFinished(() => near.close());
  return { near, clock, faults };
}

/** As the journal gives them. */
function journal(...writes: Write[]): PendingWrite[] {
  return writes.map((write, index) => ({ ...write, sequence: index + 1, epoch: 1 }));
}

const put = (entry: CacheEntry): Write => ({ kind: 'put', id: entry.id, entry: serialiseEntry(entry) });
const remove = (entry: CacheEntry): Write => ({ kind: 'delete', id: entry.id });
const ids = (entries: readonly CacheEntry[]): string[] => entries.map(({ id }) => id);

const [A, B, C] = [cacheEntry(1), cacheEntry(2), cacheEntry(3)] as const;
const ALL = { offset: 0, limit: 10 };

test('what is put is found by key and by meaning', async () => {
  const { near } = makeNear();
  await near.put(A);
  expect(await near.get(A.id)).toEqual(A);
  const query = { scope: A.scope, vector: A.embedding!, embedder: 'fake', limit: 3 };
  expect(await near.findNearest(query)).toEqual([{ entry: A, similarity: expect.closeTo(1) as number }]);
});

describe('what waited in the journal', () => {
  test('is done again in order', async () => {
    const { near, faults } = makeNear();
    const replaced = { ...A, model: 'new' };
    near.replay(journal(put(A), put(B), remove(B), put(C), put(replaced), remove(C), put(C)));
    expect((await near.list(ALL)).map(({ id, model }) => [id, model])).toEqual([
      [C.id, 'big'],
      [A.id, 'new'],
    ]);
    expect(faults).toEqual([]);
  });

  test('is gone where "forget everything" came after it', async () => {
    const { near } = makeNear();
    near.replay(journal(put(A), put(B), { kind: 'clear' }, put(C)));
    expect(ids(await near.list(ALL))).toEqual([C.id]);
    expect(near.stamps()).toEqual([[C.id, stampOf(serialiseEntry(C))]]);
  });

  test('and is damaged is as good as deleted', async () => {
    const { near, faults } = makeNear();
    near.replay(journal(put(A), { kind: 'put', id: A.id, entry: Buffer.from('{') }, put(B)));
    expect(ids(await near.list(ALL))).toEqual([B.id]);
    expect(faults).toEqual([]);
  });

  test('is found at once, before anything else is done', async () => {
    const { near } = makeNear();
    near.replay(journal(put(A)));
    expect(await near.get(A.id)).toEqual(A);
  });
});

describe('stamps', () => {
  test('tell which version lies here', async () => {
    const { near } = makeNear();
    await near.put(A);
    const changed = { ...A, model: 'new' };
    await near.put(changed);
    expect(near.stamps()).toEqual([[A.id, stampOf(serialiseEntry(changed))]]);
  });

  test('do not change with a hit: the version is the one in Milvus', async () => {
    const { near } = makeNear();
    await near.put(A);
    await near.recordHit(A.id, 5, 2);
    expect(await near.get(A.id)).toMatchObject({ hits: 2, lastHitAt: 5 });
    expect(near.stamps()).toEqual([[A.id, stampOf(serialiseEntry(A))]]);
  });

  test('go with what is deleted, or cleared', async () => {
    const { near } = makeNear();
    for (const entry of [A, B, C]) await near.put(entry);
    expect(await near.delete(A.id)).toBe(true);
    expect(await near.delete(A.id)).toBe(false);
    expect(near.stamps().map(([id]) => id)).not.toContain(A.id);
    await near.clear();
    expect(near.stamps()).toEqual([]);
  });

  test.each<[string, (number: number) => Partial<CacheEntry>]>([
    ['as they come', () => ({})],
    ['oldest last', (number) => ({ createdAt: 1_000 - number })],
    ['pinned', () => ({ pinned: true })],
    ['some pinned, some hit long ago', (number) => ({ pinned: number % 3 === 0, lastHitAt: number % 7 })],
  ])('are there for every entry that is there, with entries %s', async (_how, change) => {
    const { near } = makeNear(5);
    const all = Array.from({ length: 30 }, (_, number) => cacheEntry(number, change(number)));
    for (const entry of all) {
      await near.put(entry);
      await near.recordHit(cacheEntry(3).id, 9, 1);
    }
    const there = [];
    for (const { id } of all) if (await near.get(id)) there.push(id);
    expect(there.length).toBeGreaterThan(0);
    expect(there.length).toBeLessThanOrEqual(5);
    expect(there.filter((id) => !near.stamps().some(([stamped]) => stamped === id))).toEqual([]);
    expect((await near.totals()).entries).toBe(there.length);
  });
});

test('the entry that was used longest ago makes room', async () => {
  const { near } = makeNear(2);
  await near.put(A);
  await near.put(B);
  await near.recordHit(A.id, 9, 1);
  await near.put(C);
  expect(ids(await near.list(ALL)).sort()).toEqual([A.id, C.id]);
});

test('an entry too long for memory is left out, and so is the version before it', async () => {
  const { near } = makeNear();
  await near.put(A);
  await near.put({ ...A, answer: { ...A.answer, text: 'x'.repeat(9_000_000) } });
  expect(await near.get(A.id)).toBeUndefined();
  expect(near.stamps()).toEqual([]);
});

test('an entry that ends is not found any more, and is swept', async () => {
  const { near, clock } = makeNear();
  await near.put({ ...A, expiresAt: clock.now() + 1 });
  expect(await near.get(A.id)).toBeDefined();
  clock.advance(1);
  expect(await near.get(A.id)).toBeUndefined();
  expect(await near.sweep()).toBe(1);
});
