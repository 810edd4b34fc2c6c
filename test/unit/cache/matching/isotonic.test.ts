import { expect, test } from 'vitest';
import { fitRising, valueAt } from '../../../../daemon/cache/matching/isotonic.ts';

const seen = (...cases: [score: number, label: 0 | 1][]) =>
  cases.map(([score, label]) => ({ score, label: label === 1, weight: 1 }));

test('cases that fall out of line are pooled with their neighbours', () => {
  const steps = fitRising(seen([1, 0], [2, 1], [3, 0], [4, 1], [5, 1]));
  expect(steps).toEqual({ scores: [1, 2, 4], values: [0, 0.5, 1] });
});

test('a score has the value of the step that it stands on; a lower one than all has the first', () => {
  const steps = { scores: [0, 10], values: [0.2, 0.9] };
  expect([-5, 0, 9.9, 10, 99].map((score) => valueAt(steps, score))).toEqual([0.2, 0.2, 0.2, 0.9, 0.9]);
});

test('equal scores share one step, whatever their order', () => {
  expect(fitRising(seen([1, 1], [1, 0]))).toEqual({ scores: [1], values: [0.5] });
});
