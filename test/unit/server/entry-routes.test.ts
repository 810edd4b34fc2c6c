import { expect, test } from 'vitest';
import type { Hono } from 'hono';
import type { ServerEnvironment } from '../../../daemon/server/access-guard.ts';
import { entryRoutes } from '../../../daemon/server/entry-routes.ts';
import { writePortableEntry } from '../../../daemon/store/portable-entry.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { FakeStore } from '../../support/fake-store.ts';

async function routesOver(count: number): Promise<{ routes: Hono<ServerEnvironment>; store: FakeStore }> {
  const store = new FakeStore();
  for (let number = 1; number <= count; number++) await store.put(cacheEntry(number));
  const routes = entryRoutes({ store, forgetting: undefined, maxBodyBytes: 1_000_000 });
  routes.onError((error, context) => context.text(error.message, 503));
  return { routes, store };
}

const linesOf = (...numbers: number[]): string =>
  numbers.map((number) => `${writePortableEntry(cacheEntry(number))}\n`).join('');

test('an export is all entries, or those after an id', async () => {
  const { routes } = await routesOver(3);
  expect(await (await routes.request('/export')).text()).toBe(linesOf(1, 2, 3));
  const { id } = cacheEntry(2);
  expect(await (await routes.request(`/export?after=${id}`)).text()).toBe(linesOf(3));
});

test('an export of nothing is empty', async () => {
  const { routes } = await routesOver(0);
  const reply = await routes.request('/export');
  expect([reply.status, await reply.text()]).toEqual([200, '']);
});

test('an export that cannot begin is refused with why', async () => {
  const { routes, store } = await routesOver(3);
  store.entries = async function* () {
    yield* [];
    throw new Error('nobody answers');
  };
  const reply = await routes.request('/export');
  expect([reply.status, await reply.text()]).toEqual([
    503,
    'The stored answers cannot be read: nobody answers',
  ]);
});

test('an export that breaks in the middle does not end as if it were whole', async () => {
  const { routes, store } = await routesOver(3);
  store.entries = async function* () {
    yield cacheEntry(1);
    throw new Error('nobody answers');
  };
  const reply = await routes.request('/export');
  await expect(reply.text()).rejects.toThrow('nobody answers');
});
