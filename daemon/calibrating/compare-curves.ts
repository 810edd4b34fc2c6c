import { calibrationGaps, errorOfGaps } from '../cache/matching/metrics.ts';
import { groupBy } from '../lib/group-by.ts';

/** A judged case, and the probability that two curves promised that it comes out right. */
export interface TwicePromised {
  label: boolean;
  before: number;
  after: number;
  /** How much it counts; 1 for one. */
  weight: number;
  /** Cases of one group are not independent: they are drawn together. */
  group: string;
}

/** A figure under the old curve and under the new one, and how much lower it is under the new one (95 %). */
export interface Comparison {
  before: number;
  after: number;
  lower_by: [low: number, high: number];
}

export interface CurveComparison {
  /** Mean of minus the logarithm of what was promised for what came: the lower, the better. */
  log_loss: Comparison;
  /** Mean distance between what was promised and what came true (ECE). */
  calibration_error: Comparison;
}

const RESAMPLES = 1_000;
/** No single case costs more than a probability as small as this. */
const LEAST_PROBABILITY = 1e-4;

/** Compares two curves on cases that neither was fitted on; intervals by drawing whole groups again (bootstrap). */
export function compareCurves(cases: readonly TwicePromised[], random: () => number): CurveComparison {
  const groups = [...groupBy(cases, ({ group }) => group).values()].map(sumsOf);
  const all = figuresOf(groups);
  const draws = Array.from({ length: RESAMPLES }, () =>
    figuresOf(groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? [])),
  );
  const compare = (figure: keyof Figures): Comparison => {
    const lowerBy = draws.map(({ [figure]: { before, after } }) => before - after);
    return { ...all[figure], lower_by: intervalOf(lowerBy) };
  };
  return { log_loss: compare('logLoss'), calibration_error: compare('error') };
}

interface BeforeAfter<Value> {
  before: Value;
  after: Value;
}

/** What the figures need of a group; that of several is the sum. */
interface Sums {
  weight: number;
  loss: BeforeAfter<number>;
  gaps: BeforeAfter<number[]>;
}

interface Figures {
  logLoss: BeforeAfter<number>;
  error: BeforeAfter<number>;
}

function sumsOf(cases: readonly TwicePromised[]): Sums {
  const lossOf = (curve: 'before' | 'after'): number =>
    cases.reduce((sum, { label, weight, [curve]: right }) => {
      return sum - weight * Math.log(Math.max(label ? right : 1 - right, LEAST_PROBABILITY));
    }, 0);
  const gapsOf = (curve: 'before' | 'after'): number[] =>
    calibrationGaps(cases.map(({ label, weight, [curve]: score }) => ({ score, label, weight })));
  return {
    weight: cases.reduce((sum, { weight }) => sum + weight, 0),
    loss: { before: lossOf('before'), after: lossOf('after') },
    gaps: { before: gapsOf('before'), after: gapsOf('after') },
  };
}

function figuresOf(groups: readonly Sums[]): Figures {
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  const lossOf = (curve: 'before' | 'after'): number =>
    groups.reduce((sum, { loss }) => sum + loss[curve], 0) / total;
  const errorOf = (curve: 'before' | 'after'): number => {
    const bins = groups[0]?.gaps[curve].map((_, bin) =>
      groups.reduce((sum, { gaps }) => sum + (gaps[curve][bin] ?? 0), 0),
    );
    return errorOfGaps(bins ?? [], total);
  };
  return {
    logLoss: { before: lossOf('before'), after: lossOf('after') },
    error: { before: errorOf('before'), after: errorOf('after') },
  };
}

function intervalOf(values: readonly number[]): [low: number, high: number] {
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return [quantile(0.025), quantile(0.975)];
}
