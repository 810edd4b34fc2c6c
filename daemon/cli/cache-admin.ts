import type { EntryView, Status } from '../server/own-api.ts';

/** What the cache commands do, whether a daemon runs or not. */
export interface CacheAdmin {
  stats(): Promise<Status['store']>;
  list(page: { offset: number; limit: number }): Promise<{ total: number; entries: EntryView[] }>;
  show(id: string): Promise<EntryView | undefined>;
  delete(id: string): Promise<boolean>;
  /** Forgets everything, also what was said of answers and all decisions; resolves with how many answers. */
  clear(): Promise<number>;
  /**
   * Portable entries as text (store/portable-entry.ts), in pieces that need not end where lines do: in the order of their
   * ids, those after the id `after` or all.
   */
  exportText(after?: string): AsyncIterable<string>;
  /** Takes portable entries, one a line; an entry that is there already is replaced. Once it resolves the store has them. */
  importLines(lines: readonly string[]): Promise<{ imported: number; skipped: number }>;
  /** Idempotent. */
  close(): Promise<void>;
}
