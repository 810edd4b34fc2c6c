import { z } from 'zod';
import { innerProduct } from '../../lib/inner-product.ts';
import { valueAt } from './isotonic.ts';
import { logOdds } from './logistic.ts';
import { FEATURE_NAMES } from './pair-evidence.ts';

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
  /** The lowest score at which a budget holds, by budget; both from the strictest on. */
  cuts: z.array(z.strictObject({ maxWrongRate: z.number().min(0).max(1), score: z.number() })).min(1),
});
export type CalibrationData = z.infer<typeof calibrationSchema>;

/** Log-odds that a question is of the kinds that the calibration was made for. */
export function familiarityOf(
  { bias, weights }: CalibrationData['familiarity'],
  vector: Float32Array,
): number {
  return bias + innerProduct(weights, vector);
}

/** Turns evidence into a probability, and a budget into the score that keeps it. */
export class Calibration {
  readonly #data: CalibrationData;

  /** @throws Error where it was made for other features. */
  constructor(data: CalibrationData) {
    if (data.features.join() !== FEATURE_NAMES.join() || data.weights.length !== FEATURE_NAMES.length) {
      throw new Error('The calibration was made by another version of AskOnce: fit it again.');
    }
    this.#data = data;
  }

  /** Log-odds before the last step; what cuts are about and what is learnt about an entry shifts. */
  scoreOf(features: readonly number[]): number {
    return logOdds(this.#data, features);
  }

  /** Of a question by its vector; one without a vector is of no kind that the calibration was made for. */
  familiarityOf(vector: Float32Array | undefined): number {
    return vector === undefined ? -Infinity : familiarityOf(this.#data.familiarity, vector);
  }

  probabilityAt(score: number): number {
    return valueAt(this.#data.probability, score);
  }

  /** The lowest score that may be served under a budget; infinite where no budget so strict was shown to hold. */
  cutFor(maxWrongRate: number): number {
    const held = this.#data.cuts.filter((cut) => cut.maxWrongRate <= maxWrongRate);
    return Math.min(...held.map(({ score }) => score), Infinity);
  }
}
