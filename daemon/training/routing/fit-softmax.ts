import type { LinearSoftmax, StoredSoftmax } from '../../router/heads/linear-softmax.ts';
import { classProbabilities } from '../../router/heads/linear-softmax.ts';
import type { QuestionFeatures } from '../../router/heads/question-features.ts';

/** A case for a linear classifier. */
export interface SoftmaxCase {
  features: QuestionFeatures;
  /** Index of its class. */
  label: number;
  /** How much it counts. */
  weight: number;
}

export interface SoftmaxTraining {
  classes: readonly string[];
  /** Length of the features. */
  features: number;
  epochs: number;
  rate: number;
  /** Times half the square of each weight is added to the sum of the losses; the same for rare and for frequent features. */
  penalty: number;
  /** In [0, 1). */
  random: () => number;
}

/** Keeps the first steps short. */
const FIRST_SQUARE = 1;

/** Maximum likelihood by AdaGrad with one step size a feature, one case at a time. */
export function fitSoftmax(cases: readonly SoftmaxCase[], training: SoftmaxTraining): LinearSoftmax {
  const { classes, features, epochs, rate, penalty, random } = training;
  const model = { classes, weights: new Float32Array(features * classes.length) };
  const squares = new Float64Array(features).fill(FIRST_SQUARE);
  const seen = timesSeen(cases, features);
  const order = Uint32Array.from(cases.keys());
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    const pace = rate * (1 - epoch / epochs);
    for (const place of order) {
      const one = cases[place];
      if (one) descend(model, { squares, seen }, one, { rate: pace, penalty });
    }
  }
  return model;
}

/** Weights as whole numbers of one byte. */
export function storeSoftmax({ classes, weights }: LinearSoftmax): StoredSoftmax {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9);
  const unit = largest / 127;
  const bytes = Int8Array.from(weights, (weight) => Math.round(weight / unit));
  return { classes: [...classes], unit, weights: Buffer.from(bytes.buffer).toString('base64') };
}

function descend(
  model: LinearSoftmax & { weights: Float32Array },
  { squares, seen }: { squares: Float64Array; seen: Float64Array },
  { features, label, weight }: SoftmaxCase,
  { rate, penalty }: { rate: number; penalty: number },
): void {
  const slopes = classProbabilities(model, features);
  slopes[label] = (slopes[label] ?? 0) - 1;
  const steepness = slopes.reduce((sum, slope) => sum + slope * slope, 0);
  const { weights } = model;
  const width = slopes.length;
  for (let at = 0; at < features.indices.length; at += 1) {
    const row = features.indices[at] ?? 0;
    const value = (features.values[at] ?? 0) * weight;
    const square = (squares[row] ?? 0) + value * value * steepness;
    squares[row] = square;
    const step = rate / Math.sqrt(square);
    const kept = Math.max(0, 1 - (step * penalty) / (seen[row] ?? 1));
    for (let column = row * width; column < (row + 1) * width; column += 1) {
      const old = weights[column] ?? 0;
      weights[column] = kept * old - step * value * (slopes[column - row * width] ?? 0);
    }
  }
}

function timesSeen(cases: readonly SoftmaxCase[], features: number): Float64Array {
  const seen = new Float64Array(features);
  for (const { features: one } of cases) {
    for (const row of one.indices) seen[row] = (seen[row] ?? 0) + 1;
  }
  return seen;
}

function shuffle(order: Uint32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
}
