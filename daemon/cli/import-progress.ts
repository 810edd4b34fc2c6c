import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { z } from 'zod';
import { note, type CliContext } from './cli-context.ts';

const placeSchema = z.object({
  /** Bytes and lines of the file that were dealt with. */
  bytes: z.number(),
  lines: z.number(),
  /** Of those lines, what the store has taken, and what was no entry. */
  imported: z.number(),
  bad: z.number(),
});
/** How far an import has come. */
export type ImportPlace = z.infer<typeof placeSchema>;

const progressSchema = placeSchema.extend({
  /** Identity of the store. */
  store: z.string(),
  /** Fingerprint of the file. */
  file: z.string(),
});

/** Remembers beside the file (FILE.progress) how far its import has come. */
export interface ImportProgress {
  /** Where to begin: the start of the file, or where an earlier run stopped. */
  start: ImportPlace;
  /** Whether an interruption now loses nothing of what was done. */
  isKept: () => boolean;
  save(place: ImportPlace): void;
  /** The import is done. */
  remove(): void;
}

interface ImportProgressOptions {
  /** Of the store; undefined where it has none: then nothing is remembered. */
  identity: string | undefined;
  isRestarted: boolean;
}

export const BEGINNING: ImportPlace = { bytes: 0, lines: 0, imported: 0, bad: 0 };
const OWNER_ONLY = 0o600;

export function openImportProgress(
  context: CliContext,
  file: string,
  { identity, isRestarted }: ImportProgressOptions,
): ImportProgress {
  const memo = `${file}.progress`;
  const newMemo = `${memo}.new`;
  const fingerprint = fingerprintOf(file);
  const isSame = (found: z.infer<typeof progressSchema>): boolean =>
    found.store === identity && found.file === fingerprint;
  const found = isRestarted ? undefined : readMemo(memo);
  if (found && !isSame(found)) note(context, `${memo} is of another file or store: starting over.`);
  const start = found && isSame(found) ? found : undefined;
  if (start) note(context, `Going on after line ${start.lines} of ${file} (--restart starts over).`);

  let isKept = identity !== undefined;
  return {
    start: start ? placeSchema.parse(start) : BEGINNING,
    isKept: () => isKept,
    save(place) {
      if (!isKept) return;
      const text = `${JSON.stringify({ ...place, store: identity, file: fingerprint })}\n`;
      try {
        // Never half of it: a kill would leave an empty file, and all was forgotten.
        writeFileSync(newMemo, text, { mode: OWNER_ONLY });
        renameSync(newMemo, memo);
      } catch (error) {
        isKept = false;
        rmSync(newMemo, { force: true });
        const reason = error instanceof Error ? error.message : String(error);
        note(
          context,
          `Cannot remember how far it has come (${reason}): if interrupted, the import begins anew.`,
        );
      }
    },
    remove: () => {
      if (!isKept) return;
      rmSync(memo, { force: true });
      rmSync(newMemo, { force: true });
    },
  };
}

function readMemo(memo: string): z.infer<typeof progressSchema> | undefined {
  try {
    return progressSchema.parse(JSON.parse(readFileSync(memo, 'utf8')));
  } catch {
    // Not there, or damaged: the import begins anew, which does no harm.
    return undefined;
  }
}

const HEAD_BYTES = 64 * 1024;

/** Another one for a file that was changed. */
function fingerprintOf(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const { size, mtimeMs } = fstatSync(handle);
    const head = Buffer.alloc(HEAD_BYTES);
    const length = readSync(handle, head, 0, HEAD_BYTES, 0);
    const digest = createHash('sha256').update(head.subarray(0, length)).digest('hex');
    return `${size} bytes of ${mtimeMs}, ${digest}`;
  } finally {
    closeSync(handle);
  }
}
