import { calibrationError } from '../cache/matching/metrics.ts';
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
  const groups = [...groupBy(cases, ({ group }) => group).values()];
  const lossLowerBy: number[] = [];
  const errorLowerBy: number[] = [];
  for (let draw = 0; draw < RESAMPLES; draw += 1) {
    const drawn = groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? []);
    lossLowerBy.push(logLoss(drawn, 'before') - logLoss(drawn, 'after'));
    errorLowerBy.push(errorOf(drawn, 'before') - errorOf(drawn, 'after'));
  }
  const compare = (figure: Figure, lowerBy: number[]): Comparison => ({
    ...{ before: figure(cases, 'before'), after: figure(cases, 'after') },
    lower_by: intervalOf(lowerBy),
  });
  return {
    log_loss: compare(logLoss, lossLowerBy),
    calibration_error: compare(errorOf, errorLowerBy),
  };
}

function intervalOf(values: number[]): [low: number, high: number] {
  const sorted = values.sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return [quantile(0.025), quantile(0.975)];
}

type Figure = (cases: readonly TwicePromised[], curve: 'before' | 'after') => number;

const logLoss: Figure = (cases, curve) => {
  let sum = 0;
  let total = 0;
  for (const one of cases) {
    const right = one[curve];
    sum -= one.weight * Math.log(Math.max(one.label ? right : 1 - right, LEAST_PROBABILITY));
    total += one.weight;
  }
  return sum / total;
};

const errorOf: Figure = (cases, curve) =>
  calibrationError(cases.map(({ label, weight, [curve]: score }) => ({ score, label, weight })));
