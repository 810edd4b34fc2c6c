import { expect, test } from 'vitest';
import { HotStore } from '../../../daemon/store/hot-store.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeStore } from '../../support/fake-store.ts';

function makeStores(): { hot: HotStore; store: FakeStore; clock: FakeClock; faults: unknown[] } {
  const store = new FakeStore();
  const clock = new FakeClock();
  const faults: unknown[] = [];
  const hot = new HotStore({ store, clock, onFault: (fault) => faults.push(fault) });
  return { hot, store, clock, faults };
}

test('an entry that is asked for again does not touch the store', async () => {
  const { hot, store } = makeStores();
  const entry = cacheEntry(1);
  await hot.put(entry);
  for (let time = 0; time < 3; time += 1) expect(await hot.get(entry.id)).toEqual(entry);
  expect(store.calls).toEqual(['put', 'get']);
});

test('hits show at once and are written together', async () => {
  const { hot, store } = makeStores();
  const entry = cacheEntry(1);
  await hot.put(entry);
  await hot.get(entry.id);
  for (let hit = 1; hit <= 5; hit += 1) await hot.recordHit(entry.id, hit);
  expect(await hot.get(entry.id)).toMatchObject({ hits: 5, lastHitAt: 5 });
  expect(store.calls).not.toContain('recordHit');
  await hot.stats();
  expect(store.calls.filter((call) => call === 'recordHit')).toHaveLength(1);
  expect((await hot.get(entry.id))?.hits).toBe(5);
});

test('an entry that expires in memory is not returned', async () => {
  const { hot, clock } = makeStores();
  const entry = cacheEntry(1, { expiresAt: clock.now() + 10 });
  await hot.put(entry);
  expect(await hot.get(entry.id)).toBeDefined();
  clock.advance(10);
  expect(await hot.get(entry.id)).toBeUndefined();
});

test.each<[string, (hot: HotStore, id: string) => Promise<unknown>]>([
  ['deleted', (hot, id) => hot.delete(id)],
  ['cleared', (hot) => hot.clear()],
])('an entry that is %s is gone from memory too', async (_how, remove) => {
  const { hot } = makeStores();
  const entry = cacheEntry(1);
  await hot.put(entry);
  await hot.get(entry.id);
  await remove(hot, entry.id);
  expect(await hot.get(entry.id)).toBeUndefined();
});

test('a replaced entry is not served from memory', async () => {
  const { hot } = makeStores();
  await hot.put(cacheEntry(1, { model: 'old' }));
  await hot.get(cacheEntry(1).id);
  await hot.put(cacheEntry(1, { model: 'new' }));
  expect((await hot.get(cacheEntry(1).id))?.model).toBe('new');
});

test('hits that cannot be written are reported when the store closes, and nothing else fails', async () => {
  const { hot, store, faults } = makeStores();
  await hot.recordHit('a', 1);
  store.recordHit = () => Promise.reject(new Error('disk full'));
  await hot.close();
  expect(faults).toEqual([new Error('disk full')]);
});
