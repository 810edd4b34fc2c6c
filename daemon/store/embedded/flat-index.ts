import { innerProduct } from '../../lib/inner-product.ts';
import type { Neighbour, VectorIndex } from './vector-index.ts';

const FIRST_CAPACITY = 16;

/** All vectors in one array, compared one by one: exact, and up to some thousand vectors as fast as anything. */
export class FlatIndex implements VectorIndex {
  readonly isExact = true;
  readonly #dimension: number;
  readonly #positions = new Map<number, number>();
  /** The sequence number at each position; vector n lies at n * dimension. */
  readonly #sequences: number[] = [];
  #vectors: Float32Array;

  constructor(dimension: number) {
    this.#dimension = dimension;
    this.#vectors = new Float32Array(FIRST_CAPACITY * dimension);
  }

  get size(): number {
    return this.#sequences.length;
  }

  get bytes(): number {
    return this.#vectors.byteLength;
  }

  add(sequence: number, vector: Float32Array): void {
    if (this.#positions.has(sequence)) return;
    const offset = this.size * this.#dimension;
    if (offset === this.#vectors.length) {
      const larger = new Float32Array(this.#vectors.length * 2);
      larger.set(this.#vectors);
      this.#vectors = larger;
    }
    this.#vectors.set(vector, offset);
    this.#positions.set(sequence, this.size);
    this.#sequences.push(sequence);
  }

  /** The last vector moves into the gap. */
  remove(sequence: number): void {
    const position = this.#positions.get(sequence);
    const last = this.#sequences.at(-1);
    if (position === undefined || last === undefined) return;
    const lastOffset = (this.size - 1) * this.#dimension;
    this.#vectors.copyWithin(position * this.#dimension, lastOffset, lastOffset + this.#dimension);
    this.#sequences[position] = last;
    this.#positions.set(last, position);
    this.#sequences.pop();
    this.#positions.delete(sequence);
  }

  nearest(vector: Float32Array, limit: number): Neighbour[] {
    const best: Neighbour[] = [];
    if (limit <= 0) return best;
    let floor = -Infinity;
    for (const [position, sequence] of this.#sequences.entries()) {
      const similarity = innerProduct(vector, this.#vectors, position * this.#dimension);
      if (!(similarity > floor)) continue;
      insertSorted(best, { sequence, similarity });
      if (best.length > limit) best.pop();
      if (best.length === limit) floor = best.at(-1)?.similarity ?? floor;
    }
    return best;
  }
}

function insertSorted(best: Neighbour[], neighbour: Neighbour): void {
  let position = best.length;
  while (position > 0 && (best[position - 1]?.similarity ?? 0) < neighbour.similarity) position--;
  best.splice(position, 0, neighbour);
}
