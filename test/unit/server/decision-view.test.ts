import { expect, test } from 'vitest';
import { viewDecision } from '../../../daemon/server/decision-view.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { decisionRecord } from '../../support/decision-record.ts';
import { FakeStore } from '../../support/fake-store.ts';

const store = new FakeStore();
const entry = cacheEntry(1, { question: 'How do I reset my password?' });
await store.put(entry);

test('a decision is shown with the question of its candidate while that is stored', async () => {
  const record = decisionRecord('a', { candidateId: entry.id });
  expect(await viewDecision(record, store)).toEqual({ ...record, candidateQuestion: entry.question });
});

test.each([
  ['without a candidate', undefined, store],
  ['whose candidate is gone', 'gone', store],
  ['of a daemon without a cache', entry.id, undefined],
  ['while the store fails', entry.id, Object.assign(new FakeStore(), { fail: true })],
])('a decision %s is shown as it is', async (_what, candidateId, from) => {
  const record = decisionRecord('a', candidateId === undefined ? {} : { candidateId });
  expect(await viewDecision(record, from)).toEqual(record);
});
