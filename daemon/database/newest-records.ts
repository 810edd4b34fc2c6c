import type { z } from 'zod';
import type { Database } from './database.ts';

/** JSON records in a table of their own, each under an id; the newest are kept. Calls throw where the database fails. */
interface NewestRecords<T> {
  /** Replaces the one of that id; the new one counts as the newest. */
  put(id: string, record: T): void;
  /** False where there is none. */
  remove(id: string): boolean;
  /** Deletes all. */
  clear(): void;
  /** Oldest first. Rows of another version that no longer fit are left out. */
  all(): T[];
}

interface NewestRecordsOptions<T> {
  database: Database;
  /** With the columns sequence, id and record (migrations.ts). */
  table: 'judged_decisions' | 'routing_observations';
  schema: z.ZodType<T>;
  /** How many of the newest are kept. */
  keep: number;
}

export function createNewestRecords<T>({
  database,
  table,
  schema,
  keep,
}: NewestRecordsOptions<T>): NewestRecords<T> {
  return {
    put(id, record) {
      database.transaction(() => {
        database.run(`DELETE FROM ${table} WHERE id = ?`, [id]);
        database.run(`INSERT INTO ${table} (id, record) VALUES (?, ?)`, [id, JSON.stringify(record)]);
        // By count, not by sequence: replacing leaves holes.
        database.run(
          `DELETE FROM ${table} WHERE sequence <=
             (SELECT sequence FROM ${table} ORDER BY sequence DESC LIMIT 1 OFFSET ?)`,
          [keep],
        );
      });
    },
    remove: (id) => database.run(`DELETE FROM ${table} WHERE id = ?`, [id]).changes > 0,
    clear: () => {
      database.run(`DELETE FROM ${table}`, []);
    },
    all: () =>
      database
        .all(`SELECT record FROM ${table} ORDER BY sequence`)
        .flatMap(({ record }) => schema.safeParse(JSON.parse(String(record))).data ?? []),
  };
}
