import { beforeEach, expect, test } from 'vitest';
import type { CacheEntry } from '../../../daemon/chat/cache-entry.ts';
import type { DecisionRecord, SaidOfAnswer } from '../../../daemon/decisions/decision-log.ts';
import type { JudgedDecision } from '../../../daemon/learning/judged-log.ts';
import { createFeedback, type Feedback } from '../../../daemon/pipeline/feedback.ts';
import type { Observation } from '../../../daemon/router/live/observation-log.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeStore } from '../../support/fake-store.ts';

const ENTRY = cacheEntry(1);

let store: FakeStore;
let noted: [string, SaidOfAnswer | undefined][];
let learnt: (JudgedDecision | string)[];
let routed: (Observation | string)[];
let feedback: Feedback;

beforeEach(async () => {
  store = new FakeStore();
  await store.put(ENTRY);
  noted = [];
  learnt = [];
  routed = [];
  feedback = createFeedback({
    decisions: {
      judge: (id, said) => {
        noted.push([id, said]);
        return true;
      },
    },
    experience: { judge: (judged) => void learnt.push(judged), undo: (id) => void learnt.push(id) },
    routing: { observe: (seen) => void routed.push(seen), undo: (id) => void routed.push(id) },
    ...{ store, clock: new FakeClock() },
  });
});

function record(change: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    ...{ id: 'd', at: ENTRY.createdAt + 5, site: 'https://one.example', user: 'me', requestedModel: 'auto' },
    ...{ cache: 'hit-semantic', outcome: 'answered', reason: 'r', agreed: [], against: [] },
    ...{ questionHash: 'wording', scope: 'scope', entryId: ENTRY.id, storedAt: ENTRY.createdAt },
    ...{
      similarity: 0.93,
      score: 4.2,
      matchedBy: { embedder: 'e', verifier: 'v' },
      stagesMs: {},
      totalMs: 1,
    },
    ...change,
  };
}

function stored(): CacheEntry[] {
  return [...store.entriesById.values()];
}

test('an answer that is wrong for another wording stays, and what was said is learnt without any text', async () => {
  expect(await feedback.take(record(), 'wrong')).toEqual({ forgotten: false });
  expect(stored()).toEqual([ENTRY]);
  expect(noted).toEqual([['d', { judged: 'wrong', judgedBy: 'person' }]]);
  expect(learnt).toEqual([
    {
      ...{ decisionId: 'd', entryId: ENTRY.id, questionHash: 'wording', scope: 'scope' },
      ...{ group: 'https://one.example', cache: 'hit-semantic', score: 4.2, similarity: 0.93 },
      ...{ models: { embedder: 'e', verifier: 'v' }, storedAt: ENTRY.createdAt },
      ...{ isRight: false, from: 'person', at: new FakeClock().now() },
    },
  ]);
});

test('an answer that is wrong for its own question goes, and comes back when that is taken back', async () => {
  const exact = record({ cache: 'hit-exact', similarity: undefined, score: undefined });
  expect(await feedback.take(exact, 'wrong')).toEqual({ forgotten: true });
  expect(stored()).toEqual([]);
  expect(await feedback.take({ ...exact, judged: 'wrong' }, 'undo')).toEqual({ forgotten: false });
  expect(stored()).toEqual([ENTRY]);
  expect(noted.at(-1)).toEqual(['d', undefined]);
  expect(learnt.at(-1)).toBe('d');
});

test('an answer that was wrong and is called right after all comes back, too', async () => {
  const exact = record({ cache: 'hit-exact', similarity: undefined });
  await feedback.take(exact, 'wrong');
  await feedback.take({ ...exact, judged: 'wrong' }, 'right');
  expect(stored()).toEqual([ENTRY]);
});

test('it does not come back over a newer answer, nor after everything was forgotten', async () => {
  const exact = record({ cache: 'hit-exact', similarity: undefined });
  await feedback.take(exact, 'wrong');
  const newer = { ...ENTRY, createdAt: ENTRY.createdAt + 1 };
  await store.put(newer);
  expect(await feedback.take({ ...exact, judged: 'wrong' }, 'undo')).toEqual({ forgotten: false });
  expect(stored()).toEqual([newer]);

  await feedback.take(
    record({ cache: 'hit-exact', similarity: undefined, storedAt: newer.createdAt }),
    'wrong',
  );
  await store.clear();
  expect(await feedback.take({ ...exact, judged: 'wrong' }, 'undo')).toEqual({ forgotten: true });
  expect(stored()).toEqual([]);
});

test('a newer answer in its place is not taken for the one that was wrong', async () => {
  await store.put({ ...ENTRY, createdAt: ENTRY.createdAt + 1 });
  expect(await feedback.take(record({ cache: 'hit-exact', similarity: undefined }), 'wrong')).toEqual({
    forgotten: false,
  });
  expect(stored()).toHaveLength(1);
});

test('an answer that was waited for is judged like any other to an equivalent question', async () => {
  expect(await feedback.take(record({ cache: 'hit-coalesced' }), 'wrong')).toEqual({ forgotten: false });
  expect(learnt).toMatchObject([{ cache: 'hit-coalesced', similarity: 0.93 }]);
});

test('a fresh answer that is wrong is not given again, and nothing is learnt of other wordings', async () => {
  const fresh = record({ cache: 'miss', storedAt: undefined });
  expect(await feedback.take(fresh, 'wrong')).toEqual({ forgotten: true });
  expect(learnt).toEqual([]);
});

test('what was stored after a page had been left to itself is not judged with that', async () => {
  const passed = record({ cache: 'miss', storedAt: undefined, at: ENTRY.createdAt - 1 });
  expect(await feedback.take(passed, 'wrong')).toEqual({ forgotten: false });
});

test('what somebody has pinned stays', async () => {
  await store.put({ ...ENTRY, pinned: true });
  expect(await feedback.take(record({ cache: 'hit-exact', similarity: undefined }), 'wrong')).toEqual({
    forgotten: false,
  });
  expect(stored()).toHaveLength(1);
});

test('a page that asks again keeps the stored answer until its own has come', async () => {
  const exact = record({ cache: 'hit-exact', similarity: undefined });
  expect(await feedback.take(exact, 'wrong', { keepsEntry: true })).toEqual({ forgotten: false });
  expect(stored()).toHaveLength(1);
});

test('an audit is noted as one', async () => {
  await feedback.take(record(), 'right', { from: 'audit' });
  expect(learnt).toMatchObject([{ isRight: true, from: 'audit' }]);
  expect(noted).toEqual([['d', { judged: 'right', judgedBy: 'audit' }]]);
});

const ROUTED: Partial<DecisionRecord> = {
  ...{ cache: 'miss', storedAt: undefined, tier: 'small' },
  routing: {
    ...{ by: 'estimate', limit: {}, promptTokens: 9, options: [] },
    ...{ category: 'coding', right: { small: 0.7, large: 0.9 } },
  },
};

test('what is said of an answer that a model wrote tells how well its tier answers such questions', async () => {
  await feedback.take(record(ROUTED), 'wrong');
  await feedback.take(record({ ...ROUTED, cache: 'bypass', tier: 'large' }), 'right');
  await feedback.take(record(ROUTED), 'undo');
  const said = { decisionId: 'd', group: 'https://one.example', category: 'coding', weight: 1 };
  const at = new FakeClock().now();
  expect(routed).toEqual([
    { ...said, tier: 'small', predicted: 0.7, right: false, from: 'person', at },
    { ...said, tier: 'large', predicted: 0.9, right: true, from: 'person', at },
    'd',
  ]);
});

test.each<[string, Partial<DecisionRecord>]>([
  ['a stored answer', { cache: 'hit-exact' }],
  ['an answer that was waited for', { cache: 'hit-coalesced' }],
  ['an answer of a model that the client named', { routing: undefined }],
  ['an answer of a page whose model is not known', { tier: undefined }],
  ['an answer that failed', { outcome: 'failed' }],
  ['a tier that the heads did not weigh', { tier: 'medium' }],
])('what is said of %s teaches the router nothing', async (_what, change) => {
  await feedback.take(record({ ...ROUTED, ...change }), 'wrong');
  await feedback.take(record({ ...ROUTED, ...change }), 'undo');
  expect(routed).toEqual([]);
});
