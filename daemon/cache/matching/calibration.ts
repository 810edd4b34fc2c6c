import { createHash } from 'node:crypto';
import { z } from 'zod';
import { innerProduct } from '../../lib/inner-product.ts';
import { sigmoid } from '../../lib/log-odds.ts';
import { valueAt } from './isotonic.ts';
import { logOdds } from './logistic.ts';
import { FEATURE_NAMES } from './pair-evidence.ts';

/** The lowest score at which a budget holds, by budget; both from the strictest on. */
const cutsSchema = z.array(z.strictObject({ maxWrongRate: z.number().min(0).max(1), score: z.number() }));

/**
 * Cosine under which no candidate is verified. Half of the rewordings that the verifier is sure of, and right about, lie under
 * .55; a tenth under .3, where nearly everything is unrelated (measured on families that trained nothing).
 */
export const CALIBRATED_FLOOR = 0.3;

/** A calibration as it is kept: `calibration.json` beside the verifier's weights, or the user's own. */
export const calibrationSchema = z.strictObject({
  /** Ids of the models whose outcomes it weighs; with others it is worth nothing. */
  embedder: z.string(),
  verifier: z.string(),
  /** Names of the features, in order: a calibration of other features is refused. */
  features: z.array(z.string()),
  bias: z.number(),
  weights: z.array(z.number()),
  /** Weighs a question's vector: is it of the kinds that the calibration was made for? */
  familiarity: z.strictObject({ bias: z.number(), weights: z.array(z.number()) }),
  /** The probability that one answer serves both, from each score on. */
  probability: z.strictObject({ scores: z.array(z.number()), values: z.array(z.number().min(0).max(1)) }),
  cuts: cutsSchema.min(1),
  /**
   * What judged answers showed of the scores since: true log-odds are `intercept + slope * score`. Its cuts are on these
   * and stand in for those above.
   */
  recalibration: z
    .strictObject({ intercept: z.number(), slope: z.number().positive(), cuts: cutsSchema.min(1) })
    .optional(),
});
export type CalibrationData = z.infer<typeof calibrationSchema>;

/** Log-odds that a question is of the kinds that the calibration was made for. */
export function familiarityOf(
  { bias, weights }: CalibrationData['familiarity'],
  vector: Float32Array,
): number {
  return bias + innerProduct(weights, vector);
}

/** Turns evidence into a probability, and a budget into the log-odds that keep it. */
export class Calibration {
  /** Tells its scores from those of other calibrations; a recalibration leaves the scores as they are. */
  readonly scoreId: string;
  readonly #data: CalibrationData;

  /** @throws Error where it was made for other features. */
  constructor(data: CalibrationData) {
    if (data.features.join() !== FEATURE_NAMES.join() || data.weights.length !== FEATURE_NAMES.length) {
      throw new Error('The calibration was made by another version of AskOnce: fit it again.');
    }
    this.#data = data;
    const { embedder, verifier, bias, weights, familiarity } = data;
    const scored = JSON.stringify([embedder, verifier, bias, weights, familiarity]);
    this.scoreId = createHash('sha256').update(scored).digest('hex').slice(0, 12);
  }

  /** What the regression says, in log-odds: the same whatever was learnt of them since, so that it can be kept. */
  scoreOf(features: readonly number[]): number {
    return logOdds(this.#data, features);
  }

  /** The log-odds behind a score, by what judged answers showed; what cuts are about and what is learnt of an entry shifts. */
  logOddsOf(score: number): number {
    const { intercept, slope } = this.#data.recalibration ?? UNCHANGED;
    return intercept + slope * score;
  }

  /** The score behind log-odds. */
  scoreAt(logOdds: number): number {
    const { intercept, slope } = this.#data.recalibration ?? UNCHANGED;
    return (logOdds - intercept) / slope;
  }

  /** Of a question by its vector; one without a vector is of no kind that the calibration was made for. */
  familiarityOf(vector: Float32Array | undefined): number {
    return vector === undefined ? -Infinity : familiarityOf(this.#data.familiarity, vector);
  }

  /** The probability at such log-odds. A recalibration is a smooth curve, never surer than the highest step was shown to be. */
  probabilityAt(logOdds: number): number {
    const { probability, recalibration } = this.#data;
    return recalibration
      ? Math.min(sigmoid(logOdds), probability.values.at(-1) ?? 0)
      : valueAt(probability, logOdds);
  }

  /** The lowest log-odds that may be served under a budget; infinite where no budget so strict was shown to hold. */
  cutFor(maxWrongRate: number): number {
    const { cuts } = this.#data.recalibration ?? this.#data;
    const held = cuts.filter((cut) => cut.maxWrongRate <= maxWrongRate);
    return Math.min(...held.map(({ score }) => score), Infinity);
  }
}

const UNCHANGED = { intercept: 0, slope: 1 };
