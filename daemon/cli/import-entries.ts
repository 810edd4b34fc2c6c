import { createReadStream, existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parsePortableEntry } from '../store/portable-entry.ts';
import type { CacheAdmin } from './cache-admin.ts';
import { note, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { showProgress } from './progress.ts';

/** Lines sent at once: as many as fit well into one request body. */
const BATCH_BYTES = 512 * 1024;
const BATCH_LINES = 200;
/** Bad lines named one by one; more are counted. */
const NAMED_BAD_LINES = 20;

/** Reads entries from `file` ("-": the input). A bad line is named with its number, and the others go on. */
export async function importEntries(
  context: CliContext,
  admin: CacheAdmin,
  file: string,
): Promise<{ imported: number; bad: number }> {
  const { input, total } = open(context, file);
  const progress = showProgress(context, { label: 'Importing', total, unit: 'bytes' });
  const result = { imported: 0, bad: 0 };
  let number = 0;
  let bytesRead = 0;
  let batch: string[] = [];
  let batchBytes = 0;
  const send = async (): Promise<void> => {
    const { imported, skipped } = await admin.importLines(batch);
    result.imported += imported;
    // The daemon may be of another version and refuse what this one reads.
    result.bad += skipped;
    [batch, batchBytes] = [[], 0];
    progress.update(bytesRead);
  };
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number += 1;
      bytesRead += Buffer.byteLength(line) + 1;
      if (line.trim() === '') continue;
      const parsed = parsePortableEntry(line);
      if (!parsed.ok) {
        result.bad += 1;
        if (result.bad <= NAMED_BAD_LINES) note(context, `Line ${number}: ${parsed.error}`);
        continue;
      }
      if (batch.length >= BATCH_LINES || batchBytes + line.length > BATCH_BYTES) await send();
      batch.push(line);
      batchBytes += line.length;
    }
    if (batch.length > 0) await send();
  } finally {
    progress.stop();
  }
  return result;
}

function open(context: CliContext, file: string): { input: NodeJS.ReadableStream; total: number } {
  if (file === '-') return { input: context.stdin, total: 0 };
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, EXIT.usage);
  return { input: createReadStream(file), total: statSync(file).size };
}
