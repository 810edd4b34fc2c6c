import { Calibration, type CalibrationData } from '../cache/matching/calibration.ts';
import { fitCalibration, type JudgedPair } from '../cache/matching/fit-calibration.ts';
import { inFolds } from '../cache/matching/folds.ts';
import { featuresOf } from '../cache/matching/pair-evidence.ts';
import { normaliseQuestion } from '../cache/normalise.ts';
import { reportPairs, type PairFigures } from '../evaluation/evaluate-pairs.ts';
import { compareCurves, type CurveComparison } from './compare-curves.ts';
import { connectedGroups } from './connected-groups.ts';
import { weighPairs, type PairModels, type WeighedPair } from './weigh-pairs.ts';

/** What a calibration fitted to judged pairs is worth. */
export interface PairsReport {
  used: number;
  /** Of those used: how many of them one answer serves, and how many groups no question connects. */
  reusable: number;
  groups: number;
  left_out: Record<string, number>;
  /** The score from which on each budget was shown to hold, on unseen groups; null where none was. */
  budgets: { max_wrong_rate: number; score: number | null }[];
  /** How one fitted to four fifths of the groups does on the others. */
  kept_apart: { pairs: number; auc: number | null; budgets: PairFigures['budget'][] };
  /** On the pairs kept apart, beside the calibration in force; absent where none is. */
  comparison?: CurveComparison;
  /** Whether the configured budget was shown to hold: else nothing would be served. */
  holds: boolean;
  /** Whether it holds, and is better than what is in force, if anything. */
  is_better: boolean;
}

interface PairsOptions {
  models: PairModels;
  ids: { embedder: string; verifier: string };
  /** The calibration that decides now, if there is one for these models. */
  inForce: CalibrationData | undefined;
  /** Share of reusable pairs among the candidates that traffic brings. */
  prevalence: number;
  /** The configured budget. */
  maxWrongRate: number;
  random: () => number;
}

const LEAST_PAIRS = 300;
const LEAST_OF_A_KIND = 100;
const LEAST_GROUPS = 50;
const FOLDS = 5;
const BUDGETS = [0.01, 0.02, 0.05, 0.1, 0.2];
/**
 * Familiarity tells kinds of questions apart that labels are more or less reliable for. A user's own pairs are of one kind:
 * it is the same for all of them, and so weighs nothing.
 */
const SAME_FAMILIARITY: CalibrationData['familiarity'] = { bias: 0, weights: [] };

interface OwnPair {
  a: string;
  b: string;
  label: boolean;
}
type GroupedPair = JudgedPair & { weighed: WeighedPair<OwnPair> };

/** Fits a whole calibration to judged pairs. @throws Error with a sentence where there are too few. */
export async function calibrateOnPairs(
  rows: readonly OwnPair[],
  options: PairsOptions,
): Promise<{ report: PairsReport; fitted: CalibrationData }> {
  const { ids, prevalence } = options;
  const differing = rows.filter(({ a, b }) => normaliseQuestion(a) !== normaliseQuestion(b));
  checkNumbers(differing);
  const weighed = await weighPairs(differing, options.models);
  checkNumbers(weighed);
  const pairs = grouped(weighed);
  const groups = new Set(pairs.map(({ group }) => group)).size;
  if (groups < LEAST_GROUPS) {
    throw new Error(
      `The pairs hang together in ${groups} groups of connected questions; a calibration needs ${LEAST_GROUPS}.`,
    );
  }
  const fit = (some: readonly GroupedPair[]): CalibrationData =>
    fitCalibration(some, { models: ids, familiarity: SAME_FAMILIARITY, prevalence });
  const fitted = fit(pairs);
  const [fold] = inFolds(pairs, FOLDS);
  const { seen, unseen } = fold ?? { seen: pairs, unseen: [] };
  const trial = fit(seen);
  const comparison = options.inForce && compareOn(unseen, options.inForce, trial, options);
  const holds = cutOf(fitted, options.maxWrongRate) !== null;
  const report = {
    ...{ used: pairs.length, reusable: pairs.filter(({ label }) => label).length, groups },
    left_out: {
      'the same words': rows.length - differing.length,
      'not for the models': differing.length - weighed.length,
    },
    budgets: ratesWith(options).map((rate) => ({ max_wrong_rate: rate, score: cutOf(fitted, rate) })),
    kept_apart: keptApart(unseen, trial, options),
    ...(comparison && { comparison }),
    ...{ holds, is_better: holds && (!comparison || comparison.log_loss.lower_by[0] > 0) },
  };
  return { report, fitted };
}

function checkNumbers(pairs: readonly OwnPair[]): void {
  const same = pairs.filter(({ label }) => label).length;
  const fewest = Math.min(same, pairs.length - same);
  if (pairs.length >= LEAST_PAIRS && fewest >= LEAST_OF_A_KIND) return;
  throw new Error(
    `Too few: ${pairs.length} usable pairs, ${same} of them with label 1. A calibration needs ${LEAST_PAIRS}, ` +
      `and ${LEAST_OF_A_KIND} of each label.`,
  );
}

function grouped(weighed: readonly WeighedPair<OwnPair>[]): GroupedPair[] {
  const questions = weighed.map(({ a, b }) => ({ a: normaliseQuestion(a), b: normaliseQuestion(b) }));
  const groups = connectedGroups(questions);
  return weighed.map((pair, index) => ({
    ...{ weighed: pair, label: pair.label, isRuledOut: pair.isRuledOut },
    features: featuresOf(pair.evidence, { ...pair, familiarity: 0 }),
    ...{ group: groups[index] ?? '', source: 'own' },
  }));
}

function ratesWith({ maxWrongRate }: PairsOptions): number[] {
  return [...new Set([...BUDGETS, maxWrongRate])].sort((a, b) => a - b);
}

function cutOf(data: CalibrationData, maxWrongRate: number): number | null {
  const cut = new Calibration(data).cutFor(maxWrongRate);
  return cut === Infinity ? null : cut;
}

function keptApart(
  pairs: readonly GroupedPair[],
  trial: CalibrationData,
  options: PairsOptions,
): PairsReport['kept_apart'] {
  const calibration = new Calibration(trial);
  const figuresAt = (maxWrongRate: number): PairFigures => {
    const cut = calibration.cutFor(maxWrongRate);
    const judged = pairs.map(({ label, isRuledOut, features }) => {
      const score = isRuledOut ? -Infinity : calibration.scoreOf(features);
      return { label, judgement: { score, serve: score >= cut && !isRuledOut } };
    });
    return reportPairs(judged, { prevalence: options.prevalence, maxWrongRate });
  };
  const figures = ratesWith(options).map(figuresAt);
  return {
    ...{ pairs: pairs.length, auc: figures[0]?.auc ?? null },
    budgets: figures.map(({ budget }) => budget),
  };
}

/** What rules forbid is never served, whatever a curve promises. */
function compareOn(
  pairs: readonly GroupedPair[],
  inForce: CalibrationData,
  trial: CalibrationData,
  { prevalence, random }: PairsOptions,
): CurveComparison {
  const [before, after] = [new Calibration(inForce), new Calibration(trial)];
  const served = pairs.filter(({ isRuledOut }) => !isRuledOut);
  const same = served.filter(({ label }) => label).length;
  const weightOf = (label: boolean): number =>
    label ? prevalence / Math.max(same, 1) : (1 - prevalence) / Math.max(served.length - same, 1);
  const promise = (calibration: Calibration, { weighed }: GroupedPair): number => {
    const familiarity = calibration.familiarityOf(weighed.vector);
    const features = featuresOf(weighed.evidence, { ...weighed, familiarity });
    return calibration.probabilityAt(calibration.logOddsOf(calibration.scoreOf(features)));
  };
  return compareCurves(
    served.map((pair) => ({
      ...{ label: pair.label, group: pair.group, weight: weightOf(pair.label) },
      ...{ before: promise(before, pair), after: promise(after, pair) },
    })),
    random,
  );
}
