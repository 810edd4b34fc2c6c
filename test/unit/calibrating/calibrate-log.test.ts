import { expect, test } from 'vitest';
import { Calibration, type CalibrationData } from '../../../daemon/cache/matching/calibration.ts';
import { calibrateOnLog } from '../../../daemon/calibrating/calibrate-log.ts';
import type { JudgedDecision } from '../../../daemon/learning/judged-log.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';
import { calibrationData } from '../../support/calibration.ts';
import { judgedLog } from '../../support/judged-log.ts';

const BASE = calibrationData();

function calibrate(
  judged: readonly JudgedDecision[],
  { withPeople = false, inForce = BASE }: { withPeople?: boolean; inForce?: CalibrationData } = {},
) {
  return calibrateOnLog(judged, {
    ...{ base: BASE, inForce, maxWrongRate: 0.05, withPeople, random: seededRandom(1) },
  });
}

/** The score that a budget needs. */
function scoreFor(data: CalibrationData | undefined, maxWrongRate: number): number {
  const calibration = new Calibration(data ?? BASE);
  return calibration.scoreAt(calibration.cutFor(maxWrongRate));
}

test('answers that are wrong more often than promised are found, and every budget asks for more', () => {
  const { report, refit } = calibrate(judgedLog({ count: 600, shift: -1 }));
  expect(report.is_better).toBe(true);
  const { log_loss: loss, calibration_error: error } = report.comparison ?? {};
  expect(loss?.after).toBeLessThan(loss?.before ?? 0);
  expect(error?.after).toBeLessThan(error?.before ?? 0);
  const curve = new Calibration(refit ?? BASE);
  expect(curve.logOddsOf(4)).toBeCloseTo(3, 0);
  for (const rate of [0.02, 0.05]) expect(scoreFor(refit, rate)).toBeGreaterThan(scoreFor(BASE, rate) + 0.5);
  const [{ before, after } = {}] = report.budgets?.filter(({ max_wrong_rate: rate }) => rate === 0.05) ?? [];
  expect(after?.served).toBeLessThan(before?.served ?? 0);
  expect((after?.wrong ?? 0) / (after?.served ?? 1)).toBeLessThan(0.05);
});

test.each([1, 2, 3, 4])('answers that are far more often wrong than promised are found (%#)', (seed) => {
  const { report } = calibrate(judgedLog({ count: 300, shift: -3, seed }));
  expect(report).toMatchObject({ is_better: true });
  expect(report.comparison?.log_loss.after).toBeLessThan(0.7);
  expect(report.curve?.intercept).toBeLessThan(0);
  expect(report.curve?.intercept).toBeGreaterThan(-4);
});

test.each([1, 2, 3, 4])('chance alone is not taken for better (%#)', (seed) => {
  expect(calibrate(judgedLog({ count: 400, seed })).report.is_better).toBe(false);
});

test('what is righter than promised lowers a strict budget’s score, to what was judged and shown at most', () => {
  const judged = judgedLog({ count: 2_000, shift: 1.5 });
  const { report, refit } = calibrate(judged);
  expect(report.is_better).toBe(true);
  const lowest = Math.min(...judged.map(({ score = Infinity }) => score));
  expect(scoreFor(refit, 0.02)).toBeLessThan(4);
  expect(scoreFor(refit, 0.02)).toBeGreaterThanOrEqual(lowest);
  // Nothing under their scores was served, so nothing is known of it.
  expect(scoreFor(refit, 0.05)).toBeCloseTo(2.5);
  expect(scoreFor(refit, 0.1)).toBeCloseTo(1.5);
});

test('a score falls only as low as the budget held for sure on what was judged from there on', () => {
  const judged = judgedLog({ count: 400, shift: 1.5 });
  const wrongBelow = judged.map((one) => ({ ...one, isRight: (one.score ?? 0) > 3 ? one.isRight : false }));
  expect(scoreFor(calibrate(wrongBelow).refit, 0.02)).toBeGreaterThan(3);
});

test('the same log once more is no better than the refit to it', () => {
  const judged = judgedLog({ count: 600, shift: -1 });
  const { refit = BASE } = calibrate(judged);
  expect(calibrate(judged, { inForce: refit }).report.is_better).toBe(false);
});

test('scores that say nothing of what is right leave the curve as it is', () => {
  const reversed = judgedLog({ count: 300 }).map((one) => ({ ...one, isRight: (one.score ?? 0) < 4 }));
  expect(calibrate(reversed).report).toMatchObject({ curve: { intercept: 0, slope: 1 }, is_better: false });
});

test.each([
  [judgedLog({ count: 60 }), '60 judged answers, where a refit needs 100'],
  [judgedLog({ count: 200, entries: 10 }), 'answers of 10 entries, where a refit needs 20'],
  [judgedLog({ count: 120, change: { score: 6, isRight: true } }), '0 wrong answers, and 0.3 to be expected'],
])('too few are too few (%#)', (judged, words) => {
  const { report, refit } = calibrate(judged);
  expect(report.too_few).toContain(words);
  expect([report.is_better, refit]).toEqual([false, undefined]);
});

test('what says nothing of the curve is left out, and why is counted', () => {
  const { scoreId } = new Calibration(BASE);
  const models = { embedder: 'e', verifier: 'v' };
  const of = (change: Partial<JudgedDecision>) =>
    judgedLog({ count: 3, change: { isRight: false, ...change } });
  const judged = [
    ...judgedLog({ count: 200, change: { models: { ...models, calibration: scoreId } } }),
    ...of({ models: { embedder: 'e', verifier: 'another' } }),
    ...of({ models: { ...models, calibration: 'another' } }),
    ...of({ models: { embedder: 'e' } }),
    ...of({ cache: 'miss' }),
    ...of({ cache: 'hit-exact', similarity: undefined }),
    ...of({ from: 'person' }),
  ];
  expect(calibrate(judged).report).toMatchObject({
    used: 200,
    left_out: {
      'compared by other models': 6,
      'weighed by another calibration': 3,
      'not served by meaning': 6,
      'said by people': 3,
    },
  });
});

test('what people said counts where that is asked for', () => {
  const judged = judgedLog({ count: 600, shift: -1, change: { from: 'person' } });
  expect(calibrate(judged).report).toMatchObject({ used: 0, is_better: false });
  expect(calibrate(judged, { withPeople: true }).report).toMatchObject({ used: 600, is_better: true });
});

test('of several words on one wording of an entry the newest counts', () => {
  const judged = judgedLog({ count: 150 }).map((one) => ({ ...one, isRight: true }));
  const [first] = judged;
  const again = first ? [{ ...first, decisionId: 'again', isRight: false }] : [];
  expect(calibrate([...judged, ...again]).report).toMatchObject({
    ...{ used: 150, wrong: 1, left_out: { 'an older word on the same wording': 1 } },
  });
});
