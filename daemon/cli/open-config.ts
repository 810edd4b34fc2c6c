import type { Command } from 'commander';
import { findDataFolder } from '../config/folders.ts';
import { loadConfig, type LoadedConfig } from '../config/load-config.ts';
import type { CliContext } from './cli-context.ts';

export interface OpenedConfig extends LoadedConfig {
  dataFolder: string;
}

/**
 * The configuration that a command works with: that of --config, or the usual one, with what the command's own flags say
 * by key path. Throws a ConfigError.
 */
export function openConfig(
  context: CliContext,
  command: Command,
  flags: Readonly<Record<string, unknown>> = {},
): OpenedConfig {
  const loaded = loadConfig({ file: configFlag(command), environment: context.environment, flags });
  return { ...loaded, dataFolder: findDataFolder(loaded.config) };
}

/** The value of --config, which every command takes. */
export function configFlag(command: Command): string | undefined {
  return command.optsWithGlobals<{ config?: string }>().config;
}
