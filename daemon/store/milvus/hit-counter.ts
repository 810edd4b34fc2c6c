import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { FarTier } from './far-tier.ts';
import type { HitCount } from './notes.ts';

/** Entries whose hits are counted at once; those hit longest ago lose what is not saved. */
const MOST_ENTRIES = 10_000;
const SAVE_AFTER_MS = 10_000;

/**
 * Counts this daemon's hits and leaves them as notes for all. Never written into the entry's own row: that would bring
 * back an entry that another daemon has just deleted.
 */
export class HitCounter {
  /** Milvus keeps one note an entry and run. */
  readonly #run = randomUUID();
  readonly #far: Pick<FarTier, 'run'>;
  readonly #counts = new LRUCache<string, HitCount>({ max: MOST_ENTRIES });
  #unsaved = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(far: Pick<FarTier, 'run'>) {
    this.#far = far;
  }

  add({ entry, hits, lastAt, expiresAt }: HitCount): void {
    const before = this.#counts.get(entry);
    this.#counts.set(entry, {
      ...{ entry, hits: (before?.hits ?? 0) + hits, expiresAt: expiresAt ?? before?.expiresAt },
      lastAt: Math.max(lastAt, before?.lastAt ?? 0),
    });
    this.#unsaved.add(entry);
    this.#timer ??= setTimeout(() => {
      // What cannot be saved now is saved with the next hit.
      this.save().catch(() => undefined);
    }, SAVE_AFTER_MS).unref();
  }

  forget(entry: string): void {
    this.#counts.delete(entry);
    this.#unsaved.delete(entry);
  }

  clear(): void {
    this.#counts.clear();
    this.#unsaved.clear();
  }

  /** Rejects while Milvus cannot be reached; nothing is lost then. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const entries = [...this.#unsaved];
    const counts = entries.flatMap((entry) => this.#counts.get(entry) ?? []);
    if (counts.length === 0) return;
    this.#unsaved = new Set();
    try {
      await this.#far.run(({ notes }, _validity, deadlineMs) =>
        notes.writeHits(this.#run, counts, deadlineMs),
      );
    } catch (error) {
      for (const entry of entries) this.#unsaved.add(entry);
      throw error;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
