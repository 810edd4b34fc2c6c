import { expect, test } from 'vitest';
import type { DecisionRecord } from '../../../daemon/decisions/decision-log.ts';
import { checkedIn, takenUpBy } from '../../../daemon/pipeline/implicit-verdicts.ts';
import { decisionRecord } from '../../support/decision-record.ts';

type Routing = NonNullable<DecisionRecord['routing']>;
const ROUTING: Routing = {
  ...{ by: 'estimate', limit: {}, category: 'coding', promptTokens: 10, options: [] },
  right: { small: 0.6, medium: 0.8 },
};
const EARLIER = decisionRecord('earlier', { outcome: 'answered', tier: 'small', routing: ROUTING });
const asking = (routing: Partial<Routing>): DecisionRecord =>
  decisionRecord('later', { routing: { ...ROUTING, ...routing } });

test('a complaint and a retry speak against the answer that they take up, a little', () => {
  const find = (id: string): DecisionRecord | undefined => (id === 'earlier' ? EARLIER : undefined);
  expect(takenUpBy(asking({ by: 'complaint', after: 'earlier' }), find)).toMatchObject({
    ...{ decisionId: 'earlier', group: 'https://one.example', category: 'coding', tier: 'small' },
    ...{ predicted: 0.6, right: false, weight: 0.3, from: 'escalation' },
  });
  expect(takenUpBy(asking({ by: 'retry', after: 'earlier' }), find)?.from).toBe('retry');
  expect(takenUpBy(asking({ by: 'follow-up', after: 'earlier' }), find)).toBeUndefined();
  expect(takenUpBy(asking({ by: 'retry', after: 'gone' }), find)).toBeUndefined();
});

test('a check counts for or against the cheaper model, and not at all where it could not tell', () => {
  const cascade = { model: 'my-small', tier: 'small' as const, check: 'judge' };
  expect(checkedIn(asking({ cascade: { ...cascade, outcome: 'accepted' } }))).toMatchObject({
    ...{ decisionId: 'later', tier: 'small', predicted: 0.6, right: true, weight: 0.15 },
  });
  expect(checkedIn(asking({ cascade: { ...cascade, outcome: 'rejected' } }))).toMatchObject({
    ...{ decisionId: 'later cascade', right: false },
  });
  expect(checkedIn(asking({ cascade: { ...cascade, outcome: 'failed' } }))).toBeUndefined();
  expect(checkedIn(asking({}))).toBeUndefined();
});
