import type { ConfigFile } from './config-file.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import type { Override } from './overrides.ts';
import type { Fault } from './schema-faults.ts';

/** Where the values of a configuration came from. */
export interface ConfigSources {
  file: string | undefined;
  source: ConfigFile | undefined;
  overrides: readonly Override[];
}

/**
 * One sentence a fault, with its place: "FILE:LINE: key: what was expected". In the order of the file's lines; those
 * from the environment and the command line come last.
 */
export function describeFaults(
  faults: readonly Fault[],
  { file, source, overrides }: ConfigSources,
): string[] {
  const placed = distinct(faults).map((fault) => {
    const override = overrides.findLast(({ path: keyPath }) => isWithin(fault.path, keyPath));
    const key = formatKeyPath(fault.path) || 'the whole file';
    if (override) return { line: Infinity, text: `${override.source}: ${key}: ${fault.message}` };
    if (file === undefined || !source) return { line: Infinity, text: `${key}: ${fault.message}` };
    const line = source.lineOf(fault.path);
    return { line, text: `${file}:${line}: ${key}: ${fault.message}` };
  });
  // Infinity - Infinity is no number: equal.
  return placed.sort((a, b) => a.line - b.line || 0).map(({ text }) => text);
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
