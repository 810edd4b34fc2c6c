import { describe, expect, test } from 'vitest';
import {
  areaUnderCurve,
  bestCut,
  calibrationError,
  cutsOf,
  reliabilityOf,
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

test('reliability tells, tenth by tenth, what was promised and what came true', () => {
  const bins = reliabilityOf([
    { score: 0.92, label: true, weight: 1 },
    { score: 1, label: false, weight: 3 },
    { score: 0.05, label: false, weight: 2 },
  ]);
  expect(bins).toHaveLength(10);
  expect(bins[0]).toMatchObject({ count: 1, weight: 2, promised: 0.05, cameTrue: 0 });
  expect(bins[9]).toMatchObject({ count: 2, weight: 4, promised: 0.98, cameTrue: 0.25 });
  expect(bins[5]).toMatchObject({ count: 0, promised: 0, cameTrue: 0 });
});

test('the calibration error is the mean distance between promise and outcome', () => {
  const promised = (score: number, label: boolean) => ({ score, label, weight: 1 });
  expect(calibrationError([promised(0.9, true), promised(0.9, false)])).toBeCloseTo(0.4, 10);
  expect(calibrationError([promised(0.5, true), promised(0.5, false)])).toBeCloseTo(0, 10);
});
