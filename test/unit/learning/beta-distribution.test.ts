import { expect, test } from 'vitest';
import { betaProbability, betaQuantile } from '../../../daemon/learning/beta-distribution.ts';

test.each([
  ['uniform', 0.3, 1, 1, 0.3],
  ['the square', 0.3, 2, 1, 0.09],
  ['the highest of none in ten', 0.1, 1, 10, 1 - 0.9 ** 10],
  ['the arcsine law', 0.25, 0.5, 0.5, 1 / 3],
  ['symmetric about the middle', 0.5, 40, 40, 0.5],
  ['a known polynomial', 0.4, 3, 2, 4 * 0.4 ** 3 - 3 * 0.4 ** 4],
  ['nothing below 0', -1, 2, 3, 0],
  ['all below 1', 1, 2, 3, 1],
])('the probability is that of a known law: %s', (_law, x, a, b, expected) => {
  expect(betaProbability(x, a, b)).toBeCloseTo(expected, 10);
});

test('a quantile is where that probability lies below', () => {
  for (const [a, b] of [
    [0.5, 10.5],
    [3.7, 17.3],
    [20.5, 480.5],
  ] as const) {
    expect(betaProbability(betaQuantile(0.05, a, b), a, b)).toBeCloseTo(0.05, 8);
    expect(betaProbability(betaQuantile(0.95, a, b), a, b)).toBeCloseTo(0.95, 8);
  }
});
