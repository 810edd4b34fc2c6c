import { describe, expect, test } from 'vitest';
import { entriesPlan, unfitness } from '../../../../daemon/store/milvus/collections.ts';
import type { CollectionFacts } from '../../../../daemon/store/milvus/milvus-client.ts';
import { milvusSettings } from '../../../support/milvus/milvus-settings.ts';

const settings = milvusSettings({ host: 'milvus.lan', port: 19_530 });
const PLAN = entriesPlan({ collection: { ...settings.collection, name: 'answers' } }, 384);

/** As the server describes what was made by the plan. */
function facts(change: Partial<CollectionFacts> = {}): CollectionFacts {
  return {
    columns: new Map([
      ...PLAN.columns.map(({ name }): [string, Record<string, string>] => [name, {}]),
      ['embedding', { dim: '384' }],
    ]),
    properties: PLAN.properties,
    index: { type: 'HNSW', metric: 'IP' },
    ...change,
  };
}

function without(column: string): CollectionFacts['columns'] {
  return new Map([...facts().columns].filter(([name]) => name !== column));
}

describe('a collection fits', () => {
  test('as it was made', () => {
    expect(unfitness(facts(), PLAN)).toBeUndefined();
  });

  test.each<[string, Partial<CollectionFacts>]>([
    ['without an index yet', { index: undefined }],
    ['with an index of another type', { index: { type: 'IVF_FLAT', metric: 'IP' } }],
    ['with properties of others', { properties: { ...PLAN.properties, 'collection.ttl.seconds': '60' } }],
    ['with one column more', { columns: new Map([...facts().columns, ['more', {}]]) }],
  ])('%s', (_how, change) => {
    expect(unfitness(facts(change), PLAN)).toBeUndefined();
  });
});

describe('a collection does not fit', () => {
  test.each<[string, Partial<CollectionFacts>, string]>([
    ['that others made', { properties: {} }, 'was not made by AskOnce, which leaves it alone'],
    [
      'of a later AskOnce',
      { properties: { 'askonce.layout': '2' } },
      'has layout 2, and this AskOnce knows layout 1 only',
    ],
    ['without vectors', { columns: without('embedding') }, 'has no vectors in a field "embedding"'],
    [
      'whose field is no vector',
      { columns: new Map([...facts().columns, ['embedding', {}]]) },
      'has no vectors in a field "embedding"',
    ],
    [
      'of another embedding model',
      { columns: new Map([...facts().columns, ['embedding', { dim: '768' }]]) },
      'holds vectors of 768 numbers, and the embedding model makes 384',
    ],
    ['without a column', { columns: without('stamp') }, 'lacks the columns stamp: somebody changed it'],
    [
      'compared otherwise',
      { index: { type: 'HNSW', metric: 'L2' } },
      'compares vectors by L2, and AskOnce by IP',
    ],
  ])('%s, and the sentence names it and says what to do', (_what, change, sentence) => {
    const fault = unfitness(facts(change), PLAN);
    expect(fault).toContain('Collection "answers"');
    expect(fault).toContain(sentence);
    expect(fault).toMatch(/hoose another|Update AskOnce|Set collection/);
  });

  test('whatever else it is, when it is not ours: nothing of it is looked at', () => {
    const foreign = { properties: {}, columns: new Map(), index: undefined };
    expect(unfitness(foreign, PLAN)).toContain('was not made by AskOnce');
  });
});

test('the plan has the vectors where the settings say, and one primary and one partition key', () => {
  const collection = { ...settings.collection, vectorField: 'place', partitions: 7 };
  const plan = entriesPlan({ collection }, 3);
  expect(plan).toMatchObject({ partitions: 7, vector: { field: 'place', dimension: 3 } });
  expect(plan.columns.filter(({ is_primary_key: isKey }) => isKey).map(({ name }) => name)).toEqual(['id']);
  expect(plan.columns.filter(({ is_partition_key: isKey }) => isKey).map(({ name }) => name)).toEqual([
    'scope',
  ]);
  expect(plan.index).toEqual({ ...settings.collection.index, metric: 'IP' });
});
