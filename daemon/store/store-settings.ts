import { z } from 'zod';
import type { Database } from '../database/database.ts';

/** The database's own name, made with it: what belongs to another database is not mistaken for its own. */
export function databaseIdentity(database: Database): string {
  return z.string().parse(database.get("SELECT value FROM settings WHERE name = 'identity'")?.value);
}

export function readGeneration(database: Database): number {
  return z.number().parse(readNumber(database, 'generation'));
}

export function writeGeneration(database: Database, generation: number): void {
  writeNumber(database, 'generation', generation);
}

/** Undefined where it was never written. */
export function readNumber(database: Database, name: string): number | undefined {
  return z
    .number()
    .optional()
    .parse(database.get('SELECT value FROM settings WHERE name = ?', [name])?.value);
}

export function writeNumber(database: Database, name: string, value: number): void {
  database.run('INSERT OR REPLACE INTO settings VALUES (?, ?)', [name, value]);
}
