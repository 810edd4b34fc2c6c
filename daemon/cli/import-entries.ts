import { createReadStream, existsSync, statSync } from 'node:fs';
import { parsePortableEntry } from '../store/portable-entry.ts';
import type { CacheAdmin } from './cache-admin.ts';
import { note, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import type { TransferOptions } from './export-entries.ts';
import { BEGINNING, openImportProgress, type ImportPlace, type ImportProgress } from './import-progress.ts';
import { showProgress, type Progress } from './progress.ts';
import { readLines, type Line } from './read-lines.ts';

/** Lines sent at once: as many as fit well into one request body. */
const BATCH_BYTES = 512 * 1024;
const BATCH_LINES = 200;
/** Bad lines named one by one; more are counted. */
const NAMED_BAD_LINES = 20;

export interface Imported {
  /** Entries that this run has put into the store. */
  imported: number;
  /** Those of earlier runs that this one went on from. */
  before: number;
  /** Lines of all these runs that were no entries. */
  bad: number;
  /** Entries that the store did not take, or removed to make room, during this run. */
  refused: number;
  evicted: number;
}

/**
 * Reads entries from `file` ("-": the input). A bad line is named with its number, and the others go on. How far it has
 * come is remembered beside the file after each batch that the store has confirmed.
 */
export async function importEntries(
  context: CliContext,
  admin: CacheAdmin,
  file: string,
  { isRestarted }: TransferOptions,
): Promise<Imported> {
  if (file !== '-' && !existsSync(file)) throw new CommandError(`There is no file ${file}.`, EXIT.usage);
  const before = await admin.stats();
  const memory =
    file === '-' ? NO_MEMORY : openImportProgress(context, file, { identity: before.identity, isRestarted });
  const { start } = memory;
  const progress = showProgress(context, {
    ...{ label: 'Importing', unit: 'bytes', done: start.bytes },
    total: file === '-' ? 0 : statSync(file).size,
  });
  const input = file === '-' ? context.stdin : createReadStream(file, { start: start.bytes });
  const reader = new EntryReader({ context, admin, memory, progress });
  try {
    for await (const line of readLines(input, start.bytes)) await reader.take(line);
    await reader.send();
  } catch (error) {
    progress.stop();
    if (memory.isKept() && reader.place.bytes > 0)
      note(context, 'What was imported so far stays: the same command goes on from there.');
    throw error;
  } finally {
    progress.stop();
  }
  memory.remove();
  const after = await admin.stats();
  return {
    imported: reader.place.imported - start.imported,
    before: start.imported,
    bad: reader.place.bad,
    refused: (after.refused ?? 0) - (before.refused ?? 0),
    evicted: after.evicted - before.evicted,
  };
}

/** The input is read once: nobody can go on with it. */
const NO_MEMORY: ImportProgress = {
  start: BEGINNING,
  isKept: () => false,
  save: () => undefined,
  remove: () => undefined,
};

interface EntryReaderOptions {
  context: CliContext;
  admin: CacheAdmin;
  memory: ImportProgress;
  progress: Progress;
}

/** Gathers lines and hands them over in batches. */
class EntryReader {
  readonly #options: EntryReaderOptions;
  /** Everything before it is in the store, or was named as bad. */
  place: ImportPlace;
  /** The same when the batch is in the store, too. */
  #next: ImportPlace;
  #named = 0;
  #batch: string[] = [];
  #batchBytes = 0;

  constructor(options: EntryReaderOptions) {
    this.#options = options;
    this.place = options.memory.start;
    this.#next = options.memory.start;
  }

  async take({ text, end }: Line): Promise<void> {
    if (this.#batch.length >= BATCH_LINES || this.#batchBytes + text.length > BATCH_BYTES) await this.send();
    this.#next = { ...this.#next, bytes: end, lines: this.#next.lines + 1 };
    if (text.trim() === '') return;
    const parsed = parsePortableEntry(text);
    if (parsed.ok) {
      this.#batch.push(text);
      this.#batchBytes += text.length;
    } else this.#leaveOut(parsed.error);
  }

  /** Resolves when the store has what was taken. */
  async send(): Promise<void> {
    const { admin, memory, progress } = this.#options;
    if (this.#batch.length > 0) {
      const { imported, skipped } = await admin.importLines(this.#batch);
      // The daemon may be of another version and refuse what this one reads.
      const { imported: earlier, bad } = this.#next;
      this.#next = { ...this.#next, imported: earlier + imported, bad: bad + skipped };
      [this.#batch, this.#batchBytes] = [[], 0];
      memory.save(this.#next);
    }
    this.place = this.#next;
    progress.update(this.place.bytes);
  }

  #leaveOut(error: string): void {
    this.#next = { ...this.#next, bad: this.#next.bad + 1 };
    this.#named += 1;
    if (this.#named <= NAMED_BAD_LINES) note(this.#options.context, `Line ${this.#next.lines}: ${error}`);
  }
}
