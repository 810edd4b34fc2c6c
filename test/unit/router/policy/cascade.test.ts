import { expect, test } from 'vitest';
import {
  CHECK_ACCURACY,
  cheaperFirst,
  expectCascade,
  type CascadeMeans,
  type Check,
} from '../../../../daemon/router/policy/cascade.ts';
import type { RankedChoice } from '../../../../daemon/router/policy/rank-models.ts';

const choice = (model: string, overrides: Partial<RankedChoice>): RankedChoice => ({
  ...{ model, tier: 'small', right: 0.7, costUsd: 1, seconds: 2, isDown: false, out: undefined },
  ...overrides,
});
const LARGE = choice('large', { tier: 'large', right: 0.81, costUsd: 10, seconds: 11 });
const SMALL = choice('small', {});
const GOOD: Check = { ...CHECK_ACCURACY.other, costUsd: 0.5, seconds: 0.5 };

function first(ranked: RankedChoice[], means: Partial<CascadeMeans> = {}): string | undefined {
  return cheaperFirst(ranked, { quality: 0.7, checkOf: () => GOOD, fits: () => true, ...means });
}

test('the large model is paid for only where the check does not pass', () => {
  const [small, large] = [
    { ...SMALL, right: 0.5 },
    { ...LARGE, right: 0.8 },
  ];
  const perfect = { sensitivity: 1, specificity: 1, costUsd: 0.5, seconds: 0.5 };
  expect(expectCascade(small, large, perfect)).toEqual({
    tier: 'large',
    right: expect.closeTo(0.5 + 0.5 * 0.7 * 0.8, 9) as number,
    costUsd: 1 + 0.5 + 0.5 * 10,
    seconds: 2 + 0.5 + 0.5 * 11,
  });
});

test('a check that accepts all gives the cheaper answer, one that accepts none the dearer one', () => {
  const right = (sensitivity: number, specificity: number): number | undefined =>
    expectCascade({ ...SMALL, right: 0.7 }, { ...LARGE, right: 0.81 }, { ...GOOD, sensitivity, specificity })
      .right;
  expect(right(1, 0)).toBeCloseTo(0.7, 9);
  expect(right(0, 1)).toBeCloseTo(0.81, 9);
});

test('a cheaper model that is nearly as often right is asked first', () => {
  expect(first([LARGE, SMALL])).toBe('small');
});

test.each([
  ['the cheaper one is mostly wrong', [LARGE, choice('small', { right: 0.2 })], {}],
  ['the first is the cheapest', [SMALL, LARGE], {}],
  [
    'the check is no better than a coin',
    [LARGE, SMALL],
    { checkOf: () => ({ ...GOOD, sensitivity: 0.5, specificity: 0.5 }) },
  ],
  ['a check costs what the first would', [LARGE, SMALL], { checkOf: () => ({ ...GOOD, costUsd: 9 }) }],
  ['nobody can check', [LARGE, SMALL], { checkOf: () => undefined }],
  ['there is no money or time for three calls', [LARGE, SMALL], { fits: () => false }],
  ['the cheaper one failed lately', [LARGE, choice('small', { out: 'failed lately' })], {}],
  ['a price is not stated', [LARGE, choice('small', { costUsd: undefined })], {}],
  [
    'the price of the check is not stated',
    [LARGE, SMALL],
    { checkOf: () => ({ ...GOOD, costUsd: undefined }) },
  ],
  ['nothing could be estimated', [{ ...LARGE, right: undefined }, choice('small', { right: undefined })], {}],
] satisfies [string, RankedChoice[], Partial<CascadeMeans>][])(
  'no other is asked first where %s',
  (_why, ranked, means) => {
    expect(first(ranked, means)).toBeUndefined();
  },
);

test('whether three calls fit is judged by all of them together', () => {
  const asked: unknown[] = [];
  first([LARGE, SMALL], { fits: (all) => asked.push(all) > 1 });
  expect(asked).toContainEqual({ costUsd: 11.5, seconds: 13.5 });
});
