import { setImmediate } from 'node:timers/promises';
import type { CacheEntry, Candidate } from '../../chat/cache-entry.ts';
import type { Database } from '../../database/database.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AnswerStore, NearestQuery, StoreStats } from '../answer-store.ts';
import { BoundedEntries } from './bounded-entries.ts';
import { EntryRows } from './entry-rows.ts';
import type { EvictionPolicy } from './eviction.ts';
import { ScopeIndexes } from './scope-indexes.ts';
import { databaseIdentity, readGeneration, writeGeneration } from '../store-settings.ts';
import type { Neighbour } from './vector-index.ts';
import { VectorRows } from './vector-rows.ts';

export interface EmbeddedStoreOptions {
  /** Stays open when the store is closed. */
  database: Database;
  /** Of all scopes together. Pinned entries count, but are never evicted. */
  maxEntries: number;
  evictionPolicy: EvictionPolicy;
  clock: Pick<Clock, 'now'>;
  /** Where the indexes of large scopes are kept; undefined: they are built again after each start. */
  indexFolder: string | undefined;
  /** Told of failures in the background (building or saving an index); lookups go on with what there is. */
  onFault?: (fault: unknown) => void;
}

/** Answers in the embedded database, their vectors beside them, and an index for each scope and embedder. */
export function createEmbeddedStore(options: EmbeddedStoreOptions): EmbeddedStore {
  return new EmbeddedStore(options);
}

/** How far a lookup digs through entries that have expired and are not swept yet. */
const MOST_NEIGHBOURS = 500;
/** Entries exported between two looks at the event loop. */
const READ_AT_ONCE = 20;

export class EmbeddedStore implements AnswerStore {
  readonly #options: EmbeddedStoreOptions;
  readonly #vectors: VectorRows;
  readonly #rows: EntryRows;
  readonly #indexes: ScopeIndexes;
  readonly #entries: BoundedEntries;
  #generation: number;
  #isClosed = false;

  constructor(options: EmbeddedStoreOptions) {
    const { database, indexFolder: folder, onFault = () => undefined } = options;
    this.#options = options;
    this.#vectors = new VectorRows(database);
    this.#rows = new EntryRows(database, this.#vectors);
    this.#indexes = new ScopeIndexes({
      rows: this.#vectors,
      database: databaseIdentity(database),
      folder,
      onFault,
    });
    this.#entries = new BoundedEntries({ ...options, rows: this.#rows, indexes: this.#indexes });
    this.#generation = readGeneration(database);
  }

  get(id: string): Promise<CacheEntry | undefined> {
    return this.#attempt((now) => this.#rows.get(id, now));
  }

  async findNearest({ scope, vector, embedder, limit }: NearestQuery): Promise<Candidate[]> {
    const partition = await this.#attempt(() => this.#rows.partition(scope, embedder));
    if (partition === undefined || limit <= 0) return [];
    // Indexes know nothing of expiry: where that thins out what they found, they are asked for more.
    for (let wanted = limit; ; wanted *= 4) {
      const neighbours = await this.#indexes.nearest(partition, vector, wanted);
      const candidates = await this.#attempt((now) => this.#read(partition, { neighbours, limit, now }));
      const isAll = neighbours.length < wanted || wanted >= MOST_NEIGHBOURS;
      if (candidates.length === limit || isAll) return candidates;
    }
  }

  put(entry: CacheEntry): Promise<void> {
    return this.#attempt((now) => {
      this.#entries.put(entry, now);
    });
  }

  recordHit(id: string, at: number, count = 1): Promise<void> {
    return this.#attempt(() => {
      this.#entries.countHits(id, at, count);
    });
  }

  delete(id: string): Promise<boolean> {
    return this.#attempt(() => this.#entries.delete(id));
  }

  async clear(): Promise<number> {
    const cleared = await this.#attempt(() => this.#deleteEverything());
    await this.#pruneIndexes();
    return cleared;
  }

  generation(): number {
    return this.#generation;
  }

  list(page: { offset: number; limit: number }): Promise<CacheEntry[]> {
    return this.#attempt((now) => this.#rows.newest({ ...page, now }));
  }

  async *entries(after = ''): AsyncGenerator<CacheEntry> {
    for (let place = after, count = 1; ; count += 1) {
      const from = place;
      const next = await this.#attempt((now) => this.#rows.next(from, now));
      if (!next) return;
      if (next.entry) yield next.entry;
      place = next.id;
      if (count % READ_AT_ONCE === 0) await setImmediate();
    }
  }

  /** A put survives a kill at once, but a power cut only once it is in the file itself. */
  flush(): Promise<void> {
    return this.#attempt(() => {
      this.#options.database.checkpoint();
    });
  }

  stats(): Promise<StoreStats> {
    const { database, maxEntries } = this.#options;
    const { totals, evicted, refused } = this.#entries;
    return this.#attempt((now) => {
      const expired = this.#rows.expiredTotals(now);
      return {
        backend: 'memory',
        identity: `memory ${databaseIdentity(database)}, generation ${this.#generation}`,
        entries: totals.entries - expired.entries,
        scopes: this.#rows.countScopes(),
        hits: totals.hits - expired.hits,
        bytes: database.sizeBytes(),
        ...{ maxEntries, evicted, refused },
      };
    });
  }

  async sweep(): Promise<number> {
    const swept = await this.#repeat((now) => this.#entries.deleteSomeExpired(now));
    await this.#repeat((now) => this.#entries.evictSomeExcess(now));
    if (this.#isClosed) return swept;
    if (swept > 0) this.#options.database.checkpoint();
    await this.#pruneIndexes();
    return swept;
  }

  /** Resolves when no index is being built or saved. */
  settled(): Promise<void> {
    return this.#indexes.settled();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#indexes.close();
  }

  /** What the database throws becomes a rejection, as the interface promises. */
  #attempt<T>(work: (now: number) => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.#isClosed) throw new Error('The store is closed.');
      resolve(work(this.#options.clock.now()));
    });
  }

  #read(
    partition: number,
    { neighbours, limit, now }: { neighbours: Neighbour[]; limit: number; now: number },
  ): Candidate[] {
    const candidates: Candidate[] = [];
    for (const { sequence, similarity } of neighbours) {
      const entry = this.#rows.at({ sequence, partition }, now);
      if (entry) candidates.push({ entry, similarity: Math.min(1, Math.max(0, similarity)) });
      if (candidates.length === limit) break;
    }
    return candidates;
  }

  #deleteEverything(): number {
    const { database } = this.#options;
    // Overwriting it all first would take seconds; instead the file is rewritten without it.
    database.exec('PRAGMA secure_delete = OFF');
    try {
      const generation = this.#generation + 1;
      const cleared = this.#entries.clear(() => {
        writeGeneration(database, generation);
      });
      this.#generation = generation;
      database.vacuum();
      return cleared;
    } finally {
      database.exec('PRAGMA secure_delete = ON');
    }
  }

  /** Some at a time, so that others get their turn. */
  async #repeat(removeSome: (now: number) => number): Promise<number> {
    let total = 0;
    while (!this.#isClosed) {
      const removed = await this.#attempt(removeSome);
      if (removed === 0) break;
      total += removed;
      await setImmediate();
    }
    return total;
  }

  #pruneIndexes(): Promise<void> {
    return this.#indexes.prune((partition) => this.#rows.hasPartition(partition));
  }
}
