import type { CacheEntry, Candidate } from '../../daemon/chat/cache-entry.ts';
import type { AnswerStore, NearestQuery, StoreStats } from '../../daemon/store/answer-store.ts';

/** A store in a Map that records what it is asked; `fail` makes every call reject. */
export class FakeStore implements AnswerStore {
  readonly entriesById = new Map<string, CacheEntry>();
  readonly calls: string[] = [];
  fail = false;
  #generation = 1;

  async get(id: string): Promise<CacheEntry | undefined> {
    this.#note('get');
    return this.entriesById.get(id);
  }

  async findNearest({ scope, vector, embedder, limit }: NearestQuery): Promise<Candidate[]> {
    this.#note('findNearest');
    return [...this.entriesById.values()]
      .filter((entry) => entry.scope === scope && entry.embedder === embedder)
      .map((entry) => ({ entry, similarity: dot(vector, entry.embedding ?? new Float32Array()) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, limit);
  }

  async put(entry: CacheEntry): Promise<void> {
    this.#note('put');
    this.entriesById.set(entry.id, entry);
  }

  async recordHit(id: string, at: number, count = 1): Promise<void> {
    this.#note('recordHit');
    const entry = this.entriesById.get(id);
    if (entry) this.entriesById.set(id, { ...entry, hits: entry.hits + count, lastHitAt: at });
  }

  async delete(id: string): Promise<boolean> {
    this.#note('delete');
    return this.entriesById.delete(id);
  }

  async clear(): Promise<number> {
    this.#note('clear');
    const count = this.entriesById.size;
    this.entriesById.clear();
    this.#generation += 1;
    return count;
  }

  generation(): number {
    return this.#generation;
  }

  async list(): Promise<CacheEntry[]> {
    return [...this.entriesById.values()].reverse();
  }

  async *entries(after = ''): AsyncGenerator<CacheEntry> {
    for (const id of [...this.entriesById.keys()].sort()) {
      const entry = this.entriesById.get(id);
      if (entry && id > after) yield entry;
    }
  }

  async stats(): Promise<StoreStats> {
    const entries = this.entriesById.size;
    return {
      backend: 'memory',
      identity: `fake ${this.#generation}`,
      entries,
      scopes: 1,
      hits: 0,
      bytes: undefined,
      maxEntries: undefined,
      evicted: 0,
    };
  }

  async sweep(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {
    this.#note('close');
  }

  #note(call: string): void {
    this.calls.push(call);
    if (this.fail) throw new Error('the store is down');
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  return Math.max(
    0,
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0),
  );
}
