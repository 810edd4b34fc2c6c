import { z } from 'zod';
import type { QuestionFeatures } from './question-features.ts';

/** A linear classifier as it is stored: one row of whole numbers a feature, one column a class. */
export const storedSoftmaxSchema = z.object({
  classes: z.array(z.string()).min(2),
  /** What a whole number is worth. */
  unit: z.number().positive(),
  /** Base64 of signed bytes, row after row. */
  weights: z.base64(),
});
export type StoredSoftmax = z.infer<typeof storedSoftmaxSchema>;

/** A linear classifier over features of a question. */
export interface LinearSoftmax {
  classes: readonly string[];
  /** One row a feature, one column a class. */
  weights: Float32Array;
}

/** @throws Error where the weights are not of `features` rows. */
export function openSoftmax({ classes, unit, weights }: StoredSoftmax, features: number): LinearSoftmax {
  const bytes = new Int8Array(Buffer.from(weights, 'base64'));
  if (bytes.length !== features * classes.length) {
    throw new Error(
      `The router's weights hold ${bytes.length} numbers, not ${features} x ${classes.length}.`,
    );
  }
  return { classes, weights: Float32Array.from(bytes, (whole) => whole * unit) };
}

/** Probabilities of the classes, in their order; they sum to 1. */
export function classProbabilities(
  { classes, weights }: LinearSoftmax,
  { indices, values }: QuestionFeatures,
): Float64Array {
  const width = classes.length;
  const logits = new Float64Array(width);
  for (let at = 0; at < indices.length; at += 1) {
    const [row, value] = [(indices[at] ?? 0) * width, values[at] ?? 0];
    for (let column = 0; column < width; column += 1) {
      logits[column] = (logits[column] ?? 0) + value * (weights[row + column] ?? 0);
    }
  }
  const highest = Math.max(...logits);
  const odds = logits.map((logit) => Math.exp(logit - highest));
  const sum = odds.reduce((total, one) => total + one, 0);
  return odds.map((one) => one / sum);
}
