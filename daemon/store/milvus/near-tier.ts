import { LRUCache } from 'lru-cache';
import type { CacheEntry, Candidate } from '../../chat/cache-entry.ts';
import { openDatabase } from '../../database/open-database.ts';
import type { Clock } from '../../lib/clock.ts';
import type { NearestQuery, StoreStats } from '../answer-store.ts';
import { EmbeddedStore } from '../embedded/embedded-store.ts';
import { parseEntry, serialiseEntry, stampOf } from './packed-entry.ts';
import type { PendingWrite } from './write-journal.ts';

interface NearTierOptions {
  clock: Pick<Clock, 'now'>;
  maxEntries: number;
  onFault: (fault: unknown) => void;
}

const MOST_BYTES = 64 * 1024 * 1024;
const LONGEST_ENTRY_BYTES = 8 * 1024 * 1024;

/**
 * Entries that this daemon just wrote or served, in memory, found by key and by meaning without a look at the network:
 * an embedded store without a file. During an outage it goes on serving what it holds.
 */
export class NearTier {
  readonly #store: EmbeddedStore;
  /** Which version of each entry lies here, by id, the latest used first; bounds their number and their bytes. */
  readonly #stamps: LRUCache<string, number>;
  readonly #close: () => void;
  readonly #onFault: (fault: unknown) => void;

  constructor({ clock, maxEntries, onFault }: NearTierOptions) {
    const { database } = openDatabase({ file: undefined });
    // Never full by itself: which entry has to go is decided here.
    this.#store = new EmbeddedStore({
      ...{ database, clock, maxEntries: maxEntries + 1, onFault },
      ...{ evictionPolicy: 'lru', indexFolder: undefined },
    });
    this.#stamps = new LRUCache({
      ...{ max: maxEntries, maxSize: MOST_BYTES, maxEntrySize: LONGEST_ENTRY_BYTES },
      dispose: (_stamp, id, reason) => {
        if (reason === 'evict') this.#store.delete(id).catch(onFault);
      },
    });
    this.#onFault = onFault;
    this.#close = () => {
      database.close();
    };
  }

  /** Does again, in order, what was written down and not confirmed. */
  replay(writes: Iterable<PendingWrite>): void {
    const work = [];
    for (const write of writes) {
      const entry = write.kind === 'put' ? parseEntry(write.entry) : undefined;
      if (entry) work.push(this.put(entry));
      else if (write.kind === 'clear') work.push(this.clear());
      else work.push(this.delete(write.id));
    }
    void Promise.all(work).catch(this.#onFault);
  }

  get(id: string): Promise<CacheEntry | undefined> {
    return this.#store.get(id);
  }

  findNearest(query: NearestQuery): Promise<Candidate[]> {
    return this.#store.findNearest(query);
  }

  /** What is too long for it is left out. */
  async put(entry: CacheEntry): Promise<void> {
    const bytes = serialiseEntry(entry);
    this.#stamps.set(entry.id, stampOf(bytes), { size: bytes.length });
    if (this.#stamps.has(entry.id)) await this.#store.put(entry);
    else await this.#store.delete(entry.id);
  }

  async recordHit(id: string, at: number, count: number): Promise<void> {
    this.#stamps.get(id);
    await this.#store.recordHit(id, at, count);
  }

  delete(id: string): Promise<boolean> {
    this.#stamps.delete(id);
    return this.#store.delete(id);
  }

  clear(): Promise<number> {
    this.#stamps.clear();
    return this.#store.clear();
  }

  /** Which version of each entry may lie here, by id. */
  stamps(): [id: string, stamp: number][] {
    return [...this.#stamps.entries()];
  }

  list(page: { offset: number; limit: number }): Promise<CacheEntry[]> {
    return this.#store.list(page);
  }

  async totals(): Promise<Pick<StoreStats, 'entries' | 'scopes' | 'hits'>> {
    const { entries, scopes, hits } = await this.#store.stats();
    return { entries, scopes, hits };
  }

  sweep(): Promise<number> {
    return this.#store.sweep();
  }

  async close(): Promise<void> {
    await this.#store.close();
    this.#close();
  }
}
