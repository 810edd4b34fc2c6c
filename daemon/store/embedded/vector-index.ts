/** An entry near a question, by its sequence number. */
export interface Neighbour {
  sequence: number;
  /** Inner product, which is the cosine of unit vectors: 1 = same direction. Rough where the index is not exact. */
  similarity: number;
}

/**
 * The vectors of one partition, arranged for search. The database is the truth, an index is derived from it: what it
 * returns may have been deleted meanwhile, and it may not know yet what was added.
 */
export interface VectorIndex {
  /** Whether it finds the nearest for certain and its similarities are exact; otherwise it proposes. */
  readonly isExact: boolean;
  /** Vectors held, removed ones that still take space included. */
  readonly size: number;
  readonly bytes: number;
  /** Ignores a number that it holds already. */
  add(sequence: number, vector: Float32Array): void;
  /** Ignores numbers that it does not hold. */
  remove(sequence: number): void;
  /** Up to `limit`, best first. */
  nearest(vector: Float32Array, limit: number): Neighbour[];
}
