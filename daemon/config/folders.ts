import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import envPaths from 'env-paths';
import type { Environment } from './overrides.ts';

/** The folder of config.yaml: ASKONCE_CONFIG_FOLDER, or the system's usual place. */
export function findConfigFolder({ ASKONCE_CONFIG_FOLDER: moved }: Environment): string {
  return moved ? path.resolve(moved) : envPaths('askonce', { suffix: '' }).config;
}

/** config.yaml in a configuration folder. */
export function configFileIn(folder: string): string {
  return path.join(folder, 'config.yaml');
}

/**
 * The folder of answers, keys and models: the configuration's `data_folder` (which ASKONCE_DATA_FOLDER overrides as any
 * variable does its key), or the system's usual place.
 */
export function findDataFolder(config: { data_folder?: string | undefined }): string {
  return path.resolve(config.data_folder ?? envPaths('askonce', { suffix: '' }).data);
}

/** The database of a data folder. */
export function databaseFileIn(dataFolder: string): string {
  return path.join(dataFolder, 'askonce.db');
}

/** Makes a folder that only its owner may enter; one that is there stays as it is. Returns it. */
export function ensureFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * Makes a folder that only its owner may enter, for keys and answers. One that is there must be so already, unless it is
 * empty and can simply be closed. Throws a sentence with the command that cures it.
 */
export function ensurePrivateFolder(folder: string): string {
  ensureFolder(folder);
  if (process.platform === 'win32') return folder;
  const { uid, mode } = statSync(folder);
  if (uid !== process.getuid?.()) {
    throw new Error(`The folder ${folder} belongs to another user. Run: sudo chown "$(id -un)" '${folder}'`);
  }
  if ((mode & 0o077) === 0) return folder;
  if (readdirSync(folder).length > 0) {
    throw new Error(`Other users of this machine may enter the folder ${folder}. Run: chmod 700 '${folder}'`);
  }
  chmodSync(folder, 0o700);
  return folder;
}
