import { innerProduct } from '../../lib/inner-product.ts';

/** A question that the user named as one for a model, as a unit vector. */
export interface ModelExample {
  model: string;
  vector: Float32Array;
}

/**
 * Cosine from which an example decides. Of the project's 1,803 written questions, by the embedder that ships, the nearest other
 * one is of the same tier in 61 %; in 61 % of those at 0.5 to 0.6, 89 % at 0.6 to 0.65, and 94 % from 0.65 on (113 of 120).
 */
export const EXAMPLE_FLOOR = 0.65;

/** The most similar example of cosine `floor` at least; undefined where there is none. `vector` is of unit length. */
export function nearestExample(
  vector: Float32Array,
  examples: readonly ModelExample[],
  floor: number,
): { model: string; similarity: number } | undefined {
  let nearest: { model: string; similarity: number } | undefined;
  for (const { model, vector: example } of examples) {
    const similarity = innerProduct(example, vector);
    if (similarity >= (nearest?.similarity ?? floor)) nearest = { model, similarity };
  }
  return nearest;
}
