import type * as usearchModule from 'usearch';
import type { Index, IndexConfig } from 'usearch';
import type { Neighbour, VectorIndex } from './vector-index.ts';

/** The native library, loaded when the first large scope needs it. */
export type Usearch = typeof usearchModule;

interface HnswIndexOptions {
  dimension: number;
  shardSize?: number;
  /** From its files. */
  shards?: Shard[];
  removed?: number[];
}

/** Part of an index. Only the last one grows; what is full never changes again and is saved once. */
export interface Shard {
  readonly graph: Index;
  count: number;
  /** Its file, as long as that holds all of it. */
  file: string | undefined;
}

/**
 * Saving or loading holds the process, 0.5 to 1 us a vector; so an index is cut into parts of this many, which costs a
 * search some 0.1 ms for each.
 */
const SHARD_SIZE = 16_000;

const MOST_PROPOSALS = 4096;
/** One thread: several are started anew for each call, which costs more than the search. */
const THREADS = 1;

/**
 * Hierarchical small worlds over vectors rounded to 8 bits: finds nearly always the nearest, and proposes; similarities
 * are approximate. Removed vectors are only passed over, never taken out: usearch (2.25.3) hangs for ever after some
 * thousand removals (https://github.com/unum-cloud/USearch/issues/753). Where most of it is removed ones, `isWorn`
 * says so, and the owner builds another.
 */
export class HnswIndex implements VectorIndex {
  readonly isExact = false;
  readonly #usearch: Usearch;
  readonly #dimension: number;
  readonly #shardSize: number;
  readonly #shards: Shard[];
  readonly #removed: Set<number>;

  constructor(
    usearch: Usearch,
    { dimension, shardSize = SHARD_SIZE, shards = [], removed = [] }: HnswIndexOptions,
  ) {
    this.#usearch = usearch;
    this.#dimension = dimension;
    this.#shardSize = shardSize;
    this.#shards = [...shards];
    this.#removed = new Set(removed);
  }

  get size(): number {
    return this.#shards.reduce((sum, { count }) => sum + count, 0);
  }

  get bytes(): number {
    return this.size * (this.#dimension + GRAPH_BYTES_PER_VECTOR);
  }

  get shards(): readonly Shard[] {
    return this.#shards;
  }

  get removed(): ReadonlySet<number> {
    return this.#removed;
  }

  get isWorn(): boolean {
    return this.#removed.size > this.size / 2;
  }

  add(sequence: number, vector: Float32Array): void {
    const key = BigInt(sequence);
    if (this.#shards.some(({ graph }) => graph.contains(key) === true)) return;
    const shard = this.#openShard();
    shard.graph.add(key, vector, THREADS);
    shard.count += 1;
    shard.file = undefined;
  }

  remove(sequence: number): void {
    this.#removed.add(sequence);
  }

  nearest(vector: Float32Array, limit: number): Neighbour[] {
    for (let wanted = limit; ; wanted *= 4) {
      const found = this.#shards.flatMap((shard) => search(shard, vector, wanted));
      const kept = found.filter(({ sequence }) => !this.#removed.has(sequence));
      const isAll = wanted >= this.size || wanted >= MOST_PROPOSALS;
      if (kept.length >= limit || isAll)
        return kept.sort((a, b) => b.similarity - a.similarity).slice(0, limit);
    }
  }

  #openShard(): Shard {
    const last = this.#shards.at(-1);
    if (last && last.count < this.#shardSize) return last;
    const shard: Shard = { graph: emptyGraph(this.#usearch, this.#dimension), count: 0, file: undefined };
    this.#shards.push(shard);
    return shard;
  }
}

/** A graph to add to, or to load a file of the same settings into. */
export function emptyGraph(usearch: Usearch, dimension: number): Index {
  const settings: IndexConfig = {
    dimensions: dimension,
    metric: usearch.MetricKind.IP,
    quantization: usearch.ScalarKind.I8,
    connectivity: 16,
    expansion_add: 64,
    expansion_search: 32,
    multi: false,
  };
  return new usearch.Index(settings);
}

/** Measured: what a vector takes beside its numbers. */
const GRAPH_BYTES_PER_VECTOR = 150;

function search({ graph, count }: Shard, vector: Float32Array, wanted: number): Neighbour[] {
  if (count === 0) return [];
  const { keys, distances } = graph.search(vector, Math.min(wanted, count), THREADS);
  return Array.from(keys, (key, position) => ({
    sequence: Number(key),
    // For the inner product, usearch's distance is 1 - product; numbers of 8 bits stand for 127 times themselves.
    similarity: (1 - (distances[position] ?? Infinity)) / 127 ** 2,
  }));
}
