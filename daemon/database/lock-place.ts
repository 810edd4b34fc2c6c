import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { probe, type LockCard } from './lock-socket.ts';

/** Where the sockets of a data folder lie, and how their names begin. */
export interface LockPlace {
  dataFolder: string;
  folder: string;
  prefix: string;
  /** On Windows there is one pipe that all try to open: the system lets one, and removes it with its process. */
  isShared: boolean;
}

/** Somebody holds the folder, or tries to, and does not answer. */
class SilentHolderError extends Error {
  override readonly name = 'SilentHolderError';
  constructor(dataFolder: string) {
    super(`A process that does not answer holds ${dataFolder}. End that AskOnce, then start again.`);
  }
}

/** In the data folder itself, or in the system's temporary one where the path would be too long for a socket. */
export function locate(dataFolder: string): LockPlace {
  const real = realpathSync(dataFolder);
  const digest = createHash('sha256').update(real).digest('hex').slice(0, 32);
  if (process.platform === 'win32') {
    return { dataFolder, folder: '\\\\.\\pipe\\', prefix: `askonce-${digest}`, isShared: true };
  }
  const inside: LockPlace = { dataFolder, folder: real, prefix: 'lock-', isShared: false };
  const isShort = Buffer.byteLength(addressOf(inside, 'ffffffff')) <= LONGEST_ADDRESS;
  return isShort ? inside : { ...inside, folder: os.tmpdir(), prefix: `askonce-${digest}-` };
}

export function addressOf({ folder, prefix, isShared }: LockPlace, name: string): string {
  return isShared ? folder + prefix : path.join(folder, `${prefix}${name}.sock`);
}

/** Everybody who listens there. Removes sockets of processes that are no more. */
export async function survey(place: LockPlace): Promise<{ name: string; card: LockCard }[]> {
  const found = await Promise.all(
    namesIn(place).map(async (name) => {
      const address = addressOf(place, name);
      const result = await probe(address);
      if (result.state === 'silent') throw new SilentHolderError(place.dataFolder);
      if (result.state === 'dead') removeOld(address);
      return result.state === 'answered' ? { name, card: result.card } : undefined;
    }),
  );
  return found.filter((other) => other !== undefined);
}

/** What a socket's address may take everywhere: 103 bytes on macOS, 107 on Linux. */
const LONGEST_ADDRESS = 100;
const OLD_MS = 10_000;

function namesIn({ folder, prefix, isShared }: LockPlace): string[] {
  if (isShared) return [''];
  const sockets = readdirSync(folder).filter((file) => file.startsWith(prefix) && file.endsWith('.sock'));
  return sockets
    .filter((file) => isOurs(path.join(folder, file)))
    .map((file) => file.slice(prefix.length, -'.sock'.length));
}

/** In a temporary folder that all users share, another one could put a socket and be sent our key. */
function isOurs(address: string): boolean {
  const status = lstatSync(address, { throwIfNoEntry: false });
  return status !== undefined && status.uid === process.getuid?.();
}

/** A young one may belong to a process that is just about to listen; left alone, a dead one does no harm. */
function removeOld(address: string): void {
  const age = Date.now() - (statSync(address, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
  if (age > OLD_MS) rmSync(address, { force: true });
}
