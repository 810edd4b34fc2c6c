import { Calibration, type CalibrationData } from '../cache/matching/calibration.ts';
import { cutOf } from '../cache/matching/fit-calibration.ts';
import { inFolds } from '../cache/matching/folds.ts';
import { fitLogistic } from '../cache/matching/logistic.ts';
import type { JudgedScore } from './judged-scores.ts';

type Curve = Pick<NonNullable<CalibrationData['recalibration']>, 'intercept' | 'slope'>;

/** As if so many more answers, scored as those that were judged, had come out just as the calibration says. */
const PRIOR_ROWS = 50;
/** Of the slope's distance from 1, beforehand normal with a standard deviation of a half: judged scores lie too near for more. */
const SLOPE_PENALTY = 4;
const FOLDS = 5;
const UNCHANGED: Curve = { intercept: 0, slope: 1 };

/** The calibration with its curve refitted to judged answers (Cox, 1958: intercept and slope on the log-odds). */
export function recalibrated(rows: readonly JudgedScore[], base: CalibrationData): CalibrationData {
  const curve = fitCurve(rows, new Calibration(base));
  return { ...base, recalibration: { ...curve, cuts: cutsFor(rows, base, curve) } };
}

/** What such a refit promises of each judged answer whose entry it has not seen. */
export function promisesForUnseen(
  rows: readonly JudgedScore[],
  base: CalibrationData,
): (JudgedScore & { promised: number })[] {
  return inFolds(rows, FOLDS).flatMap(({ seen, unseen }) => {
    const refit = new Calibration(recalibrated(seen, base));
    return unseen.map((row) => ({ ...row, promised: refit.probabilityAt(refit.logOddsOf(row.score)) }));
  });
}

function fitCurve(rows: readonly JudgedScore[], base: Calibration): Curve {
  const middle = rows.reduce((sum, { score }) => sum + score, 0) / rows.length;
  const prior = PRIOR_ROWS / rows.length;
  const cases = rows.flatMap(({ score, label }) => {
    const at = { features: [score - middle], offset: score };
    const expected = base.probabilityAt(score);
    return [
      { ...at, label, weight: 1 },
      { ...at, label: true, weight: prior * expected },
      { ...at, label: false, weight: prior * (1 - expected) },
    ];
  });
  const {
    bias,
    weights: [steeper = 0],
  } = fitLogistic(cases, SLOPE_PENALTY);
  const slope = 1 + steeper;
  // Where higher scores were no surer, the scores themselves are worthless: that is no matter of their curve.
  return Number.isFinite(bias) && slope > 0 ? { intercept: bias - steeper * middle, slope } : UNCHANGED;
}

/**
 * A cut holds at log-odds, whatever score they are found at: where the refit says less of a score, the score that is needed
 * rises. Where it says more, the score falls no lower than judged answers from there on were within the budget for sure.
 */
function cutsFor(
  rows: readonly JudgedScore[],
  { cuts }: CalibrationData,
  { intercept, slope }: Curve,
): CalibrationData['cuts'] {
  const cases = rows.map((row) => ({ ...row, weight: 1 }));
  return cuts.map(({ maxWrongRate, score }) => {
    const shown = Math.min(cutOf(cases, maxWrongRate) ?? score, score);
    return { maxWrongRate, score: Math.max(score, intercept + slope * shown) };
  });
}
