import { ConsistencyLevelEnum } from '@zilliz/milvus2-sdk-node';
import type { NearestQuery } from '../../../daemon/store/answer-store.ts';
import type { MilvusStore } from '../../../daemon/store/milvus/milvus-store.ts';
import { queryNear, type BenchStore } from '../clustered-entries.ts';
import type { createPlainScan } from '../plain-scan.ts';
import type { BenchServer } from './bench-server.ts';
import { openMilvusStore, realisticEntry, SCOPES } from './bench-stores.ts';
import type { Filled } from './fill.ts';
import { line, quantiles, rate, ratio, timed, type Print, type Timed } from './timing.ts';

/** Of a request, unless the configuration says another: a lookup that takes longer is a miss. */
const BUDGET_MS = 150;
/** Longer than any search takes, so that the slow ones are measured rather than given up. */
const PATIENCE_MS = 10_000;
const QUERIES = 500;
const NEEDED_SIMILARITY = 0.9;

/** Searches by meaning in the embedded store, in Milvus, and in the part of Milvus' entries that this process holds. */
export async function benchSearches(print: Print, filled: Filled): Promise<void> {
  const { size, settings, folder, embedded, server } = filled;
  const queries = Array.from({ length: QUERIES }, (_, run) => queryNear((run * 7_919) % size, SCOPES));
  // One entry near: all others are looked for in Milvus.
  const search = { ...settings.search, budgetMs: PATIENCE_MS };
  const far = await openMilvusStore({ ...settings, search, hotEntries: 1 }, folder);
  await benchFar(print, { queries, embedded, far: far.store });
  await benchServerAlone(print, { queries, server, filled });
  await benchRecall(print, { queries, embedded, far: far.store, scan: filled.scan });
  await far.close();
  const hot = await openMilvusStore({ ...settings, search }, folder);
  await benchNear(print, { queries, size, embedded, hot: hot.store });
  await hot.close();
}

/** Also right after the writing, when nothing has an index yet. */
export async function benchFreshSearches(print: Print, { size, settings, folder }: Filled): Promise<void> {
  const search = { ...settings.search, budgetMs: PATIENCE_MS };
  const { store, close } = await openMilvusStore({ ...settings, search, hotEntries: 1 }, folder);
  const lookups = await timed({ times: 200, together: 1 }, (run) =>
    store.findNearest(queryNear((run * 7_919) % size, SCOPES)),
  );
  print(line('Milvus, just written and not yet indexed', quantiles(lookups.ascending), rate(lookups)));
  await close();
}

interface Compared {
  queries: NearestQuery[];
  embedded: BenchStore;
  far: MilvusStore;
}

async function benchFar(print: Print, { queries, embedded, far }: Compared): Promise<void> {
  for (const together of [1, 8]) {
    const times = QUERIES * (together === 1 ? 1 : 2);
    const baseline = await timed({ times, together }, (run) =>
      embedded.store.findNearest(queries[run % QUERIES]!),
    );
    const lookups = await timed({ times, together }, (run) => far.findNearest(queries[run % QUERIES]!));
    print(line(`embedded, ${together} at once`, quantiles(baseline.ascending), rate(baseline)));
    print(
      line(
        `Milvus, far tier, ${together} at once`,
        ...[quantiles(lookups.ascending), rate(lookups)],
        ratio(lookups.ascending, baseline.ascending, 'embedded'),
        tooLate(lookups),
      ),
    );
  }
}

function tooLate({ ascending }: Timed): string {
  const late = ascending.filter((milliseconds) => milliseconds > BUDGET_MS).length;
  return late === 0 ? '' : `${late} of ${ascending.length} past the budget of ${BUDGET_MS} ms: misses`;
}

/** The same vectors through the client library, without filter, entries or a store around it. */
async function benchServerAlone(
  print: Print,
  { queries, server, filled }: { queries: NearestQuery[]; server: BenchServer; filled: Filled },
): Promise<void> {
  const { collection, search } = filled.settings;
  const data = queries.map(({ vector }) => [...vector]);
  const searches = await timed({ times: QUERIES, together: 1 }, (run) =>
    server.client.search({
      ...{ collection_name: collection.name, anns_field: collection.vectorField, limit: 3 },
      // All columns otherwise, and that of the vectors alone takes 200 ms.
      output_fields: ['id'],
      ...{ data: data[run % QUERIES]!, metric_type: 'IP', params: { ...search.params } },
      consistency_level: ConsistencyLevelEnum[search.consistency],
    }),
  );
  print(line('Milvus alone: all scopes, no entries read', quantiles(searches.ascending), rate(searches)));
}

async function benchRecall(
  print: Print,
  { queries, embedded, far, scan }: Compared & { scan: ReturnType<typeof createPlainScan> },
): Promise<void> {
  const agreed = { embedded: 0, milvus: 0 };
  for (const query of queries) {
    const nearest = scan.nearest(query);
    if ((await embedded.store.findNearest(query))[0]?.entry.id === nearest) agreed.embedded += 1;
    if ((await far.findNearest(query))[0]?.entry.id === nearest) agreed.milvus += 1;
  }
  const [ofEmbedded, ofMilvus] = [agreed.embedded, agreed.milvus].map((count) =>
    (count / queries.length).toFixed(3),
  );
  print(
    line(
      'recall@1 against exact search',
      `Milvus ${ofMilvus ?? '?'}  embedded ${ofEmbedded ?? '?'}`,
      '(target: over 0.99)',
    ),
  );
}

/** What was served once is near: found again without a look at the network. */
async function benchNear(
  print: Print,
  {
    queries,
    size,
    embedded,
    hot,
  }: { queries: NearestQuery[]; size: number; embedded: BenchStore; hot: MilvusStore },
): Promise<void> {
  const served = queries.map((query) => ({
    ...query,
    isEnough: ([best]: { similarity: number }[]) =>
      Promise.resolve((best?.similarity ?? 0) > NEEDED_SIMILARITY),
  }));
  for (const query of served) {
    const [best] = await hot.findNearest(query);
    if (best) await hot.recordHit(best.entry.id, Date.now());
  }
  const ids = queries.map((_, run) => realisticEntry((run * 7_919) % size).id);
  for (const [name, work] of [
    [
      'hit by meaning',
      (store: BenchStore['store'] | MilvusStore, run: number) => store.findNearest(served[run % QUERIES]!),
    ],
    ['get', (store: BenchStore['store'] | MilvusStore, run: number) => store.get(ids[run % QUERIES]!)],
  ] as const) {
    const baseline = await timed({ times: 2 * QUERIES, together: 1 }, (run) => work(embedded.store, run));
    const lookups = await timed({ times: 2 * QUERIES, together: 1 }, (run) => work(hot, run));
    print(line(`embedded, ${name}`, quantiles(baseline.ascending), rate(baseline)));
    print(
      line(
        `Milvus, near tier, ${name}`,
        ...[quantiles(lookups.ascending), rate(lookups)],
        ratio(lookups.ascending, baseline.ascending, 'embedded'),
      ),
    );
  }
}
