import { expect, test } from 'vitest';
import { fitLogistic, logOdds } from '../../../../daemon/cache/matching/logistic.ts';
import { sigmoid } from '../../../../daemon/lib/log-odds.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

test('the weights that made the labels are found again', () => {
  const random = seededRandom(7);
  const truth = { bias: -0.5, weights: [2, -1, 0] };
  const cases = Array.from({ length: 20_000 }, () => {
    const features = [random() * 2 - 1, random() * 2 - 1, random() * 2 - 1];
    return { features, label: random() < sigmoid(logOdds(truth, features)), weight: 1 };
  });
  const { bias, weights } = fitLogistic(cases, 1);
  expect(bias).toBeCloseTo(truth.bias, 1);
  for (const [index, weight] of weights.entries()) expect(weight).toBeCloseTo(truth.weights[index]!, 0);
});

test('labels that a feature tells apart without fail leave the weights finite', () => {
  const cases = [-2, -1, 1, 2].map((x) => ({ features: [x], label: x > 0, weight: 1 }));
  const { bias, weights } = fitLogistic(cases, 1);
  expect(Number.isFinite(bias)).toBe(true);
  expect(weights[0]).toBeGreaterThan(0);
  expect(weights[0]).toBeLessThan(5);
});

test('a fit that begins far too sure finds back', () => {
  const cases = Array.from({ length: 10 }, (_, index) => ({
    ...{ features: [index % 2 === 0 ? 1 : -1], label: index < 4, weight: 1, offset: 4 },
  }));
  const { bias, weights } = fitLogistic(cases, 1);
  expect(bias).toBeCloseTo(Math.log(4 / 6) - 4, 8);
  expect(weights[0]).toBeCloseTo(0, 8);
});

test('a case that counts twice is as good as two', () => {
  const one = { features: [1], label: true, weight: 1 };
  const other = { features: [1], label: false, weight: 1 };
  const more = { features: [-1], label: false, weight: 1 };
  const doubled = fitLogistic([{ ...one, weight: 2 }, other, more], 0.1);
  const twice = fitLogistic([one, one, other, more], 0.1);
  expect(doubled.weights[0]).toBeCloseTo(twice.weights[0]!, 8);
});

test('a penalty on the bias keeps it near 0 where there are few cases', () => {
  const cases = Array.from({ length: 5 }, () => ({ features: [0], label: true, weight: 1 }));
  const { bias } = fitLogistic(cases, 1, 4);
  expect(bias).toBeGreaterThan(0);
  expect(bias).toBeLessThan(0.6);
});
