import type { CacheEntry, Candidate } from '../chat/cache-entry.ts';

/**
 * Where answers are kept: the embedded database or Milvus. Every implementation passes the same contract tests
 * (test/contract/answer-store.ts). Scope is a hard partition: no call ever returns an entry of another scope.
 * Expired entries are never returned, whether or not they have been deleted yet.
 * Calls reject when the store is unavailable; callers treat that as a miss.
 */
export interface AnswerStore {
  /**
   * The entry with this id, with its vector, or undefined. Hits that other daemons counted may be missing. Naming the
   * scope, where it is known, may spare the store a look at others.
   */
  get(id: string, scope?: string): Promise<CacheEntry | undefined>;
  /** The same of what lies in this process; absent: nothing lies elsewhere. */
  getNear?(id: string): Promise<CacheEntry | undefined>;
  /**
   * Up to `limit` entries of `scope` nearest to `vector` among those embedded by `embedder`, best first, with their
   * vectors. Their counts of hits may be as of when they were stored.
   */
  findNearest(query: NearestQuery): Promise<Candidate[]>;
  /**
   * Adds the entry, or replaces the one with its id. Evicts by policy where the store is bounded; where pinned entries
   * fill it, other entries are not taken (and counted as refused), pinned ones are.
   */
  put(entry: CacheEntry): Promise<void>;
  /** Counts `count` hits (1 unless told), the last of them at `at` (ms since the epoch). Unknown ids are ignored. */
  recordHit(id: string, at: number, count?: number): Promise<void>;
  /** Deletes for real; false where there was nothing. */
  delete(id: string): Promise<boolean>;
  /** Deletes everything and bumps the generation, so that what is still in flight is never found either. Returns the count. */
  clear(): Promise<number>;
  /** Bumped by `clear`; survives restarts. An answer begun under an earlier one is not stored any more. */
  generation(): number;
  /** Newest first, without vectors. */
  list(page: { offset: number; limit: number }): Promise<CacheEntry[]>;
  /**
   * Every live entry with its vector, for export: in the order of their ids, those after the id `after` or all. An id is a
   * place in that order whether or not there is such an entry (any more): who was interrupted goes on from it. What is
   * put meanwhile may be among them; nothing is twice.
   */
  entries(after?: string): AsyncIterable<CacheEntry>;
  stats(): Promise<StoreStats>;
  /** Deletes expired entries; returns how many. Called now and then. */
  sweep(): Promise<number>;
  /** Resolves when all that was put is where it stays; rejects with what is wrong. Absent: it is there once it is put. */
  flush?(): Promise<void>;
  /** What does not work as configured, one sentence each; absent: nothing of the kind can happen. */
  troubles?(): string[];
  /** Idempotent; flushes what is pending. */
  close(): Promise<void>;
}

export interface NearestQuery {
  scope: string;
  vector: Float32Array;
  embedder: string;
  limit: number;
  /**
   * Whether these candidates will do. A store that holds some entries in this process and the others elsewhere asks it
   * of the former, and spares the way to the latter where they will.
   */
  isEnough?: (candidates: Candidate[]) => Promise<boolean>;
}

export interface StoreStats {
  backend: 'memory' | 'milvus';
  /** Names what is in here, and nothing secret: another one in each store, and after each `clear`. */
  identity: string;
  entries: number;
  /** Undefined where counting them would take too long. */
  scopes: number | undefined;
  hits: number | undefined;
  /** Bytes on disk; undefined where unknown or not persisted. */
  bytes: number | undefined;
  maxEntries: number | undefined;
  /** Entries that made room for others, since the store was opened. */
  evicted: number;
  /** Entries not taken since it was opened: pinned ones fill it, or they are longer than it can hold. */
  refused?: number;
  /** Writes that wait for a server, and those dropped because too many did, since the store was opened. */
  waiting?: number;
  dropped?: number;
  /** What is to be known of this backend alone, for people to read: server version, index, consistency, latency. */
  details?: Record<string, string>;
}
