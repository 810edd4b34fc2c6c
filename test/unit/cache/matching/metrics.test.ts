import { describe, expect, test } from 'vitest';
import {
  areaUnderCurve,
  bestCut,
  calibrationError,
  cutsOf,
} from '../../../../daemon/cache/matching/metrics.ts';

const pairs = (...of: [score: number, label: 0 | 1][]) =>
  of.map(([score, label]) => ({ score, label: label === 1 }));

describe('the area under the curve', () => {
  test('is the share of pairs of both kinds that stand in the right order, ties counting half', () => {
    expect(areaUnderCurve(pairs([3, 1], [1, 1], [2, 0], [0, 0]))).toBe(0.75);
    expect(areaUnderCurve(pairs([1, 1], [1, 0]))).toBe(0.5);
  });

  test('counts what is never served as the lowest score', () => {
    expect(areaUnderCurve(pairs([-Infinity, 0], [0, 1], [-Infinity, 1]))).toBe(0.75);
  });

  test('is not there for one kind alone', () => {
    expect(areaUnderCurve(pairs([1, 1]))).toBeUndefined();
  });
});

describe('a cut', () => {
  const some = pairs([4, 1], [3, 1], [2, 0], [1, 1], [-Infinity, 1]);

  test('weighs right and wrong as if the prevalence held', () => {
    const cuts = cutsOf(some, 0.37);
    expect(cuts.map(({ score }) => score)).toEqual([4, 3, 2, 1]);
    expect(cuts[1]).toMatchObject({ recall: 0.5, wrong: 0 });
    expect(cuts[2]?.wrong).toBeCloseTo(0.63 / (0.63 + 0.37 / 2), 10);
  });

  test('is the best in hindsight where it serves most within the rate', () => {
    expect(bestCut(cutsOf(some, 0.37), 0.05)?.score).toBe(3);
    expect(bestCut(cutsOf(some, 0.37), 1)?.score).toBe(1);
    expect(bestCut(cutsOf(pairs([2, 0], [1, 1]), 0.37), 0.05)).toBeUndefined();
  });
});

test('the calibration error is the mean distance between promise and outcome', () => {
  const promised = (score: number, label: boolean) => ({ score, label, weight: 1 });
  expect(calibrationError([promised(0.9, true), promised(0.9, false)])).toBeCloseTo(0.4, 10);
  expect(calibrationError([promised(0.5, true), promised(0.5, false)])).toBeCloseTo(0, 10);
});
