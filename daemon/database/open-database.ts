import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { systemClock, type Clock } from '../lib/clock.ts';
import type { Database } from './database.ts';
import {
  checkContent,
  checkHeader,
  DamagedDatabaseError,
  moveAside,
  type CheckDepth,
} from './file-damage.ts';
import { migrate, MIGRATIONS } from './migrations.ts';
import { isDamage, SqliteDatabase } from './sqlite-database.ts';

interface OpenDatabaseOptions {
  /** Undefined: in memory, gone with the process. */
  file: string | undefined;
  migrations?: readonly string[];
  clock?: Pick<Clock, 'now'>;
}

export interface OpenedDatabase {
  database: Database;
  /** Where a damaged or foreign file was moved; the database is then new and empty. */
  movedAside: string | undefined;
}

/**
 * Opens the file, or creates it. The caller holds the lock of the data folder: whatever an earlier process left behind
 * is stale. Throws NewerSchemaError for a file of a later version, and what the file system says (no space, no rights).
 */
export function openDatabase(options: OpenDatabaseOptions): OpenedDatabase {
  const { file, migrations = MIGRATIONS, clock = systemClock } = options;
  if (file === undefined) return { database: openInMemory(migrations), movedAside: undefined };
  try {
    return { database: openFile(file, migrations), movedAside: undefined };
  } catch (error) {
    if (!(error instanceof DamagedDatabaseError) && !isDamage(error)) throw error;
    const movedAside = moveAside(file, clock.now());
    rmSync(suspicionMark(file), { force: true });
    return { database: openFile(file, migrations), movedAside };
  }
}

/**
 * One connection, so the log's index can live in our memory (EXCLUSIVE) and SQLite's faults with several connections
 * do not concern us. NORMAL: a power cut may lose the last entries, never the file. A row with a vector of 384 numbers
 * fits in a page of 8 kB several times, in one of 4 kB not at all. Deleted content is overwritten.
 */
const SETTINGS = `
  PRAGMA page_size = 8192;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA cache_size = -16000;
  PRAGMA secure_delete = ON;
  PRAGMA cell_size_check = ON;
  PRAGMA trusted_schema = OFF;
`;

/** Files up to this size are read through at every start (about 50 ms)... */
const ALWAYS_CHECKED_BYTES = 64 * 1024 * 1024;
/** ...and up to this one after a crash (about 1 s). */
const CHECKED_AFTER_CRASH_BYTES = 1024 * 1024 * 1024;

function openInMemory(migrations: readonly string[]): Database {
  const database = new SqliteDatabase({ file: undefined });
  migrate(database, { file: 'The database', migrations });
  return database;
}

function openFile(file: string, migrations: readonly string[]): Database {
  const depth = depthOfCheck(file);
  removeStaleLock(file);
  if (!existsSync(file) && !existsSync(`${file}-wal`)) createFile(file, migrations);
  checkHeader(file);
  const database = new SqliteDatabase({
    file,
    onDamage: () => {
      leaveSuspicionMark(file);
    },
  });
  try {
    database.exec(SETTINGS);
    checkContent(database, depth);
    migrate(database, { file, migrations });
    // SQLite gives the log the default rights; nothing of anybody's is in it yet.
    if (existsSync(`${file}-wal`)) chmodSync(`${file}-wal`, 0o600);
    rmSync(suspicionMark(file), { force: true });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Under another name first: a file that is there is whole. */
function createFile(file: string, migrations: readonly string[]): void {
  const draft = `${file}.new`;
  for (const suffix of ['', '-wal', '-journal', '.lock'])
    rmSync(draft + suffix, { recursive: true, force: true });
  closeSync(openSync(draft, 'a', 0o600));
  const database = new SqliteDatabase({ file: draft });
  try {
    database.exec(SETTINGS);
    migrate(database, { file, migrations });
  } finally {
    database.close();
  }
  renameSync(draft, file);
}

function depthOfCheck(file: string): CheckDepth {
  if (existsSync(suspicionMark(file))) return 'everything';
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const hasCrashed = existsSync(lockOf(file)) || existsSync(`${file}-wal`);
  const limit = hasCrashed ? CHECKED_AFTER_CRASH_BYTES : ALWAYS_CHECKED_BYTES;
  return bytes <= limit ? 'structure' : 'header';
}

/** The library's lock is a folder, which outlives a killed process. */
function removeStaleLock(file: string): void {
  if (existsSync(lockOf(file))) rmdirSync(lockOf(file));
}

function lockOf(file: string): string {
  return `${file}.lock`;
}

/** Left when damage shows while running, where nothing can be moved: the next start then looks at everything. */
function leaveSuspicionMark(file: string): void {
  try {
    writeFileSync(suspicionMark(file), '', { mode: 0o600 });
  } catch {
    // The damage itself is thrown to the caller; without the mark only the next check is shallower.
  }
}

function suspicionMark(file: string): string {
  return `${file}.suspect`;
}
