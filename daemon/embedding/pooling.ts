import type { ModelDescription } from './model-description.ts';

/** A model's last hidden state for a batch, row after row; shorter texts are padded at the end. */
export interface HiddenState {
  values: Float32Array;
  /** Tokens a text, padding included. */
  length: number;
  /** Numbers a token. */
  width: number;
}

/**
 * The unit vector of each text of the batch: pooled over its own tokens (never the padding) and scaled to length 1.
 * Undefined where the model returned no direction (not-a-number, or all zeros).
 */
export function poolBatch(
  state: HiddenState,
  tokenCounts: readonly number[],
  pooling: ModelDescription['pooling'],
): (Float32Array | undefined)[] {
  return tokenCounts.map((count, index) => {
    const start = index * state.length * state.width;
    const used = pooling === 'cls' ? 1 : count;
    return toUnitLength(sumOfRows(state.values.subarray(start, start + used * state.width), state.width));
  });
}

/** Dividing the sum by the count would not change its direction, and only that is kept. */
function sumOfRows(rows: Float32Array, width: number): Float32Array {
  const sum = new Float32Array(width);
  for (let start = 0; start < rows.length; start += width) {
    for (let column = 0; column < width; column += 1) {
      sum[column] = (sum[column] ?? 0) + (rows[start + column] ?? 0);
    }
  }
  return sum;
}

function toUnitLength(vector: Float32Array): Float32Array | undefined {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return Number.isFinite(length) && length > 0 ? vector.map((value) => value / length) : undefined;
}
