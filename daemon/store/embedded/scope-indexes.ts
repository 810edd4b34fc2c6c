import { LRUCache } from 'lru-cache';
import type { Usearch } from './hnsw-index.ts';
import { IndexFiles } from './index-files.ts';
import { PartitionIndex } from './partition-index.ts';
import type { Neighbour } from './vector-index.ts';
import type { VectorSource } from './vector-rows.ts';

interface ScopeIndexesOptions {
  rows: VectorSource;
  /** Identity of the database that the rows come from. */
  database: string;
  /** Where large indexes are kept; undefined: in memory only. */
  folder: string | undefined;
  onFault: (fault: unknown) => void;
}

/** What all indexes together may take: 100,000 vectors of 384 numbers in a graph take about 55 MB, compared one by one 154 MB. */
const MEMORY_BYTES = 256 * 1024 * 1024;
/** The weight need not be exact. */
const WEIGH_EVERY = 64;

/** One index for each partition, so that another scope cannot be reached. Loaded at the first lookup, the least used dropped. */
export class ScopeIndexes {
  readonly #rows: VectorSource;
  readonly #database: string;
  readonly #files: IndexFiles | undefined;
  readonly #onFault: (fault: unknown) => void;
  readonly #open: LRUCache<number, PartitionIndex>;
  readonly #opening = new Map<number, Promise<PartitionIndex>>();
  /** Dropped ones that are still being saved: opened again only after that. */
  readonly #closing = new Map<number, Promise<void>>();
  /** Loaded when the first large scope needs it; undefined on a system that it was not built for. */
  readonly #loadUsearch: () => Promise<Usearch | undefined>;

  constructor({ rows, database, folder, onFault }: ScopeIndexesOptions) {
    this.#rows = rows;
    this.#database = database;
    this.#files = folder === undefined ? undefined : new IndexFiles(folder);
    this.#onFault = onFault;
    this.#loadUsearch = () =>
      import('usearch').catch((error: unknown) => {
        onFault(error);
        return undefined;
      });
    this.#open = new LRUCache({
      maxSize: MEMORY_BYTES,
      // The one in use stays, however large.
      sizeCalculation: ({ bytes }) => Math.min(Math.max(bytes, 1), MEMORY_BYTES),
      noDisposeOnSet: true,
      dispose: (index, partition, reason) => {
        if (reason === 'evict') this.#close(partition, index);
      },
    });
  }

  /** The entries nearest to the vector, best first. Waits for files and for a small index, not for a graph being built. */
  async nearest(partition: number, vector: Float32Array, limit: number): Promise<Neighbour[]> {
    const opening = this.#opening.get(partition);
    const index = opening
      ? await opening
      : (this.#open.get(partition) ?? (await this.#load(partition, vector.length)));
    return index.nearest(vector, limit);
  }

  /** To be called once the row is in the database. */
  added(partition: number, sequence: number, vector: Float32Array): void {
    const index = this.#open.peek(partition);
    if (!index) return;
    index.add(sequence, vector);
    if (sequence % WEIGH_EVERY === 0) this.#weigh(partition);
  }

  removed(partition: number, sequence: number): void {
    this.#open.peek(partition)?.remove(sequence);
  }

  /** Resolves when no index is being built or saved. */
  async settled(): Promise<void> {
    await Promise.all([...this.#open.values()].map((index) => index.settled()));
    await Promise.all(this.#closing.values());
  }

  /** Forgets the partitions that are gone, with their files. */
  async prune(isKnown: (partition: number) => boolean): Promise<void> {
    await Promise.allSettled(this.#opening.values());
    const gone = [...this.#open.entries()].filter(([partition]) => !isKnown(partition));
    for (const [partition, index] of gone) {
      this.#open.delete(partition);
      await index.close({ save: false });
    }
    await Promise.all(this.#closing.values());
    await this.#files?.prune(isKnown);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#opening.values());
    for (const [partition, index] of this.#open.entries()) this.#close(partition, index);
    this.#open.clear();
    await Promise.all(this.#closing.values());
  }

  #load(partition: number, dimension: number): Promise<PartitionIndex> {
    const running = this.#opening.get(partition);
    if (running) return running;
    const opening = this.#openIndex(partition, dimension).finally(() => this.#opening.delete(partition));
    this.#opening.set(partition, opening);
    return opening;
  }

  async #openIndex(partition: number, dimension: number): Promise<PartitionIndex> {
    await this.#closing.get(partition);
    const identity = { database: this.#database, dimension };
    const restored = await this.#files?.load(partition, identity, this.#loadUsearch);
    // From here on nothing is awaited: a row that is put meanwhile must not be missed.
    const index = new PartitionIndex(
      {
        ...{ partition, identity, rows: this.#rows, files: this.#files },
        ...{ loadUsearch: this.#loadUsearch, onFault: this.#onFault },
      },
      restored,
    );
    this.#open.set(partition, index);
    const settled = index.settled().then(() => {
      this.#weigh(partition);
    });
    if (index.isSmall) await settled;
    return index;
  }

  /** The weight of an index is taken when it is set. */
  #weigh(partition: number): void {
    const index = this.#open.peek(partition);
    if (index) this.#open.set(partition, index);
  }

  #close(partition: number, index: PartitionIndex): void {
    const closing = index.close({ save: true }).finally(() => this.#closing.delete(partition));
    this.#closing.set(partition, closing);
  }
}
