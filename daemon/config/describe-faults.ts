import type { FileTree } from './file-tree.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import type { Override } from './overrides.ts';
import type { Fault } from './schema-faults.ts';

/** Where the values of a configuration came from. */
export interface ConfigSources {
  /** The later one holds, within its section. */
  files: readonly Pick<FileTree, 'file' | 'source' | 'section'>[];
  overrides: readonly Override[];
}

/**
 * One sentence a fault, with its place: "FILE:LINE: key: what was expected". In the order of the files and their lines;
 * those from the environment and the command line come last.
 */
export function describeFaults(faults: readonly Fault[], { files, overrides }: ConfigSources): string[] {
  const placed = distinct(faults).map((fault) => {
    const override = overrides.findLast(({ path: keyPath }) => isWithin(fault.path, keyPath));
    const from = files.findLast(({ section }) => isWithin(fault.path, section));
    if (override || !from) {
      const place = override ? `${override.source}: ` : '';
      return { order: files.length, line: 0, text: place + sentenceOf(fault, []) };
    }
    const { file, source, section } = from;
    const line = source.lineOf(fault.path.slice(section.length));
    return { order: files.indexOf(from), line, text: `${file}:${line}: ${sentenceOf(fault, section)}` };
  });
  return placed.sort((a, b) => a.order - b.order || a.line - b.line).map(({ text }) => text);
}

/** Keys as they stand in a file that holds `section`. */
function sentenceOf({ path, message, meant }: Fault, section: KeyPath): string {
  const key = formatKeyPath(path.slice(section.length)) || 'the whole file';
  const hint = meant ? `; did you mean "${formatKeyPath(meant.slice(section.length))}"?` : '';
  return `${key}: ${message}${hint}`;
}

/** One fault a key: a value that could not be read is not faulted again for what it is not. */
function distinct(faults: readonly Fault[]): Fault[] {
  const byKey = new Map<string, Fault>();
  for (const fault of faults) {
    const key = formatKeyPath(fault.path);
    if (!byKey.has(key)) byKey.set(key, fault);
  }
  return [...byKey.values()];
}

function isWithin(faultPath: KeyPath, keyPath: readonly string[]): boolean {
  return keyPath.every((part, position) => faultPath[position] === part);
}
