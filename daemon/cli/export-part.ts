import { createReadStream, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import { z } from 'zod';
import { parsePortableEntry } from '../store/portable-entry.ts';
import { note, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { counted } from './counted.ts';
import { readLines } from './read-lines.ts';

interface ExportPartOptions {
  /** Of the store; undefined where it has none: then nothing is gone on with. */
  identity: string | undefined;
  isRestarted: boolean;
}

/** What an export has of the entries so far: FILE.part, and beside it FILE.part.json, which tells what it is part of. */
export interface ExportPart {
  /** Entries in it from an earlier run. */
  count: number;
  /** Id of the last of them. */
  after: string | undefined;
  write(text: string): Promise<void>;
  /** The part becomes the file. */
  finish(): Promise<void>;
  /** Leaves it where it is. Idempotent. */
  close(): Promise<void>;
}

/** Older ones hold too much that has changed since. */
const OLDEST_MS = 12 * 60 * 60 * 1000;

const labelSchema = z.object({ store: z.string(), startedAt: z.number() });

/** Opens the part to write on: the one that an earlier run left, where it fits, or a new one. */
export async function openExportPart(
  context: CliContext,
  file: string,
  options: ExportPartOptions,
): Promise<ExportPart> {
  const part = partOf(file);
  const found = await findPart(context, part, options);
  const { count, after, end } = found ?? { count: 0, after: undefined, end: 0 };
  if (found) await truncate(part, end);
  else begin(part, options.identity);
  const handle = await open(part, 'a', OWNER_ONLY);
  let length = end;
  return {
    ...{ count, after },
    async write(text) {
      await handle.appendFile(text);
      length += Buffer.byteLength(text);
    },
    async finish() {
      const { size } = await handle.stat();
      if (size !== length) {
        throw new CommandError(
          `Somebody else writes to ${part}, perhaps another export. Wait for it, or choose another file.`,
        );
      }
      // On the disk before it has its name: a power cut leaves a whole file or none.
      await handle.sync();
      await handle.close();
      renameSync(part, file);
      rmSync(labelOf(part), { force: true });
    },
    close: () => handle.close(),
  };
}

export function partOf(file: string): string {
  return `${file}.part`;
}

const OWNER_ONLY = 0o600;

/** The label first: a part without one is not gone on with. */
function begin(part: string, identity: string | undefined): void {
  rmSync(part, { force: true });
  rmSync(labelOf(part), { force: true });
  if (identity === undefined) return;
  const label = { store: identity, startedAt: Date.now() };
  writeFileSync(labelOf(part), `${JSON.stringify(label)}\n`, { mode: OWNER_ONLY });
}

interface FoundPart {
  count: number;
  after: string;
  /** Where its last whole line ends. */
  end: number;
}

async function findPart(
  context: CliContext,
  part: string,
  { identity, isRestarted }: ExportPartOptions,
): Promise<FoundPart | undefined> {
  if (isRestarted || !existsSync(part)) return undefined;
  const found = unfitness(readLabel(part), identity) ?? (await survey(part));
  if (typeof found === 'string') {
    note(context, `${part} ${found}: starting over.`);
    return undefined;
  }
  if (found) {
    const entries = counted(found.count, 'entry', 'entries');
    note(context, `Going on after the ${entries} in ${part} (--restart starts over).`);
  }
  return found;
}

type Label = z.infer<typeof labelSchema>;

/** Why one cannot go on with a part; undefined where one can. */
function unfitness(label: Label | undefined, identity: string | undefined): string | undefined {
  if (!label || identity === undefined) return 'does not say what it is part of';
  if (label.store !== identity) return 'is of another store, or of before the cache was cleared';
  return Date.now() - label.startedAt > OLDEST_MS ? 'was begun more than 12 hours ago' : undefined;
}

function readLabel(part: string): Label | undefined {
  try {
    return labelSchema.parse(JSON.parse(readFileSync(labelOf(part), 'utf8')));
  } catch {
    // Not there, or cut off by whatever ended that run.
    return undefined;
  }
}

function labelOf(part: string): string {
  return `${part}.json`;
}

/** Undefined for one without a whole line. */
async function survey(part: string): Promise<FoundPart | string | undefined> {
  let count = 0;
  let last = { text: '', end: 0 };
  for await (const line of readLines(createReadStream(part))) {
    if (!line.isWhole) break;
    count += 1;
    last = line;
  }
  if (count === 0) return undefined;
  const parsed = parsePortableEntry(last.text);
  return parsed.ok ? { count, after: parsed.entry.id, end: last.end } : `is damaged (${parsed.error})`;
}
