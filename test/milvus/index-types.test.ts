import { expect, test } from 'vitest';
import type { IndexType, MilvusSettings } from '../../daemon/store/milvus/milvus-settings.ts';
import { describeWithMilvus, reportNotRun, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import { expectFound, numberedEntry, openMilvusStore } from '../support/milvus/opened-store.ts';
import { done, sdkClient } from '../support/milvus/sdk-client.ts';

/** Milvus builds no index for a segment of fewer than 1024 rows: it compares with each of them. */
const ENTRIES = 1_100;

const TYPES: readonly [IndexType, build: Record<string, number>, search: Record<string, number>][] = [
  ['HNSW', { M: 16, efConstruction: 64 }, { ef: 64 }],
  ['IVF_FLAT', { nlist: 128 }, { nprobe: 16 }],
  ['IVF_SQ8', { nlist: 128 }, { nprobe: 16 }],
  ['FLAT', {}, {}],
  ['AUTOINDEX', {}, {}],
  ['DISKANN', {}, { search_list: 32 }],
];

describeWithMilvus('an index', () => {
  // At the same time: nearly all of it is waiting for Milvus.
  test(`of type ${TYPES.map(([type]) => type).join(', ')} is built over entries, which another store finds`, async () => {
    const outcomes = await Promise.allSettled(TYPES.map(storeAndFind));
    const failures = outcomes.map((outcome): unknown =>
      outcome.status === 'rejected' ? outcome.reason : undefined,
    );
    expect(Object.fromEntries(TYPES.map(([type], index) => [type, failures[index]]))).toEqual(
      Object.fromEntries(TYPES.map(([type]) => [type, undefined])),
    );
  });
});

async function storeAndFind([type, params, search]: (typeof TYPES)[number]): Promise<void> {
  const settings = milvusSettings(sharedMilvus());
  settings.collection.index = { type, params };
  settings.collection.partitions = 1;
  settings.search.params = search;
  const { store } = openMilvusStore(settings);
  await store.opened();
  for (let number = 0; number < ENTRIES; number++) await store.put(numberedEntry(number));
  await store.flush();
  await expectBuilt(settings);

  const { store: other } = openMilvusStore(settings);
  await other.opened();
  expect((await other.stats()).details).toMatchObject({ Index: expect.stringContaining(type) as string });
  for (const number of [7, 500, ENTRIES - 1]) await expectFound(other, numberedEntry(number));
}

/** Seals what was written, and waits until its index is there. */
async function expectBuilt({ collection, connection }: MilvusSettings): Promise<void> {
  const client = await sdkClient({ address: `${connection.host}:${connection.port}` });
  await client.flushSync({ collection_names: [collection.name] });
  const indexed = async (): Promise<number> => {
    const { index_descriptions: indexes } = await done(
      client.describeIndex({ collection_name: collection.name }),
    );
    return Number(indexes[0]?.indexed_rows);
  };
  if (collection.index.type === 'DISKANN' && (await indexed()) === 0) {
    // The Python package takes such a collection, leaves its index pending for ever, and compares with each row.
    reportNotRun(
      'an index of type DISKANN',
      'this server builds no indexes on disk: entries were found without it.',
    );
    return;
  }
  await expect.poll(indexed, { timeout: 30_000 }).toBeGreaterThanOrEqual(ENTRIES);
}
