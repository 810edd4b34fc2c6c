import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError } from './config-error.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';
import { configSchema, type Config } from './config-schema.ts';
import { configWarnings, fileWarnings } from './config-warnings.ts';
import { crossFaults } from './cross-checks.ts';
import { describeFaults } from './describe-faults.ts';
import { configFileIn, findConfigFolder } from './folders.ts';
import { interpolate } from './interpolate.ts';
import { isRecord, valueAt, withValueAt, type KeyPath } from './key-path.ts';
import { overridesFromEnvironment, overridesFromFlags, type Environment } from './overrides.ts';
import { parseConfig } from './schema-faults.ts';
import { describeKeys, schemaAt, valueFromText } from './schema-walk.ts';

export interface LoadConfigOptions {
  /** The file to read; absent: config.yaml in the configuration folder, where there is one. */
  file?: string | undefined;
  environment: Environment;
  /** Values from the command line by key path ("server.port"); undefined where a flag was not given. */
  flags?: Readonly<Record<string, unknown>>;
}

export interface LoadedConfig {
  config: Config;
  /** The file that was read, absolute; undefined where there is none and the defaults hold. */
  file: string | undefined;
  /** What works, but probably not as meant; one sentence each. */
  warnings: string[];
}

/**
 * The configuration in force: defaults < file < environment (ASKONCE_*) < flags.
 * Throws a ConfigError with every fault, each with its place, where any value cannot be used.
 */
export function loadConfig({ file, environment, flags = {} }: LoadConfigOptions): LoadedConfig {
  const foundFile = findFile(file, environment);
  const source = foundFile === undefined ? undefined : readFile(foundFile);
  const fromEnvironment = overridesFromEnvironment(environment);
  const overrides = [...fromEnvironment.overrides, ...overridesFromFlags(flags)];

  const { tree: fileTree, faults: referenceFaults } = interpolate(
    withoutEmptySections(source?.tree),
    environment,
    readReference,
  );
  const resolved = foundFile === undefined ? fileTree : withAbsolutePaths(fileTree, path.dirname(foundFile));
  const tree = overrides.reduce(
    (merged, { path: keyPath, value }) => withValueAt(merged, keyPath, value),
    resolved,
  );

  const { config, faults } = parseConfig(tree);
  const all = [...referenceFaults, ...faults, ...crossFaults(tree)];
  if (!config || all.length > 0) {
    throw new ConfigError(describeFaults(all, { file: foundFile, source, overrides }));
  }
  const warnings = [
    ...(foundFile === undefined ? [] : fileWarnings(foundFile, source?.tree)),
    ...fromEnvironment.warnings,
    ...configWarnings(config),
  ];
  return { config, file: foundFile, warnings };
}

function findFile(file: string | undefined, environment: Environment): string | undefined {
  if (file !== undefined) {
    const absolute = path.resolve(file);
    if (existsSync(absolute)) return absolute;
    throw new ConfigError([
      `${absolute}: there is no such file. Check the path given by --config, or leave the flag out.`,
    ]);
  }
  const usual = configFileIn(findConfigFolder(environment));
  return existsSync(usual) ? usual : undefined;
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

/** A section whose keys are all commented out reads as null, and means its defaults. */
function withoutEmptySections(tree: unknown): unknown {
  return isRecord(tree)
    ? Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== null))
    : tree;
}

/** "${PORT}" is text in YAML also where the key wants a number. */
function readReference(text: string, keyPath: KeyPath): unknown {
  return valueFromText(schemaAt(configSchema, keyPath), text, () => text);
}

function withAbsolutePaths(tree: unknown, folder: string): unknown {
  const pathKeys = describeKeys(configSchema).filter((key) => key.isPath);
  return pathKeys.reduce((changed, { path: keyPath }) => {
    const value = valueAt(changed, keyPath);
    if (typeof value !== 'string' || value === '') return changed;
    const expanded = value.replace(/^~(?=[/\\]|$)/, () => os.homedir());
    return withValueAt(changed, keyPath, path.resolve(folder, expanded));
  }, tree);
}
