import { expect, test } from 'vitest';
import { trainOwnModels, type JudgedOutcome } from '../../../daemon/calibrating/train-own-models.ts';
import type { Tier } from '../../../daemon/chat/cache-entry.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';
import { kindOutcomes } from '../../support/model-outcomes.ts';

const RIGHT = { small: 0.5, medium: 0.6, large: 0.8, reasoning: 0.9 };
const TIERS = new Map<string, Tier>([
  ['s', 'small'],
  ['l', 'large'],
]);

/** By the heads a large model is right in 80 % and a small one in 50 % of all. */
function rows(count: number, small: [number, number], large: [number, number]): JudgedOutcome[] {
  const strong = kindOutcomes(count, large, 2);
  return kindOutcomes(count, small).map(({ question, signals, score }, index) => ({
    ...{ question, cost: undefined, group: undefined },
    scores: { s: score, l: strong[index]?.score ?? 0, other: 1 },
    estimate: { right: RIGHT, signals },
  }));
}

function train(known: readonly JudgedOutcome[], tiers = TIERS) {
  return trainOwnModels(known, { tiers, now: 7, random: seededRandom(1) });
}

test('what is better on unseen questions is kept, and says what it gained', () => {
  const { report, corrections } = train(rows(600, [0.9, 0.1], [0.8, 0.8]));
  expect(report.models).toMatchObject([
    { model: 's', tier: 'small', rows: 600, is_better: true },
    { model: 'l', tier: 'large', rows: 600, is_better: false },
  ]);
  expect(Object.keys(corrections)).toEqual(['s']);
  const { logLoss, ...kept } = corrections.s ?? {};
  expect(kept).toMatchObject({ tier: 'small', rows: 600, at: 7 });
  expect(logLoss?.after).toBeLessThan(logLoss?.before ?? 0);
});

test('the choice between the two is better where it is told what the small model is good at', () => {
  const { choice } = train(rows(600, [0.9, 0.1], [0.8, 0.8])).report;
  expect(choice?.pair).toEqual({ weak: 's', strong: 'l' });
  expect(choice?.apgr.before).toBeCloseTo(0.5, 9);
  expect(choice?.apgr.after).toBeGreaterThan(0.7);
  expect(choice?.higher_by?.[0]).toBeGreaterThan(0);
});

test('too few outcomes teach nothing', () => {
  const { report, corrections } = train(rows(49, [0.9, 0.1], [0.8, 0.8]));
  expect(report.models[0]).toMatchObject({ rows: 49, comparison: null, is_better: false });
  expect(corrections).toEqual({});
});

test('one model alone is learnt of, too', () => {
  const { report, corrections } = train(rows(600, [0.9, 0.1], [0.8, 0.8]), new Map([['s', 'small']]));
  expect(report.choice).toBeNull();
  expect(Object.keys(corrections)).toEqual(['s']);
});
