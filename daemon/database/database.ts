/**
 * The embedded SQL database as the rest of the daemon sees it: one file, one connection, synchronous calls.
 * Parameters are always bound, never spliced into the text.
 * A call that fails (disk full, read-only folder) throws an ordinary error and leaves the connection usable.
 */
export interface Database {
  /** Runs one or more statements without parameters. */
  exec(sql: string): void;
  run(sql: string, parameters?: SqlValue[]): { changes: number };
  /** The first row. For queries that yield one row at most: the others are computed and thrown away. */
  get(sql: string, parameters?: SqlValue[]): Record<string, SqlValue> | undefined;
  all(sql: string, parameters?: SqlValue[]): Record<string, SqlValue>[];
  /** All or nothing. Not nestable. */
  transaction<T>(work: () => T): T;
  /** Moves what was committed from the log into the file and empties the log; what was deleted is then gone from both. */
  checkpoint(): void;
  /** Rewrites the file, so that it holds nothing that was deleted and gives its space back. Costs as much as is left in it. */
  vacuum(): void;
  /** Bytes on disk; undefined for a database that lives in memory only. */
  sizeBytes(): number | undefined;
  /** Idempotent. */
  close(): void;
}

/** Text must not contain the character U+0000: SQLite would end it there. What may hold any text is stored as bytes. */
export type SqlValue = string | number | bigint | Uint8Array | null;
