import { seededRandom } from './seeded-random.ts';

/** Vectors of length 1 in all directions, the same in every run. */
export function unitVectors(count: number, dimension: number, seed = 1): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    // Sums of several are nearly normally distributed, so no direction is preferred.
    const vector = Float32Array.from({ length: dimension }, () => random() + random() + random() - 1.5);
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  });
}
