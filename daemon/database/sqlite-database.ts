import { statSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
// CommonJS without names that Node could see: everything hangs on the default export.
import sqlite, { type Database as SqliteHandle, type Statement } from 'node-sqlite3-wasm';
import { invariant } from '../lib/errors.ts';
import type { Database, SqlValue } from './database.ts';

interface SqliteDatabaseOptions {
  /** Undefined: in memory. */
  file: string | undefined;
  /** Called when a statement finds the file damaged, before its error is thrown. */
  onDamage?: (() => void) | undefined;
}

/** More than the daemon has different statements; each holds a few kilobytes. */
const MOST_STATEMENTS = 100;

/** SQLite compiled to WebAssembly, which reads and writes the file through Node. */
export class SqliteDatabase implements Database {
  readonly #handle: SqliteHandle;
  readonly #file: string | undefined;
  readonly #onDamage: (() => void) | undefined;
  readonly #statements = new LRUCache<string, Statement>({ max: MOST_STATEMENTS, dispose: finalize });

  constructor({ file, onDamage }: SqliteDatabaseOptions) {
    this.#file = file;
    this.#onDamage = onDamage;
    this.#handle = new sqlite.Database(file ?? ':memory:');
  }

  exec(sql: string): void {
    try {
      this.#handle.exec(sql);
    } catch (error) {
      this.#note(error);
      throw error;
    }
  }

  run(sql: string, parameters: SqlValue[] = []): { changes: number } {
    return this.#withStatement(sql, parameters, (statement) => ({
      changes: statement.run(parameters).changes,
    }));
  }

  get(sql: string, parameters: SqlValue[] = []): Record<string, SqlValue> | undefined {
    // Not the library's get(): that leaves the statement in the middle of its rows, and so the transaction open.
    return this.all(sql, parameters)[0];
  }

  all(sql: string, parameters: SqlValue[] = []): Record<string, SqlValue>[] {
    // Rows are nested only with the option `expand`, which is never given.
    return this.#withStatement(sql, parameters, (statement) => statement.all(parameters)) as Record<
      string,
      SqlValue
    >[];
  }

  transaction<T>(work: () => T): T {
    this.run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some errors (disk full among them).
      if (this.#handle.inTransaction) this.run('ROLLBACK');
      throw error;
    }
  }

  checkpoint(): void {
    if (this.#file !== undefined) this.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  vacuum(): void {
    this.exec('VACUUM');
    this.checkpoint();
  }

  sizeBytes(): number | undefined {
    return this.#file === undefined ? undefined : fileSize(this.#file) + fileSize(`${this.#file}-wal`);
  }

  close(): void {
    if (!this.#handle.isOpen) return;
    // A statement that is not finalised keeps the connection, its log and its lock alive.
    this.#statements.clear();
    this.#handle.close();
  }

  #withStatement<T>(sql: string, parameters: SqlValue[], use: (statement: Statement) => T): T {
    for (const value of parameters) {
      invariant(typeof value !== 'string' || !value.includes('\0'), 'text in the database holds no U+0000');
    }
    try {
      let statement = this.#statements.get(sql);
      if (!statement) {
        statement = this.#handle.prepare(sql);
        this.#statements.set(sql, statement);
      }
      return use(statement);
    } catch (error) {
      // A statement that failed refuses its next run.
      this.#statements.delete(sql);
      this.#note(error);
      throw error;
    }
  }

  #note(error: unknown): void {
    if (isDamage(error)) this.#onDamage?.();
  }
}

/** Whether an error of SQLite says that the file itself is broken: not that it is full, locked or read-only. */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof sqlite.SQLite3Error &&
    /malformed|not a database|unsupported file format/i.test(error.message)
  );
}

function finalize(statement: Statement): void {
  try {
    statement.finalize();
  } catch {
    // It reports the error of the last run once more; that one has been thrown already.
  }
}

function fileSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
