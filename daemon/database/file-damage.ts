import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { APPLICATION_ID, pragma } from './migrations.ts';
import type { Database } from './database.ts';

/** The file is no database, not ours, or broken. */
export class DamagedDatabaseError extends Error {
  override readonly name = 'DamagedDatabaseError';
}

/** How much of the file is read at start: more where something may have happened to it. */
export type CheckDepth = 'header' | 'structure' | 'everything';

/** Looks at the bytes before SQLite does: some broken headers only make SQLite treat a file as read-only or empty. */
export function checkHeader(file: string): void {
  if (!existsSync(file)) throw new DamagedDatabaseError(`${file} is missing, but its log is there.`);
  const header = readStart(file);
  if (header.length < HEADER_BYTES) throw new DamagedDatabaseError(`${file} is cut off.`);
  const fault = faultInHeader(header);
  if (fault) throw new DamagedDatabaseError(`${file} is no database of AskOnce: ${fault}.`);
  // SQLite would take the missing part of a page for zeros. A log may still hold the page whole.
  const isWhole = statSync(file).size % pageSizeOf(header) === 0;
  if (!isWhole && !existsSync(`${file}-wal`)) throw new DamagedDatabaseError(`${file} is cut off.`);
}

/** Asks SQLite about the rest. `structure` reads every page (about 1 s for 1 GB), `everything` compares the indexes too. */
export function checkContent(database: Database, depth: CheckDepth): void {
  const owner = pragma(database, 'application_id');
  const isFresh = owner === 0 && database.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined;
  if (owner !== APPLICATION_ID && !isFresh) {
    throw new DamagedDatabaseError('The file is a database of another program.');
  }
  if (depth === 'header') return;
  const check = depth === 'everything' ? 'integrity_check' : 'quick_check';
  const report = Object.values(database.get(`PRAGMA ${check}(1)`) ?? {})[0];
  if (report !== 'ok') throw new DamagedDatabaseError(`The file is damaged: ${String(report)}`);
}

/** Renames the file, with its log, so that nothing is lost that somebody may want to look at. Returns the new name. */
export function moveAside(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  let target = `${file}.corrupt-${stamp}`;
  for (let count = 2; existsSync(target) || existsSync(`${target}-wal`); count++) {
    target = `${file}.corrupt-${stamp}-${count}`;
  }
  for (const suffix of ['', '-wal', '-journal']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}

/** https://www.sqlite.org/fileformat2.html, section 1.3 */
const HEADER_BYTES = 100;
const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

function faultInHeader(header: Buffer): string | undefined {
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return 'it starts with other bytes';
  const pageSize = pageSizeOf(header);
  const isPowerOfTwo = (pageSize & (pageSize - 1)) === 0;
  if (pageSize < 512 || !isPowerOfTwo) return 'its page size is none';
  const isKnownFormat = [18, 19].every((offset) => header[offset] === 1 || header[offset] === 2);
  if (!isKnownFormat) return 'its format number is unknown';
  if (header.readUInt32BE(20) !== 0x00_40_20_20) return 'its fixed fields differ';
  if (header.readUInt32BE(44) > 4) return 'its schema format is unknown';
  if (header.readUInt32BE(56) > 1) return 'its text is not UTF-8';
  if (header.subarray(72, 92).some((byte) => byte !== 0)) return 'its reserved bytes are in use';
  return undefined;
}

function pageSizeOf(header: Buffer): number {
  const stored = header.readUInt16BE(16);
  return stored === 1 ? 65_536 : stored;
}

function readStart(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(HEADER_BYTES, statSync(file).size));
    readSync(descriptor, bytes, 0, bytes.length, 0);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}
