import { Calibration, type CalibrationData } from '../cache/matching/calibration.ts';
import type { JudgedDecision } from '../learning/judged-log.ts';
import { compareCurves, type CurveComparison } from './compare-curves.ts';
import { judgedScoresOf, type JudgedScore } from './judged-scores.ts';
import { promisesForUnseen, recalibrated } from './refit-curve.ts';

/** What a refit to the judged answers would do, and whether it is better. */
export interface LogReport {
  used: number;
  /** Of those used: how many were wrong, how many by what the calibration in force promised, and of how many entries. */
  wrong: number;
  expected_wrong: number;
  entries: number;
  left_out: Record<string, number>;
  /** What is missing for a refit, in words; then there are no figures. */
  too_few?: string;
  /** On entries that the refit had not seen. */
  comparison?: CurveComparison;
  /** True log-odds are intercept + slope * score. */
  curve?: { intercept: number; slope: number };
  budgets?: BudgetChange[];
  /** Whether the log loss is lower on unseen entries beyond chance. */
  is_better: boolean;
}

/** What a budget does to the judged answers under the calibration in force and under the refit. */
export interface BudgetChange {
  max_wrong_rate: number;
  before: ServedJudged;
  after: ServedJudged;
}

export interface ServedJudged {
  /** The score that is needed, as decisions record it; null where no budget so strict was shown to hold. */
  score: number | null;
  /** Of the judged answers that were used. */
  served: number;
  wrong: number;
}

interface LogOptions {
  /** The calibration that refits start from: not recalibrated. */
  base: CalibrationData;
  /** What decides now: the base, or an earlier refit of it. */
  inForce: CalibrationData;
  /** The configured budget. */
  maxWrongRate: number;
  withPeople: boolean;
  random: () => number;
}

const LEAST_ROWS = 100;
const LEAST_ENTRIES = 20;
/** Wrong ones that came, or were promised: under that, nothing says how often they come. */
const LEAST_WRONG = 5;
const BUDGETS = [0.01, 0.02, 0.05];

/** Refits the curve to judged answers, oldest first; `refit` is absent where there are too few. */
export function calibrateOnLog(
  judged: readonly JudgedDecision[],
  { base, inForce, maxWrongRate, withPeople, random }: LogOptions,
): { report: LogReport; refit?: CalibrationData } {
  const calibration = new Calibration(inForce);
  const { scoreId } = calibration;
  const { used, leftOut } = judgedScoresOf(judged, { models: base, scoreId, withPeople });
  const promisedAt = (score: number): number => calibration.probabilityAt(calibration.logOddsOf(score));
  const counts = {
    used: used.length,
    wrong: used.filter(({ label }) => !label).length,
    expected_wrong: used.reduce((sum, { score }) => sum + 1 - promisedAt(score), 0),
    entries: new Set(used.map(({ group }) => group)).size,
    left_out: leftOut,
  };
  const tooFew = whyTooFew(counts);
  if (tooFew !== undefined) return { report: { ...counts, too_few: tooFew, is_better: false } };
  const refit = recalibrated(used, base);
  const comparison = compareCurves(
    promisesForUnseen(used, base).map(({ promised, ...row }) => ({
      ...row,
      ...{ before: promisedAt(row.score), after: promised, weight: 1 },
    })),
    random,
  );
  const rates = [...new Set([...BUDGETS, maxWrongRate])].sort((a, b) => a - b);
  const after = new Calibration(refit);
  const report = {
    ...{ ...counts, comparison, curve: curveOf(refit) },
    budgets: rates.map((rate) => ({
      max_wrong_rate: rate,
      before: servedOf(used, calibration, rate),
      after: servedOf(used, after, rate),
    })),
    is_better: comparison.log_loss.lower_by[0] > 0,
  };
  return { report, refit };
}

function whyTooFew({
  used,
  entries,
  wrong,
  expected_wrong: expected,
}: Pick<LogReport, 'used' | 'entries' | 'wrong' | 'expected_wrong'>): string | undefined {
  if (used < LEAST_ROWS) return `${used} judged answers, where a refit needs ${LEAST_ROWS}`;
  if (entries < LEAST_ENTRIES) return `answers of ${entries} entries, where a refit needs ${LEAST_ENTRIES}`;
  if (Math.max(wrong, expected) < LEAST_WRONG)
    return `${wrong} wrong answers, and ${expected.toFixed(1)} to be expected, where a refit needs ${LEAST_WRONG}`;
  return undefined;
}

function curveOf({ recalibration }: CalibrationData): { intercept: number; slope: number } {
  const { intercept = 0, slope = 1 } = recalibration ?? {};
  return { intercept, slope };
}

function servedOf(
  rows: readonly JudgedScore[],
  calibration: Calibration,
  maxWrongRate: number,
): ServedJudged {
  const cut = calibration.cutFor(maxWrongRate);
  const served = rows.filter(({ score }) => calibration.logOddsOf(score) >= cut);
  return {
    score: cut === Infinity ? null : calibration.scoreAt(cut),
    ...{ served: served.length, wrong: served.filter(({ label }) => !label).length },
  };
}
