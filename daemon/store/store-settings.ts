import { z } from 'zod';
import type { Database } from '../database/database.ts';

/** The database's own name, made with it: what belongs to another database is not mistaken for its own. */
export function databaseIdentity(database: Database): string {
  return z.string().parse(database.get("SELECT value FROM settings WHERE name = 'identity'")?.value);
}

export function readGeneration(database: Database): number {
  return z.number().parse(database.get("SELECT value FROM settings WHERE name = 'generation'")?.value);
}

export function writeGeneration(database: Database, generation: number): void {
  database.run("UPDATE settings SET value = ? WHERE name = 'generation'", [generation]);
}
