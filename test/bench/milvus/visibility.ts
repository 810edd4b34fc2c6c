import { setTimeout as pause } from 'node:timers/promises';
import type { CacheEntry } from '../../../daemon/chat/cache-entry.ts';
import type { NearestQuery } from '../../../daemon/store/answer-store.ts';
import type { MilvusStore } from '../../../daemon/store/milvus/milvus-store.ts';
import { queryNear } from '../clustered-entries.ts';
import { percentile } from '../measure.ts';
import { openMilvusStore, realisticEntry, SCOPES } from './bench-stores.ts';
import type { Filled } from './fill.ts';
import { aligned, line, type Print } from './timing.ts';

const SEEN = 20;
const FORGOTTEN = 10;
/** So that deletions fall anywhere between two looks for what others changed, which come every 2 s. */
const SPREAD_MS = [0, 400, 800, 1_200, 1_600];
const LOOK_EVERY_MS = 5;

/** Two stores over one collection, as two daemons have it. */
export async function benchVisibility(print: Print, { settings, folder, size }: Filled): Promise<void> {
  const a = await openMilvusStore(settings, folder);
  const b = await openMilvusStore(settings, folder);
  const times = { meaning: [] as number[], key: [] as number[], forgotten: [] as number[] };
  const places = Array.from({ length: SEEN }, (_, run) => placeOf(size + run));
  for (const place of places) {
    const begin = performance.now();
    await a.store.put(place.entry);
    const since = (): number => performance.now() - begin;
    await Promise.all([
      until(() => findsByMeaning(b.store, place)).then(() => times.meaning.push(since())),
      until(() => has(b.store, place)).then(() => times.key.push(since())),
    ]);
  }
  for (const [run, place] of places.slice(0, FORGOTTEN).entries()) {
    await pause(SPREAD_MS[run % SPREAD_MS.length]);
    const begin = performance.now();
    await a.store.delete(place.entry.id);
    await until(async () => !(await has(b.store, place)) && !(await findsByMeaning(b.store, place)));
    times.forgotten.push(performance.now() - begin);
  }
  print(line(`B finds by meaning what A stored, ${SEEN} times`, summary(times.meaning)));
  print(line(`B finds by key what A stored, ${SEEN} times`, summary(times.key)));
  print(
    line(
      `B, holding a copy, stops serving what A deleted, ${FORGOTTEN} times`,
      summary(times.forgotten),
      '(target: 5 s at most)',
    ),
  );
  await a.close();
  await b.close();
}

interface Place {
  entry: CacheEntry;
  query: NearestQuery;
}

function placeOf(number: number): Place {
  return { entry: realisticEntry(number), query: queryNear(number, SCOPES) };
}

async function findsByMeaning(store: MilvusStore, { entry: { id }, query }: Place): Promise<boolean> {
  return (await store.findNearest(query)).some(({ entry }) => entry.id === id);
}

async function has(store: MilvusStore, { entry }: Place): Promise<boolean> {
  return (await store.get(entry.id)) !== undefined;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(LOOK_EVERY_MS);
}

function summary(milliseconds: readonly number[]): string {
  const ascending = milliseconds.toSorted((a, b) => a - b);
  return `p50 ${aligned(percentile(ascending, 0.5))}  worst ${aligned(percentile(ascending, 1))}`;
}
