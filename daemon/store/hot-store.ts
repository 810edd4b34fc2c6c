import { LRUCache } from 'lru-cache';
import type { CacheEntry, Candidate } from '../chat/cache-entry.ts';
import type { Clock } from '../lib/clock.ts';
import type { AnswerStore, NearestQuery, StoreStats } from './answer-store.ts';

interface HotStoreOptions {
  /** Where the answers are kept. This process alone changes it. */
  store: AnswerStore;
  clock: Pick<Clock, 'now'>;
  /** Told when hits could not be written; they are lost then. */
  onFault: (fault: unknown) => void;
}

interface PendingHits {
  count: number;
  lastAt: number;
}

const MOST_ENTRIES = 1_000;
const MOST_CHARACTERS = 16 * 1024 * 1024;
const WRITE_HITS_AFTER_MS = 250;

/**
 * Keeps entries that were just asked for in memory, and writes their hits together: a repeated exact hit then touches no
 * database. A kill loses the hits of the last quarter of a second, never an answer.
 */
export class HotStore implements AnswerStore {
  readonly #options: HotStoreOptions;
  readonly #recent = new LRUCache<string, CacheEntry>({
    max: MOST_ENTRIES,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ answer }) => answer.text.length + answer.reasoning.length + 1_000,
  });
  #hits = new Map<string, PendingHits>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HotStoreOptions) {
    this.#options = options;
  }

  async get(id: string): Promise<CacheEntry | undefined> {
    const { store, clock } = this.#options;
    const recent = this.#recent.get(id);
    if (!recent) {
      const entry = await store.get(id);
      if (entry) this.#recent.set(id, entry);
      return entry && this.#withPendingHits(entry);
    }
    if (recent.expiresAt !== undefined && recent.expiresAt <= clock.now()) return undefined;
    return this.#withPendingHits(recent);
  }

  recordHit(id: string, at: number, count = 1): Promise<void> {
    const pending = this.#hits.get(id);
    this.#hits.set(id, { count: (pending?.count ?? 0) + count, lastAt: Math.max(at, pending?.lastAt ?? 0) });
    this.#timer ??= setTimeout(() => {
      this.#writeHits().catch(this.#options.onFault);
    }, WRITE_HITS_AFTER_MS).unref();
    return Promise.resolve();
  }

  findNearest(query: NearestQuery): Promise<Candidate[]> {
    return this.#options.store.findNearest(query);
  }

  /** May evict any other, by its hits among the rest: so hits first, and nothing is recent any more. */
  async put(entry: CacheEntry): Promise<void> {
    await this.#writeHits();
    try {
      await this.#options.store.put(entry);
    } finally {
      this.#recent.clear();
    }
  }

  async delete(id: string): Promise<boolean> {
    this.#forget(id);
    const isDeleted = await this.#options.store.delete(id);
    // Once more: it may have been read meanwhile.
    this.#forget(id);
    return isDeleted;
  }

  async clear(): Promise<number> {
    this.#hits.clear();
    try {
      return await this.#options.store.clear();
    } finally {
      this.#recent.clear();
    }
  }

  generation(): number {
    return this.#options.store.generation();
  }

  async list(page: { offset: number; limit: number }): Promise<CacheEntry[]> {
    await this.#writeHits();
    return this.#options.store.list(page);
  }

  async *entries(after?: string): AsyncGenerator<CacheEntry> {
    await this.#writeHits();
    yield* this.#options.store.entries(after);
  }

  async flush(): Promise<void> {
    await this.#writeHits();
    await this.#options.store.flush?.();
  }

  async stats(): Promise<StoreStats> {
    await this.#writeHits();
    return this.#options.store.stats();
  }

  async sweep(): Promise<number> {
    await this.#writeHits();
    try {
      return await this.#options.store.sweep();
    } finally {
      this.#recent.clear();
    }
  }

  async close(): Promise<void> {
    await this.#writeHits().catch(this.#options.onFault);
    this.#recent.clear();
    await this.#options.store.close();
  }

  #forget(id: string): void {
    this.#recent.delete(id);
    this.#hits.delete(id);
  }

  #withPendingHits(entry: CacheEntry): CacheEntry {
    const pending = this.#hits.get(entry.id);
    return pending ? { ...entry, hits: entry.hits + pending.count, lastHitAt: pending.lastAt } : entry;
  }

  async #writeHits(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const hits = this.#hits;
    if (hits.size === 0) return;
    this.#hits = new Map();
    for (const [id, { count, lastAt }] of hits) {
      await this.#options.store.recordHit(id, lastAt, count);
      // What memory holds of it is out of date by that much.
      this.#recent.delete(id);
    }
  }
}
