import os from 'node:os';
import path from 'node:path';
import { ConfigError } from './config-error.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';
import { configSchema } from './config-schema.ts';
import { interpolate } from './interpolate.ts';
import { valueAt, withValueAt, type KeyPath } from './key-path.ts';
import type { Environment } from './overrides.ts';
import type { Fault } from './schema-faults.ts';
import { describeKeys, isRelativeTo, schemaAt, valueFromText } from './schema-walk.ts';
import { withoutAbsent } from './without-absent.ts';

/** A file of the configuration, ready to be merged: references read, paths absolute. */
export interface FileTree {
  /** Absolute. */
  file: string;
  /** The file as it is written. */
  source: ConfigFile;
  /** The section that the file holds; [] for the whole configuration. */
  section: readonly string[];
  /** Its values, in their place within a configuration. */
  tree: unknown;
  /** References that name nothing. */
  faults: Fault[];
}

/** Reads a file that holds `section`. Throws a ConfigError where it cannot be read, or is not YAML. */
export function readFileTree(file: string, section: readonly string[], environment: Environment): FileTree {
  const source = readFile(file);
  const placed = withValueAt(undefined, section, source.tree);
  const { tree, faults } = interpolate(placed, environment, readReference);
  return {
    ...{ file, source, section, faults },
    tree: withAbsolutePaths(withoutAbsent(tree), path.dirname(file)),
  };
}

function readFile(file: string): ConfigFile {
  const source = readOrThrow(file);
  if (source.faults.length === 0) return source;
  throw new ConfigError(source.faults.map(({ line, message }) => `${file}:${line}: ${message}`));
}

function readOrThrow(file: string): ConfigFile {
  try {
    return readConfigFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([
      `${file}: cannot be read (${reason}). Check that it is a file that you may read.`,
    ]);
  }
}

/** "${PORT}" is text in YAML also where the key wants a number. */
function readReference(text: string, keyPath: KeyPath): unknown {
  return valueFromText(schemaAt(configSchema, keyPath), text, () => text);
}

function withAbsolutePaths(tree: unknown, folder: string): unknown {
  const pathKeys = describeKeys(configSchema).filter((key) => key.isPath);
  return pathKeys.reduce((changed, key) => {
    const { path: keyPath } = key;
    const value = valueAt(changed, keyPath);
    if (!isRelativeTo(key, value)) return changed;
    const expanded = value.replace(/^~(?=[/\\]|$)/, () => os.homedir());
    return withValueAt(changed, keyPath, path.resolve(folder, expanded));
  }, tree);
}
