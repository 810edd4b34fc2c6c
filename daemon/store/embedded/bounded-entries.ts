import type { CacheEntry } from '../../chat/cache-entry.ts';
import type { Database } from '../../database/database.ts';
import type { EntryPlace, EntryRows, EntryTotals } from './entry-rows.ts';
import { applyEvictionPolicy, findVictims, type EvictionPolicy } from './eviction.ts';
import type { ScopeIndexes } from './scope-indexes.ts';

interface BoundedEntriesOptions {
  database: Database;
  rows: EntryRows;
  /** Told of each change once it is in the database. */
  indexes: Pick<ScopeIndexes, 'added' | 'removed'>;
  maxEntries: number;
  evictionPolicy: EvictionPolicy;
}

/** Rows deleted in one go, between two looks at the event loop: about 0.1 ms each. */
const BATCH = 50;

/** Changes what is stored: each change whole or not at all, and never more entries than allowed. */
export class BoundedEntries {
  readonly #options: BoundedEntriesOptions;
  #totals: EntryTotals;
  #evicted = 0;
  #refused = 0;

  constructor(options: BoundedEntriesOptions) {
    this.#options = options;
    applyEvictionPolicy(options.database, options.evictionPolicy);
    this.#totals = options.rows.totals();
  }

  /** Entries, and the hits that were counted for them; expired ones included. */
  get totals(): Readonly<EntryTotals> {
    return this.#totals;
  }

  /** Made room for others. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Not taken, since pinned entries leave no room. */
  get refused(): number {
    return this.#refused;
  }

  put(entry: CacheEntry, now: number): void {
    const { database, indexes } = this.#options;
    const change = database.transaction(() => this.#insert(entry, now));
    if (!change) {
      this.#refused += 1;
      return;
    }
    this.#forget(change);
    this.#evicted += change.evicted;
    this.#totals = { entries: this.#totals.entries + 1, hits: this.#totals.hits + entry.hits };
    const { partition, sequence } = change.place;
    if (entry.embedding) indexes.added(partition, sequence, entry.embedding);
  }

  countHits(id: string, at: number, count: number): void {
    if (!this.#options.rows.countHits(id, at, count)) return;
    this.#totals = { ...this.#totals, hits: this.#totals.hits + count };
  }

  delete(id: string): boolean {
    const place = this.#options.rows.find(id);
    if (place) this.#remove([place]);
    return place !== undefined;
  }

  /** Deletes some that have expired; returns how many, 0 when none are left. */
  deleteSomeExpired(now: number): number {
    return this.#remove(this.#options.rows.expired(now, BATCH));
  }

  /** Evicts some where there are too many, after the limit was lowered; returns how many. */
  evictSomeExcess(now: number): number {
    const evicted = this.#remove(this.#victims(this.#totals.entries - this.#options.maxEntries, now));
    this.#evicted += evicted;
    return evicted;
  }

  /** Deletes everything, together with what else is to be done at that moment. The indexes are not told. */
  clear(alongside: () => void): number {
    const { database, rows } = this.#options;
    const cleared = this.#totals.entries;
    database.transaction(() => {
      rows.deleteAll();
      alongside();
    });
    this.#totals = { entries: 0, hits: 0 };
    return cleared;
  }

  /** Undefined where there is no room. */
  #insert(entry: CacheEntry, now: number): Insertion | undefined {
    const { rows, maxEntries } = this.#options;
    const replaced = rows.find(entry.id);
    const excess = this.#totals.entries + (replaced ? 0 : 1) - maxEntries;
    const victims = this.#victims(excess, now).filter(({ sequence }) => sequence !== replaced?.sequence);
    const hasRoom = excess <= 0 || victims.length > 0 || replaced !== undefined || entry.pinned;
    if (!hasRoom) return undefined;
    const removed = replaced ? [replaced, ...victims] : victims;
    const hits = this.#deleteRows(removed);
    const place = rows.insert(entry);
    this.#dropEmptied(removed);
    return { place, removed, hits, evicted: victims.length };
  }

  /** Those that have expired first, then as the policy says. A store far above its limit shrinks step by step. */
  #victims(excess: number, now: number): EntryPlace[] {
    const { database, rows, evictionPolicy } = this.#options;
    if (excess <= 0) return [];
    const wanted = Math.min(excess, BATCH);
    const expired = rows.expired(now, wanted);
    return expired.length > 0 ? expired : findVictims(database, evictionPolicy, wanted);
  }

  #remove(places: EntryPlace[]): number {
    if (places.length === 0) return 0;
    const hits = this.#options.database.transaction(() => {
      const deleted = this.#deleteRows(places);
      this.#dropEmptied(places);
      return deleted;
    });
    this.#forget({ removed: places, hits });
    return places.length;
  }

  #deleteRows(places: EntryPlace[]): number {
    return places.reduce((hits, place) => hits + this.#options.rows.delete(place), 0);
  }

  #dropEmptied(places: EntryPlace[]): void {
    const partitions = new Set(places.map(({ partition }) => partition));
    for (const partition of partitions) this.#options.rows.dropPartitionIfEmpty(partition);
  }

  #forget({ removed, hits }: Removal): void {
    this.#totals = { entries: this.#totals.entries - removed.length, hits: this.#totals.hits - hits };
    for (const { partition, sequence } of removed) this.#options.indexes.removed(partition, sequence);
  }
}

interface Removal {
  removed: EntryPlace[];
  /** That were counted for them. */
  hits: number;
}

interface Insertion extends Removal {
  place: EntryPlace;
  evicted: number;
}
