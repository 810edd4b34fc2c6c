import { describe, expect, test } from 'vitest';
import { LatencyWindow } from '../../../../daemon/store/milvus/latency-window.ts';
import type { LinkState } from '../../../../daemon/store/milvus/link.ts';
import { MilvusError } from '../../../../daemon/store/milvus/milvus-error.ts';
import {
  describeStore,
  identityOf,
  linkSentence,
  troublesOf,
  writingSentence,
} from '../../../../daemon/store/milvus/store-report.ts';
import { milvusSettings } from '../../../support/milvus/milvus-settings.ts';

const base = milvusSettings({ host: 'milvus.lan', port: 19_530 });
const SETTINGS = {
  ...base,
  collection: { ...base.collection, name: 'answers' },
  search: { ...base.search, budgetMs: 150 },
  hotEntries: 5_000,
};
const UP: LinkState = { kind: 'up' };
const DOWN: LinkState = { kind: 'down', error: new MilvusError('unreachable', 'connect ECONNREFUSED') };
const SAFE = { version: '2.6.10', index: 'HNSW' };

function farIn(state: LinkState, server = SAFE, refusals: MilvusError[] = []) {
  return { state, server, latency: new LatencyWindow(), refusals: () => refusals };
}

function described(change: Partial<Parameters<typeof describeStore>[0]> = {}): Record<string, string> {
  return describeStore({
    ...{ settings: SETTINGS, far: farIn(UP), nearEntries: 12, refused: 0 },
    ...{ journal: { size: 3, dropped: 1 }, ...change },
  });
}

describe('what is said of the store', () => {
  test('when all is well', () => {
    expect(described()).toEqual({
      Milvus: 'milvus.lan:19530, connected, version 2.6.10',
      Collection: 'answers in database default',
      Index: 'HNSW, M 16, efConstruction 64, ef 64',
      Consistency: 'Bounded; a lookup waits 150 ms at most',
      Latency: 'no lookup yet',
      'Near tier': '12 of at most 5000 entries in this process',
      'Waiting writes': '3 of at most 10000, 1 dropped',
    });
  });

  test.each<[LinkState, string]>([
    [{ kind: 'connecting' }, 'milvus.lan:19530, connecting'],
    [DOWN, 'milvus.lan:19530, not reachable'],
  ])('before a server has told its version: %j', (state, sentence) => {
    expect(described({ far: { ...farIn(state), server: undefined } }).Milvus).toBe(sentence);
  });

  test('the index that the collection has, where the settings say another', () => {
    expect(described({ far: farIn(UP, { version: '2.6.10', index: 'IVF_FLAT' }) }).Index).toBe(
      'IVF_FLAT, as the collection was made; the settings say HNSW',
    );
  });

  test('what is dangerous about the server', () => {
    expect(described({ far: farIn(UP, { version: '2.4.1', index: 'HNSW' }) }).Danger).toContain('CVE-');
    expect(described()).not.toHaveProperty('Danger');
  });

  test('answers that were refused, where there are any', () => {
    expect(described({ refused: 2 }).Refused).toMatch(/^2 answers/);
    expect(described()).not.toHaveProperty('Refused');
  });

  test('how long the last lookups took', async () => {
    const far = farIn(UP);
    await far.latency.measure(() => Promise.resolve());
    expect(described({ far }).Latency).toMatch(/^p50 \d+\.\d ms, p95 \d+\.\d ms/);
  });
});

describe('troubles', () => {
  function troubles(change: Partial<Parameters<typeof troublesOf>[0]> = {}): string[] {
    return troublesOf({
      ...{ settings: SETTINGS, far: farIn(UP), writing: undefined },
      ...{ journal: { size: 0, dropped: 0 }, ...change },
    });
  }
  const full = new MilvusError('other', 'disk full');

  test('there are none when it is up, or not yet', () => {
    expect(troubles()).toEqual([]);
    expect(troubles({ far: farIn({ kind: 'connecting' }), journal: { size: 9, dropped: 0 } })).toEqual([]);
  });

  test('a server that is away, with what waits for it', () => {
    const sentence =
      'Milvus at milvus.lan:19530 cannot be used (connect ECONNREFUSED): answers are found only in this process.';
    expect(troubles({ far: farIn(DOWN) })).toEqual([sentence]);
    expect(troubles({ far: farIn(DOWN), writing: full, journal: { size: 2, dropped: 0 } })).toEqual([
      `${sentence} 2 writes wait for it.`,
    ]);
  });

  test('a server that takes no writes', () => {
    expect(troubles({ writing: full, journal: { size: 2, dropped: 0 } })).toEqual([
      'Milvus at milvus.lan:19530 takes no writes (disk full). 2 writes wait for it.',
    ]);
  });

  test('a server that refuses lookups', () => {
    const refusal = new MilvusError('rejected', 'ef must be larger than k');
    expect(troubles({ far: farIn(UP, SAFE, [refusal]), writing: full })).toEqual([
      'Milvus at milvus.lan:19530 refuses lookups (ef must be larger than k): they are misses.',
      'Milvus at milvus.lan:19530 takes no writes (disk full).',
    ]);
  });
});

test('a change of state is one sentence', () => {
  expect(linkSentence(UP, SETTINGS, SAFE)).toBe(
    'Milvus 2.6.10 at milvus.lan:19530 is in use, collection "answers".',
  );
  expect(linkSentence(DOWN, SETTINGS, SAFE)).toBe(
    'Milvus at milvus.lan:19530 cannot be used: connect ECONNREFUSED. Answers are found only in this process meanwhile; trying again.',
  );
});

test('so is one in writing', () => {
  expect(writingSentence(new MilvusError('other', 'disk full'), 7)).toBe(
    'Milvus takes no writes: disk full. 7 wait; trying again.',
  );
  expect(writingSentence(undefined, 0)).toBe('Milvus takes writes again.');
});

test('the identity tells servers, databases, collections and epochs apart', () => {
  const elsewhere = { ...SETTINGS, connection: { ...SETTINGS.connection, host: 'other.lan' } };
  const otherDatabase = { ...SETTINGS, connection: { ...SETTINGS.connection, database: 'team' } };
  const identities = [
    ...[identityOf(SETTINGS, 1), identityOf(SETTINGS, 2), identityOf(SETTINGS, undefined)],
    ...[identityOf(elsewhere, 1), identityOf(otherDatabase, 1), identityOf(base, 1)],
  ];
  expect(new Set(identities).size).toBe(identities.length);
});
