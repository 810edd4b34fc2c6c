import { existsSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { CacheAdmin } from './cache-admin.ts';
import { note, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { openExportPart, partOf } from './export-part.ts';
import { showProgress } from './progress.ts';

export interface TransferOptions {
  /** What an interrupted run has left is not gone on with. */
  isRestarted: boolean;
}

/**
 * Writes every entry to `file` ("-": the output); resolves with their number. The file appears when it is whole; until
 * then what there is lies beside it, and the next export goes on from there.
 */
export async function exportEntries(
  context: CliContext,
  admin: CacheAdmin,
  file: string,
  { isRestarted }: TransferOptions,
): Promise<number> {
  // Told now, not after an hour's work.
  if (file !== '-' && existsSync(file) && statSync(file).isDirectory())
    throw new CommandError(`${file} is a folder: name a file.`, EXIT.usage);
  const { entries: total, identity } = await admin.stats();
  if (file === '-') {
    const counter = countLines(context, { total, before: 0 });
    const text = counter.pass(admin.exportText());
    await pipeline(text, context.stdout, { end: false }).finally(counter.stop);
    return counter.count();
  }
  const part = await openExportPart(context, file, { identity, isRestarted });
  const counter = countLines(context, { total, before: part.count });
  try {
    for await (const text of counter.pass(admin.exportText(part.after))) await part.write(text);
    await part.finish();
  } catch (error) {
    counter.stop();
    if (identity !== undefined && counter.count() > 0)
      note(context, `What was exported so far is in ${partOf(file)}: the same command goes on from there.`);
    throw error;
  } finally {
    counter.stop();
    await part.close();
  }
  return counter.count();
}

/** Counts entries on their way, those of an earlier run included, and shows how far they are. */
function countLines(
  context: CliContext,
  { total, before }: { total: number; before: number },
): { pass: (texts: AsyncIterable<string>) => AsyncIterable<string>; count: () => number; stop: () => void } {
  const progress = showProgress(context, {
    ...{ label: 'Exporting', unit: 'entries', total: Math.max(total, before), done: before },
  });
  let count = before;
  return {
    async *pass(texts) {
      for await (const text of texts) {
        count += text.split('\n').length - 1;
        progress.update(count);
        yield text;
      }
    },
    count: () => count,
    stop: () => {
      progress.stop();
    },
  };
}
