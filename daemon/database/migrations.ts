import { z } from 'zod';
import type { Database } from './database.ts';

/** "AskO": tells our files from other programs' databases. */
export const APPLICATION_ID = 0x41_73_6b_4f;

/**
 * How the file's layout came about, oldest first: the file remembers how many it has seen (PRAGMA user_version).
 * Never change one that was released; append.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO settings VALUES ('identity', lower(hex(randomblob(16)))), ('generation', 1);

  -- The vectors that may be compared with each other. Numbers are never used again: files are named by them.
  CREATE TABLE partitions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, embedder TEXT NOT NULL, UNIQUE (scope, embedder)
  ) STRICT;

  -- Small rows, since a hit rewrites its row. A sequence number is never used again: indexes are keyed by it.
  CREATE TABLE entries (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, partition INTEGER NOT NULL,
    created_at REAL NOT NULL, expires_at REAL, pinned INTEGER NOT NULL,
    hits INTEGER NOT NULL, last_hit_at REAL, used_at REAL NOT NULL
  ) STRICT;
  CREATE INDEX entries_by_partition ON entries (partition);
  CREATE INDEX entries_by_expiry ON entries (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE documents (sequence INTEGER PRIMARY KEY, document BLOB NOT NULL) STRICT;

  -- Clustered: the vectors of a partition lie one after the other.
  CREATE TABLE vectors (
    partition INTEGER NOT NULL, sequence INTEGER NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (partition, sequence)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What Milvus has not confirmed yet (store/milvus/write-journal.ts).
  CREATE TABLE pending_writes (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    epoch INTEGER, entry BLOB
  ) STRICT;
  `,
  `
  -- In which scopes answers of a site lie (store/site-scopes.ts); both columns are digests.
  CREATE TABLE site_scopes (
    site TEXT NOT NULL, scope TEXT NOT NULL, used_at REAL NOT NULL, PRIMARY KEY (site, scope)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What was said of served answers (learning/judged-log.ts).
  CREATE TABLE judged_decisions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- What was seen of routed answers (router/live/observation-log.ts).
  CREATE TABLE routing_observations (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL
  ) STRICT;
  `,
];

/** The file was written by a version of AskOnce that this one does not know. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
  constructor(file: string, version: number, known: number) {
    super(
      `${file} was written by a newer AskOnce (layout ${version}, this one knows ${known} and older). ` +
        'Update AskOnce, or move that file elsewhere to start with an empty cache.',
    );
  }
}

/** Brings the file to the newest layout; all or nothing, so that a crash leaves the old one or the new one. */
export function migrate(
  database: Database,
  { file, migrations }: { file: string; migrations: readonly string[] },
): void {
  const version = pragma(database, 'user_version');
  if (version > migrations.length) throw new NewerSchemaError(file, version, migrations.length);
  if (version === migrations.length) return;
  database.transaction(() => {
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length}`);
  });
}

/** Reads a setting of the file that is a number. */
export function pragma(database: Database, name: 'user_version' | 'application_id'): number {
  return z.number().parse(database.get(`PRAGMA ${name}`)?.[name]);
}
