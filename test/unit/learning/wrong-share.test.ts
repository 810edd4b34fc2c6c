import { expect, test } from 'vitest';
import {
  emptySums,
  isWithin,
  raiseFor,
  wrongFactor,
  wrongShareOf,
  type ServedSums,
} from '../../../daemon/learning/wrong-share.ts';

const sums = (change: Partial<ServedSums>): ServedSums => ({ ...emptySums(), ...change });

test('nothing is estimated before anything was served', () => {
  expect(wrongShareOf(emptySums())).toBeUndefined();
});

test('unjudged answers count by their probabilities', () => {
  const share = wrongShareOf(sums({ served: 100, expected: 1.5 }));
  expect(share).toMatchObject({ served: 100, judged: 0, share: 0.015 });
  expect(share?.low).toBeLessThan(0.015);
  expect(share?.high).toBeGreaterThan(0.015);
});

test('judged answers count as they were judged', () => {
  const before = sums({ served: 100, expected: 1 });
  const wrong = sums({ served: 100, judged: 1, wrong: 1, expected: 0.99 });
  const right = sums({ served: 100, judged: 1, expected: 0.99 });
  expect(wrongShareOf(wrong)?.share).toBeCloseTo(0.0199, 6);
  expect(wrongShareOf(right)!.share).toBeLessThan(wrongShareOf(before)!.share);
});

test('what audits find is held to be so of the unjudged, too', () => {
  const audited = { wrong: 3, expected: 1 };
  const share = wrongShareOf(sums({ served: 500, judged: 50, wrong: 3, expected: 4.5, audited }));
  expect(share?.share).toBeCloseTo((3 + 2 * 4.5) / 500, 6);
});

test('no more can be wrong than were served', () => {
  const audited = { wrong: 20, expected: 0 };
  expect(wrongShareOf(sums({ served: 30, judged: 20, wrong: 20, expected: 5, audited }))?.share).toBe(1);
});

test('the interval narrows as more is served', () => {
  const width = (served: number): number => {
    const { low, high } = wrongShareOf(sums({ served, expected: served * 0.02 }))!;
    return high - low;
  };
  expect(width(500)).toBeLessThan(width(50));
});

test('with none or all wrong the share is the end of its interval', () => {
  expect(wrongShareOf(sums({ served: 1, judged: 1 }))).toMatchObject({ share: 0, low: 0 });
  expect(wrongShareOf(sums({ served: 1, judged: 1, wrong: 1 }))).toMatchObject({ share: 1, high: 1 });
});

test('the bar rises only when the share is surely over the budget, and stays until it is within', () => {
  const unlucky = sums({ served: 20, judged: 1, wrong: 1, expected: 0.2 });
  const surely = sums({ served: 20, judged: 4, wrong: 4, expected: 0.2 });
  const within = sums({ served: 500, judged: 4, wrong: 4, expected: 4 });
  expect(raiseFor(unlucky, 0.02, false)).toBe(0);
  expect(raiseFor(unlucky, 0.02, true)).toBeGreaterThan(0);
  expect(raiseFor(surely, 0.02, false)).toBeGreaterThan(1);
  expect(raiseFor(within, 0.02, true)).toBe(0);
  expect([isWithin(surely, 0.02), isWithin(within, 0.02), isWithin(emptySums(), 0.02)]).toEqual([
    false,
    true,
    false,
  ]);
});

test('the bar rises by as much as makes wrong answers rare enough, and has a top', () => {
  const tenth = sums({ served: 100, judged: 10, wrong: 10, expected: 0 });
  expect(raiseFor(tenth, 0.02, false)).toBeCloseTo(Math.log(0.1 / 0.9 / (0.02 / 0.98)), 6);
  expect(raiseFor(tenth, 0, false)).toBe(6);
});

test('a group is expected to be as wrong as all are, until it has shown otherwise', () => {
  const overall = wrongFactor({ wrong: 8, expected: 2 });
  expect(overall).toBe(2.5);
  expect(wrongFactor({ wrong: 0, expected: 0 }, overall)).toBe(overall);
  expect(wrongFactor({ wrong: 0, expected: 6 }, overall)).toBe(1);
  expect(wrongFactor({ wrong: 4, expected: 0 }, overall)).toBe(4.5);
});

test('silence makes nothing laxer than calibrated', () => {
  expect(wrongFactor({ wrong: 0, expected: 50 })).toBe(1);
});
