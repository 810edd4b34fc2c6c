import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const HOUR_MS = 3_600_000;

/**
 * The folder `name` of the cache, filled by `fill` where it is not there yet. It appears by one rename, whole or not at
 * all; where two processes fill it at once, the second one's work is thrown away.
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  removeAbandoned(`${name}.unfinished-`);
  removeOlder(name);
  const unfinished = mkdtempSync(`${folder}.unfinished-`);
  try {
    await fill(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // The rename onto a folder that another process finished meanwhile.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** What processes left that were killed in the middle. Nothing here takes an hour. */
function removeAbandoned(prefix: string): void {
  removeWhere((name) => name.startsWith(prefix), HOUR_MS);
}

/** Builds of earlier sources: the same name with another hash. Another checkout may be using one of today. */
function removeOlder(name: string): void {
  const hash = /-[0-9a-f]{12}$/;
  if (hash.test(name)) {
    const kind = name.replace(hash, '');
    removeWhere((other) => hash.test(other) && other.replace(hash, '') === kind, 24 * HOUR_MS);
  }
}

function removeWhere(isMeant: (name: string) => boolean, olderThanMs: number): void {
  for (const name of readdirSync(cacheFolder()).filter(isMeant)) {
    const folder = path.join(cacheFolder(), name);
    const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - changed > olderThanMs) rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the tests keep what takes long to get. It can be deleted at any time. */
function cacheFolder(): string {
  const xdg = process.env.XDG_CACHE_HOME;
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(os.homedir(), '.cache');
  return path.join(base, 'askonce-test');
}
