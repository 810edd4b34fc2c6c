import { renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { CacheAdmin } from './cache-admin.ts';
import type { CliContext } from './cli-context.ts';
import { showProgress } from './progress.ts';

/** Writes every entry to `file` ("-": the output); resolves with their number. The file appears when it is whole. */
export async function exportEntries(context: CliContext, admin: CacheAdmin, file: string): Promise<number> {
  const { entries: total } = await admin.stats();
  const progress = showProgress(context, { label: 'Exporting', total, unit: 'entries' });
  let count = 0;
  async function* counted(): AsyncGenerator<string> {
    for await (const text of admin.exportText()) {
      count += text.split('\n').length - 1;
      progress.update(count);
      yield text;
    }
  }
  try {
    if (file === '-') await pipeline(counted, context.stdout, { end: false });
    else await writeWhole(file, counted);
  } finally {
    progress.stop();
  }
  return count;
}

/** Questions are private: the file is its owner's alone. */
async function writeWhole(file: string, text: () => AsyncIterable<string>): Promise<void> {
  const partial = `${file}.part`;
  // Opened here, not by the stream: that would open it some time later, perhaps after a failure has cleaned up.
  const handle = await open(partial, 'w', 0o600);
  try {
    await pipeline(text, handle.createWriteStream());
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
