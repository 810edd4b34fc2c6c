import { sigmoid } from '../../lib/log-odds.ts';

/** Weights of a logistic regression: P(label) = 1 / (1 + exp(-(bias + weights · features))). */
export interface LogisticModel {
  bias: number;
  weights: number[];
}

/** One case to learn from. */
export interface WeightedCase {
  features: readonly number[];
  label: boolean;
  /** How much it counts; 1 for one. */
  weight: number;
  /** Log-odds that are known beforehand: bias and weights come on top; absent: 0. */
  offset?: number;
}

/** Log-odds of a case. */
export function logOdds({ bias, weights }: LogisticModel, features: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (features[index] ?? 0), bias);
}

const MOST_STEPS = 50;
const STEP_LIMIT = 1e-8;
const SHORTEST_STEP = 2 ** -20;

/**
 * Maximum likelihood with an L2 penalty on the weights (on the bias only where one is given), by Newton's method. Features
 * should be of the same order of magnitude.
 */
export function fitLogistic(cases: readonly WeightedCase[], penalty: number, biasPenalty = 0): LogisticModel {
  let beta = new Float64Array((cases[0]?.features.length ?? 0) + 1);
  const penalties = beta.map((_, index) => (index === 0 ? biasPenalty : penalty));
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { gradient, hessian } = derivatives(cases, beta, penalties);
    const next = climb(cases, { beta, change: solveSymmetric(hessian, gradient), penalties });
    const largest = Math.max(...next.map((value, index) => Math.abs(value - (beta[index] ?? 0))));
    beta = next;
    if (largest < STEP_LIMIT) break;
  }
  const [bias = 0, ...weights] = beta;
  return { bias, weights };
}

/**
 * As far along `change` as makes the cases likelier. Where all of them are far surer than they should be, a full step goes so far
 * beyond the top that the next one would never come back.
 */
function climb(
  cases: readonly WeightedCase[],
  { beta, change, penalties }: Record<'beta' | 'change' | 'penalties', Float64Array<ArrayBuffer>>,
): Float64Array<ArrayBuffer> {
  const least = logLikelihood(cases, beta, penalties);
  for (let length = 1; length >= SHORTEST_STEP; length /= 2) {
    const next = beta.map((value, index) => value + length * (change[index] ?? 0));
    if (logLikelihood(cases, next, penalties) >= least) return next;
  }
  return beta;
}

/** Without the constant; minus the penalty. */
function logLikelihood(cases: readonly WeightedCase[], beta: Float64Array, penalties: Float64Array): number {
  const [bias = 0, ...weights] = beta;
  const cost = beta.reduce((sum, value, index) => sum + ((penalties[index] ?? 0) / 2) * value ** 2, 0);
  return cases.reduce((sum, { features, label, weight, offset = 0 }) => {
    const surely = logOdds({ bias, weights }, features) + offset;
    return sum - weight * softplus(label ? -surely : surely);
  }, -cost);
}

/** log(1 + exp(value)), without overflow. */
function softplus(value: number): number {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
}

function derivatives(
  cases: readonly WeightedCase[],
  beta: Float64Array,
  penalties: Float64Array,
): { gradient: Float64Array; hessian: Float64Array[] } {
  const width = beta.length;
  const gradient = new Float64Array(width);
  const hessian = Array.from({ length: width }, () => new Float64Array(width));
  const row = new Float64Array(width);
  for (const { features, label, weight, offset = 0 } of cases) {
    row[0] = 1;
    row.set(features, 1);
    const p = sigmoid(row.reduce((sum, value, index) => sum + value * (beta[index] ?? 0), offset));
    const slope = weight * ((label ? 1 : 0) - p);
    const curvature = weight * Math.max(p * (1 - p), 1e-9);
    for (let i = 0; i < width; i += 1) {
      const value = row[i] ?? 0;
      if (value === 0) continue;
      gradient[i] = (gradient[i] ?? 0) + slope * value;
      const line = hessian[i];
      for (let j = 0; line && j <= i; j += 1) line[j] = (line[j] ?? 0) + curvature * value * (row[j] ?? 0);
    }
  }
  for (let i = 0; i < width; i += 1) {
    const penalty = penalties[i] ?? 0;
    gradient[i] = (gradient[i] ?? 0) - penalty * (beta[i] ?? 0);
    const line = hessian[i];
    if (line) line[i] = (line[i] ?? 0) + penalty;
  }
  return { gradient, hessian };
}

/** Solves H x = g for a symmetric positive definite H of which the lower half is given (Cholesky). */
function solveSymmetric(hessian: readonly Float64Array[], gradient: Float64Array): Float64Array<ArrayBuffer> {
  const width = gradient.length;
  const lower = hessian.map((line) => Float64Array.from(line));
  const at = (i: number, j: number): number => lower[i]?.[j] ?? 0;
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = at(i, j);
      for (let k = 0; k < j; k += 1) sum -= at(i, k) * at(j, k);
      const line = lower[i];
      if (line) line[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(j, j);
    }
  }
  const solution = Float64Array.from(gradient);
  for (let i = 0; i < width; i += 1) {
    let sum = solution[i] ?? 0;
    for (let k = 0; k < i; k += 1) sum -= at(i, k) * (solution[k] ?? 0);
    solution[i] = sum / at(i, i);
  }
  for (let i = width - 1; i >= 0; i -= 1) {
    let sum = solution[i] ?? 0;
    for (let k = i + 1; k < width; k += 1) sum -= at(k, i) * (solution[k] ?? 0);
    solution[i] = sum / at(i, i);
  }
  return solution;
}
