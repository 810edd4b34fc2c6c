import { ConsistencyLevelEnum, type MilvusClient } from '@zilliz/milvus2-sdk-node';
import { expect, test } from 'vitest';
import type { CacheEntry, Candidate } from '../../daemon/chat/cache-entry.ts';
import type { AnswerStore } from '../../daemon/store/answer-store.ts';
import { entriesPlan } from '../../daemon/store/milvus/collections.ts';
import { digestOf, toRow } from '../../daemon/store/milvus/entry-row.ts';
import type { CollectionPlan, NewRow } from '../../daemon/store/milvus/milvus-client.ts';
import type { MilvusSettings } from '../../daemon/store/milvus/milvus-settings.ts';
import { serialiseEntry } from '../../daemon/store/milvus/packed-entry.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import {
  DIMENSION,
  expectFound,
  findLike,
  numberedEntry,
  openMilvusStore,
  vectorOf,
} from '../support/milvus/opened-store.ts';
import { done, makeCollection, sdkClient } from '../support/milvus/sdk-client.ts';

const MINE = 'b'.repeat(64);
const THEIRS = 'c'.repeat(64);

describeWithMilvus('rows that this version did not write', () => {
  test('are dropped where they are damaged, stale, of another scope, or have a vector that cannot be compared', async () => {
    const settings = milvusSettings(sharedMilvus());
    const { store: writer } = openMilvusStore(settings);
    await writer.opened();
    await writer.put(numberedEntry(100));
    await writer.clear();
    const whole = numberedEntry(1);
    await writer.put(whole);
    await writer.flush();

    const { store } = openMilvusStore(settings);
    await store.opened();
    const client = await sdkClient({ address: sharedMilvus().address });
    const bad = await badRows();
    await done(client.insert({ collection_name: settings.collection.name, data: Object.values(bad) }));
    expect(await countRows(client, settings)).toBe(1 + Object.keys(bad).length);

    await expectFound(store, whole);
    for (let number = 0; number < 20; number++) {
      expect((await nearTo(store, number)).map(({ entry }) => entry.id)).toEqual([whole.id]);
      expect(await nearTo(store, number, THEIRS)).toEqual([]);
    }
    for (const name of ['truncated', 'garbage', 'empty', 'anotherKey', 'stale', 'expired'] as const) {
      expect([name, await store.get(String(bad[name].id))]).toEqual([name, undefined]);
    }
    // Found by its key, such an entry lies in the near tier from then on.
    for (const name of ['notANumber', 'longer', 'shorter', 'anotherEmbedder', 'anotherScope'] as const) {
      const { id } = bad[name];
      const entry = await store.get(String(id));
      expect(entry?.scope).toBe(name === 'anotherScope' ? THEIRS : MINE);
    }
    for (const number of [1, 8, 9, 10, 11, 12]) {
      for (const { similarity, entry } of await nearTo(store, number)) {
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(entry.id).toBe(whole.id);
      }
    }
  });
});

function nearTo(store: AnswerStore, number: number, scope = MINE): Promise<Candidate[]> {
  return store.findNearest({ scope, embedder: 'fake', vector: vectorOf(number), limit: 50 });
}

/** Rows as they may come to lie in the collection, all near to something that is looked for. */
async function badRows(): Promise<
  Record<
    | 'truncated'
    | 'garbage'
    | 'empty'
    | 'anotherKey'
    | 'stale'
    | 'expired'
    | 'anotherScope'
    | 'notANumber'
    | 'longer'
    | 'shorter'
    | 'anotherEmbedder',
    NewRow
  >
> {
  const now = Date.now();
  const row = async (number: number, change: Partial<CacheEntry> = {}, epoch = 1): Promise<NewRow> => {
    const entry = numberedEntry(number, change);
    const made = await toRow(entry, serialiseEntry(entry), {
      epoch,
      vectorField: 'embedding',
      dimension: DIMENSION,
    });
    // Whatever the document says, the column of vectors and that of the embedder lead a search here.
    return { ...made!, embedder: digestOf('fake'), embedding: [...vectorOf(number)] };
  };
  const truncated = await row(2);
  const swapped = await row(5);
  const notANumber = vectorOf(8).map((value, index) => (index === 3 ? NaN : value));
  return {
    truncated: { ...truncated, document: String(truncated.document).slice(0, 80) },
    garbage: { ...(await row(3)), document: 'no document at all' },
    empty: { ...(await row(4)), document: '' },
    anotherKey: { ...swapped, id: digestOf('another key') },
    stale: await row(6, {}, 0),
    expired: await row(7, { expiresAt: now - 1_000 }),
    anotherScope: { ...(await row(8, { scope: THEIRS })), scope: digestOf(MINE) },
    notANumber: await row(9, { embedding: notANumber }),
    longer: await row(10, { embedding: new Float32Array(DIMENSION + 1).fill(0.2) }),
    shorter: await row(11, { embedding: new Float32Array(DIMENSION - 1).fill(0.2) }),
    anotherEmbedder: await row(12, { embedder: 'another' }),
  };
}

describeWithMilvus('a collection that this version does not know', () => {
  test.each<[string, Partial<CollectionPlan>, RegExp]>([
    [
      'of a later layout',
      { properties: { 'askonce.layout': '2' } },
      /has layout 2, .* Update AskOnce, or choose another/,
    ],
    ['of somebody else', { properties: {} }, /was not made by AskOnce, which leaves it alone/],
    [
      'with vectors of another length',
      { vector: { field: 'embedding', dimension: 8 } },
      /vectors of 8 numbers/,
    ],
  ])('%s is refused in a sentence and stays as it was', async (_what, change, sentence) => {
    const settings = milvusSettings(sharedMilvus());
    const plan = { ...entriesPlan(settings, DIMENSION), ...change };
    const client = await sdkClient({ address: sharedMilvus().address });
    await makeCollection(client, plan);
    const entry = numberedEntry(1);
    const { dimension } = plan.vector;
    const made = await toRow(entry, serialiseEntry(entry), { epoch: 0, vectorField: 'embedding', dimension });
    await done(client.insert({ collection_name: plan.name, data: [made!] }));
    const before = await client.describeCollection({ collection_name: plan.name });

    const { store, states } = openMilvusStore(settings);
    await expect(store.opened()).rejects.toThrow(sentence);
    await store.put(numberedEntry(2));
    expect(await store.get(numberedEntry(2).id)).toEqual(numberedEntry(2));
    expect(await store.clear()).toBe(1);
    expect(states).toEqual([{ sentence: expect.stringMatching(sentence) as string, isGood: false }]);
    expect(store.troubles()).toEqual([expect.stringMatching(sentence)]);

    expect(await client.describeCollection({ collection_name: plan.name })).toEqual(before);
    expect(await countRows(client, settings)).toBe(1);
  });
});

describeWithMilvus('an entry that expires', () => {
  test('is never served after that, and a sweep deletes its row', async () => {
    const settings = milvusSettings(sharedMilvus());
    const clock = new FakeClock();
    const { store } = openMilvusStore(settings, { clock });
    const { store: other } = openMilvusStore(settings, { clock });
    await store.opened();
    await other.opened();
    const [short, long] = [1_000, 100_000].map((ms, number) =>
      numberedEntry(number, { expiresAt: clock.now() + ms }),
    ) as [CacheEntry, CacheEntry];
    for (const entry of [short, long]) await store.put(entry);
    await store.flush();
    await expectFound(other, short);
    await other.recordHit(short.id, clock.now());
    await other.flush();

    clock.advance(1_000);
    for (const one of [store, other]) {
      expect(await one.get(short.id)).toBeUndefined();
      expect(await findLike(one, short)).toEqual([long.id]);
    }
    const client = await sdkClient({ address: sharedMilvus().address });
    expect(await countRows(client, settings)).toBe(2);
    expect(await store.sweep()).toBe(1);
    expect(await countRows(client, settings)).toBe(1);
    expect(await countRows(client, settings, '_notes', 'kind == 3')).toBe(0);
    expect(await other.get(long.id)).toEqual(long);
  });
});

async function countRows(
  client: MilvusClient,
  { collection }: MilvusSettings,
  suffix = '',
  filter = '',
): Promise<number> {
  const { data } = await done(
    client.query({
      ...{ collection_name: `${collection.name}${suffix}`, filter, output_fields: ['count(*)'] },
      consistency_level: ConsistencyLevelEnum.Strong,
    }),
  );
  return Number(data[0]?.['count(*)']);
}
