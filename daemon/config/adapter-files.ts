import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { adapterSchema, type Adapter } from '../dialects/declarative/adapter-schema.ts';
import { parseConfigText } from './config-file.ts';
import { ensureFolder } from './folders.ts';
import { formatKeyPath } from './key-path.ts';

/** Where the adapters are kept. */
export function adaptersFolder(dataFolder: string): string {
  return path.join(dataFolder, 'adapters');
}

export interface AdapterReading {
  adapter: Adapter | undefined;
  /** One sentence each: "FILE:LINE: key: what was expected". */
  faults: string[];
}

/** Reads one adapter. @throws what the file system throws. */
function readAdapterFile(file: string): AdapterReading {
  return parseAdapter(readFileSync(file, 'utf8'), file);
}

/** Reads the text of an adapter; `name` stands for it in the faults. */
export function parseAdapter(text: string, name: string): AdapterReading {
  const read = parseConfigText(text);
  const { tree, faults } = read;
  if (faults.length > 0) {
    return { adapter: undefined, faults: faults.map(({ line, message }) => `${name}:${line}: ${message}`) };
  }
  const parsed = adapterSchema.safeParse(tree);
  if (parsed.success) return { adapter: parsed.data, faults: [] };
  const sentences = parsed.error.issues.map(
    (issue) =>
      `${name}:${read.lineOf(issue.path)}: ${formatKeyPath(issue.path) || 'the whole file'}: ${issue.message}`,
  );
  return { adapter: undefined, faults: sentences };
}

/** All adapters of a folder, by file name; one with faults is left out and told of. */
export function readAdapters(folder: string): { adapters: Adapter[]; faults: string[] } {
  if (!existsSync(folder)) return { adapters: [], faults: [] };
  const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
  const readings = files.sort().map((file) => readAdapterFile(path.join(folder, file)));
  return {
    adapters: readings.flatMap(({ adapter }) => adapter ?? []),
    faults: readings.flatMap(({ faults }) => faults),
  };
}

/** Keeps an adapter in the folder, in place of one with the same id. Returns the file. */
export function writeAdapter(folder: string, { id }: Adapter, text: string): string {
  const file = path.join(ensureFolder(folder), `${id}.yaml`);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
