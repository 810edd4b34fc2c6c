import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from './config-error.ts';
import type { Config } from './config-schema.ts';
import { configWarnings, fileWarnings } from './config-warnings.ts';
import { crossFaults } from './cross-checks.ts';
import { describeFaults } from './describe-faults.ts';
import { readFileTree } from './file-tree.ts';
import { configFileIn, findConfigFolder } from './folders.ts';
import { valueAt, withValueAt } from './key-path.ts';
import { readMilvusFile } from './milvus-file.ts';
import { overridesFromEnvironment, overridesFromFlags, type Environment } from './overrides.ts';
import { parseConfig } from './schema-faults.ts';

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
  const main = foundFile === undefined ? undefined : readFileTree(foundFile, [], environment);
  const fromEnvironment = overridesFromEnvironment(environment);
  const overrides = [...fromEnvironment.overrides, ...overridesFromFlags(flags)];
  const overridden = (tree: unknown): unknown =>
    overrides.reduce((merged, { path: keyPath, value }) => withValueAt(merged, keyPath, value), tree);

  // What is overridden decides whether there is a second file, and its values are overridden in turn.
  const milvus = readMilvusFile(overridden(main?.tree), main?.tree, environment);
  const files = [main, milvus.file].filter((read) => read !== undefined);
  const tree = overridden(
    files.reduce<unknown>(
      (merged, { section, tree: read }) => withValueAt(merged, section, valueAt(read, section)),
      undefined,
    ),
  );

  const { config, faults } = parseConfig(tree);
  const references = files.flatMap((read) => read.faults);
  const all = [...references, ...milvus.faults, ...faults, ...crossFaults(tree)];
  if (!config || all.length > 0) throw new ConfigError(describeFaults(all, { files, overrides }));
  const warnings = [
    ...files.flatMap((read) => fileWarnings(read)),
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
