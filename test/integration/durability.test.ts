import { spawn, type ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findHolder, lockDataFolder, type HeldLock } from '../../daemon/database/data-folder-lock.ts';
import type { Database } from '../../daemon/database/database.ts';
import { MIGRATIONS, NewerSchemaError } from '../../daemon/database/migrations.ts';
import { openDatabase, type OpenedDatabase } from '../../daemon/database/open-database.ts';
import { createEmbeddedStore, type EmbeddedStore } from '../../daemon/store/embedded/embedded-store.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { durableEntry } from '../support/durable-entry.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KILLS = Number(process.env.ASKONCE_KILLS ?? 25);
/** A folder is written by so many processes one after the other; checking everything after each kill stays quick. */
const KILLS_PER_FOLDER = 25;
const MOST_STEPS = 80;
const WRITER = fileURLToPath(new URL('../support/store-writer.ts', import.meta.url));

describe('killed while writing', () => {
  test(
    `keeps every acknowledged entry whole, ${KILLS} times`,
    async () => {
      const random = seededRandom(Date.now());
      for (let kill = 0; kill < KILLS;) {
        const folder = temporaryFolder();
        const record = { put: new Set<number>(), deleted: new Set<number>(), next: 0 };
        for (let round = 0; round < KILLS_PER_FOLDER && kill < KILLS; round++, kill++) {
          await writeUntilKilled(folder, record, Math.floor(random() * MOST_STEPS));
          await checkRecovered(folder, record);
        }
      }
    },
    60_000 + KILLS * 4_000,
  );
});

interface WriteRecord {
  put: Set<number>;
  deleted: Set<number>;
  next: number;
}

/** Kills the writer after `steps` steps, at whatever it is doing then. */
async function writeUntilKilled(folder: string, record: WriteRecord, steps: number): Promise<void> {
  const writer = spawnWriter(folder, record.next);
  let seen = 0;
  for await (const line of writer.lines) {
    const [step, number] = line.split(' ');
    if (step === 'put') record.put.add(Number(number));
    if (step === 'deleted') record.deleted.add(Number(number));
    if (seen++ === steps) writer.process.kill('SIGKILL');
  }
  await writer.ended;
  expect(seen).toBeGreaterThan(steps);
  // The last one may have been written without being acknowledged.
  record.next = Math.max(record.next, ...record.put) + 2;
}

async function checkRecovered(folder: string, { put, deleted, next }: WriteRecord): Promise<void> {
  const begin = performance.now();
  const { database, store, movedAside, close } = openStore(folder);
  expect(performance.now() - begin).toBeLessThan(2_000);
  expect(movedAside).toBeUndefined();
  expect(database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  const found = new Set<number>();
  for await (const entry of store.entries()) {
    const number = Number.parseInt(entry.id.slice(0, 8), 16);
    expect(number).toBeLessThan(next);
    expect(entry).toEqual({ ...durableEntry(number), hits: entry.hits, lastHitAt: entry.lastHitAt });
    found.add(number);
  }
  for (const number of put) {
    // A deletion that was done but not said leaves one fewer.
    const mayBeMissing = deleted.has(number) || isNextDeletion(number, put);
    if (!mayBeMissing) expect(found).toContain(number);
    if (deleted.has(number)) expect(found).not.toContain(number);
  }
  for (const rows of ['documents', 'vectors']) expect(countRows(database, rows)).toBe(found.size);
  await close();
}

/** Whether the writer was about to delete this one when it was killed. */
function isNextDeletion(number: number, put: ReadonlySet<number>): boolean {
  return number % 7 === 3 && put.has(number + 3);
}

function countRows(database: Database, table: string): unknown {
  return database.get(`SELECT count(*) AS count FROM ${table}`)?.count;
}

describe('a damaged file', () => {
  /** A folder with a database that was closed properly, and the bytes of that. */
  async function folderWithEntries(count = 30): Promise<{ folder: string; file: string; bytes: Buffer }> {
    const folder = temporaryFolder();
    const { store, close } = openStore(folder);
    for (let number = 0; number < count; number++) await store.put(durableEntry(number));
    await close();
    const file = path.join(folder, 'askonce.db');
    return { folder, file, bytes: readFileSync(file) };
  }

  /** Opens it, expects it to be moved aside whole, and the new one to work. */
  async function expectMovedAside(folder: string): Promise<void> {
    const file = path.join(folder, 'askonce.db');
    const damaged = readFileSync(file);
    const { store, movedAside, close } = openStore(folder);
    expect(movedAside).toMatch(/askonce\.db\.corrupt-2027-01-15T08-00-00-000Z(-\d+)?$/);
    expect(readFileSync(movedAside!).equals(damaged)).toBe(true);
    expect((await store.stats()).entries).toBe(0);
    await store.put(durableEntry(1));
    expect(await store.get(durableEntry(1).id)).toEqual(durableEntry(1));
    await close();
    const again = openStore(folder);
    expect(again.movedAside).toBeUndefined();
    expect((await again.store.stats()).entries).toBe(1);
    await again.close();
  }

  test('is moved aside wherever it was cut off', async () => {
    const { folder, file, bytes } = await folderWithEntries();
    for (let size = 0; size < bytes.length; size += 4096) {
      writeFileSync(file, bytes);
      truncateSync(file, size);
      await expectMovedAside(folder);
    }
    expect(readdirSync(folder).filter((name) => name.includes('.corrupt-'))).toHaveLength(
      Math.ceil(bytes.length / 4096),
    );
  });

  test('is moved aside when it was cut off by a few bytes', async () => {
    const { folder, file, bytes } = await folderWithEntries();
    for (const missing of [1, 100, 5000]) {
      writeFileSync(file, bytes.subarray(0, bytes.length - missing));
      await expectMovedAside(folder);
    }
  });

  test.each([
    ['a text', 'Dear diary, '.repeat(2000)],
    ['one byte', 'x'],
    ['zeros', '\0'.repeat(40_000)],
    ['a start that looks right', `SQLite format 3\0${'\xff'.repeat(20_000)}`],
  ])('is moved aside when it is %s', async (_name, content) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'askonce.db'), content, 'latin1');
    await expectMovedAside(folder);
  });

  test("is moved aside when it is another program's database", async () => {
    const folder = temporaryFolder();
    const other = path.join(folder, 'other.db');
    const { database } = openDatabase({ file: other, migrations: [] });
    database.exec('CREATE TABLE bookmarks (url TEXT)');
    database.close();
    copyFileSync(other, path.join(folder, 'askonce.db'));
    await expectMovedAside(folder);
  });

  test('with a flipped bit in its header is moved aside, or all of it is still there', async () => {
    const { folder, file, bytes } = await folderWithEntries(5);
    // Bytes 60 to 63 are the number of the layout, which has a refusal of its own.
    const offsets = [...Array(100).keys()].filter((offset) => offset < 60 || offset > 63);
    let moved = 0;
    for (const offset of offsets) {
      writeFileSync(file, flipped(bytes, offset, offset % 8));
      const { store, movedAside, close } = openStore(folder);
      if (movedAside === undefined) {
        for (let number = 0; number < 5; number++) {
          expect(await store.get(durableEntry(number).id)).toEqual(durableEntry(number));
        }
      } else moved += 1;
      await close();
    }
    expect(moved).toBeGreaterThan(60);
  });

  test('with flipped bits anywhere is moved aside, or gives no wrong answer', async () => {
    const { folder, file, bytes } = await folderWithEntries();
    const random = seededRandom(7);
    for (let run = 0; run < 60; run++) {
      writeFileSync(file, flipped(bytes, 100 + Math.floor(random() * (bytes.length - 100)), run % 8));
      const { store, movedAside, close } = openStore(folder);
      for (let number = 0; number < 30 && movedAside === undefined; number++) {
        const entry = await store.get(durableEntry(number).id).catch(() => undefined);
        if (entry) expect(entry.answer).toEqual(durableEntry(number).answer);
      }
      await close();
    }
  });

  test('that shows while running fails the call, and the next start moves it aside', async () => {
    const { folder, file, bytes } = await folderWithEntries();
    const { database, store, close } = openStore(folder);
    database.exec('PRAGMA cache_size = 1; PRAGMA shrink_memory');
    writeFileSync(file, Buffer.concat([bytes.subarray(0, 8192), Buffer.alloc(bytes.length - 8192, 0xff)]));
    await expect(store.get(durableEntry(1).id)).rejects.toThrow(/malformed/);
    expect(existsSync(`${file}.suspect`)).toBe(true);
    await close();
    const again = openStore(folder);
    expect(again.movedAside).toBeDefined();
    expect(existsSync(`${file}.suspect`)).toBe(false);
    await again.close();
  });

  test('that was suspected, and is none, is opened as it is', async () => {
    const { folder, file } = await folderWithEntries(3);
    writeFileSync(`${file}.suspect`, '');
    const { store, movedAside, close } = openStore(folder);
    expect(movedAside).toBeUndefined();
    expect((await store.stats()).entries).toBe(3);
    expect(existsSync(`${file}.suspect`)).toBe(false);
    await close();
  });

  test('a log without its file is moved aside', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'askonce.db-wal'), 'left over');
    const { store, movedAside, close } = openStore(folder);
    expect(readFileSync(`${movedAside!}-wal`, 'utf8')).toBe('left over');
    expect((await store.stats()).entries).toBe(0);
    await close();
  });
});

describe('the layout', () => {
  test('of a later version is refused with what to do, and left alone', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'askonce.db');
    openDatabase({ file, migrations: [...MIGRATIONS, 'CREATE TABLE later (a TEXT)'] }).database.close();
    const bytes = readFileSync(file);
    expect(() => openDatabase({ file })).toThrow(NewerSchemaError);
    expect(() => openDatabase({ file })).toThrow(/newer AskOnce.*Update AskOnce, or move that file/);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual(['askonce.db']);
  });

  test('of an earlier version is brought up to date with its entries', async () => {
    const folder = temporaryFolder();
    const { store, close } = openStore(folder);
    await store.put(durableEntry(1));
    await close();
    const migrations = [...MIGRATIONS, 'CREATE TABLE later (a TEXT)'];
    const { database } = openDatabase({ file: path.join(folder, 'askonce.db'), migrations });
    expect(database.all('SELECT * FROM later')).toEqual([]);
    expect(countRows(database, 'entries')).toBe(1);
    database.close();
  });

  test('stays as it was when a migration fails halfway', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'askonce.db');
    openDatabase({ file }).database.close();
    const migrations = [...MIGRATIONS, 'CREATE TABLE later (a TEXT); INSERT INTO missing VALUES (1)'];
    expect(() => openDatabase({ file, migrations })).toThrow(/no such table/);
    const { database } = openDatabase({ file });
    expect(database.get("SELECT 1 FROM sqlite_schema WHERE name = 'later'")).toBeUndefined();
    database.close();
  });
});

describe('a full disk', () => {
  test('refuses new entries, keeps the others, and takes new ones when there is room again', async () => {
    const folder = temporaryFolder();
    const { store, database, close } = openStore(folder);
    for (let number = 0; number < 10; number++) await store.put(durableEntry(number));
    const pages = Number(database.get('PRAGMA page_count')?.page_count);
    database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => store.put(durableEntry(100 + index))),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected').length;
    expect(refused).toBeGreaterThan(10);
    expect((await store.stats()).entries).toBe(30 - refused);
    for (let number = 0; number < 10; number++)
      expect(await store.get(durableEntry(number).id)).toBeDefined();
    expect(database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    database.exec('PRAGMA max_page_count = 1000000');
    await store.put(durableEntry(500));
    expect(await store.get(durableEntry(500).id)).toEqual(durableEntry(500));
    await close();
  });
});

describe('files', () => {
  test.skipIf(process.platform === 'win32')('are readable for their owner only', async () => {
    const folder = temporaryFolder();
    const { store, close } = openStore(folder);
    await store.put(durableEntry(1));
    for (const name of ['askonce.db', 'askonce.db-wal']) {
      expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
    }
    await close();
  });
});

describe('the lock of a data folder', () => {
  test('is held by one; the next is told its process, port and version', async () => {
    const folder = temporaryFolder();
    const lock = await held(folder, '1.2.3');
    expect(await lockDataFolder(folder)).toEqual({
      held: false,
      holder: { pid: process.pid, port: undefined, version: '1.2.3' },
    });
    lock.announce({ port: 8801 });
    expect(await findHolder(folder)).toEqual({ pid: process.pid, port: 8801, version: '1.2.3' });
    await lock.release();
  });

  test('is free again after its release, which may be said twice', async () => {
    const folder = temporaryFolder();
    const lock = await held(folder);
    await lock.release();
    await lock.release();
    expect(await findHolder(folder)).toBeUndefined();
    await (await held(folder)).release();
  });

  test('of a killed process is taken over at once', async () => {
    const folder = temporaryFolder();
    const writer = await startedWriter(folder);
    expect(await findHolder(folder)).toEqual({ pid: writer.process.pid, port: 4321, version: 'test' });
    writer.process.kill('SIGKILL');
    await writer.ended;
    expect(await findHolder(folder)).toBeUndefined();
    const begin = performance.now();
    const lock = await held(folder);
    expect(performance.now() - begin).toBeLessThan(500);
    await lock.release();
  });

  test('goes to exactly one of many that find it stale', async () => {
    const folder = temporaryFolder();
    const writer = await startedWriter(folder);
    writer.process.kill('SIGKILL');
    await writer.ended;
    const locks = await Promise.all(Array.from({ length: 8 }, () => lockDataFolder(folder)));
    const holders = locks.filter(({ held }) => held);
    expect(holders).toHaveLength(1);
    for (const lock of locks) if (lock.held) await lock.release();
  });

  test('is refused where its holder does not answer', async () => {
    const folder = temporaryFolder();
    const writer = await startedWriter(folder);
    writer.process.kill('SIGSTOP');
    await expect(lockDataFolder(folder)).rejects.toThrow(/does not answer holds/);
    writer.process.kill('SIGKILL');
    await writer.ended;
  });

  test('works in a folder whose path is longer than a socket may be called', async () => {
    const folder = path.join(temporaryFolder(), 'x'.repeat(100));
    mkdirSync(folder);
    const lock = await held(folder);
    expect((await lockDataFolder(folder)).held).toBe(false);
    await lock.release();
  });

  test('of nobody has no holder, also where the folder is not there yet', async () => {
    expect(await findHolder(path.join(temporaryFolder(), 'missing'))).toBeUndefined();
    expect(await findHolder(temporaryFolder())).toBeUndefined();
  });
});

async function held(folder: string, version?: string): Promise<HeldLock> {
  const lock = await lockDataFolder(folder, version === undefined ? {} : { version });
  if (!lock.held) throw new Error(`held by ${lock.holder.pid}`);
  return lock;
}

function openStore(folder: string): OpenedDatabase & { store: EmbeddedStore; close: () => Promise<void> } {
  const clock = new FakeClock();
  const opened = openDatabase({ file: path.join(folder, 'askonce.db'), clock });
  const store = createEmbeddedStore({
    database: opened.database,
    clock,
    maxEntries: 1_000_000,
    evictionPolicy: 'lru',
    indexFolder: path.join(folder, 'indexes'),
  });
  return {
    ...opened,
    store,
    close: async () => {
      await store.close();
      opened.database.close();
    },
  };
}

interface Writer {
  process: ChildProcess;
  lines: AsyncIterable<string>;
  ended: Promise<void>;
}

function spawnWriter(folder: string, from: number): Writer {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, folder, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  return { process: child, lines: createInterface(child.stdout), ended };
}

/** One that has the lock and the database open. */
async function startedWriter(folder: string): Promise<Writer> {
  const writer = spawnWriter(folder, 0);
  for await (const line of writer.lines) {
    if (line.startsWith('open')) return writer;
  }
  throw new Error('The writer ended before it began.');
}

function flipped(bytes: Buffer, offset: number, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[offset] = (copy[offset] ?? 0) ^ (1 << bit);
  return copy;
}
