import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { listen, stopListening, type LockCard } from './lock-socket.ts';
import { addressOf, locate, survey, type LockPlace } from './lock-place.ts';

/** The process that holds a data folder. */
export interface LockHolder {
  pid: number;
  /** Undefined until its server listens. */
  port: number | undefined;
  version: string | undefined;
}

export type DataFolderLock = HeldLock | { held: false; holder: LockHolder };

export interface HeldLock {
  held: true;
  /** What others are told from now on. */
  announce(details: { port: number }): void;
  /** Idempotent. */
  release(): Promise<void>;
}

/**
 * One process per data folder. The lock is a socket on which its holder listens: the system closes it with the process,
 * however that ends, so nothing has to be guessed from process numbers or from the age of files.
 *
 * Sockets have names of their own that are never used again, so a dead one can be removed without harm. Who wants the
 * lock listens first and then looks around; it has the lock when it sees nobody else. Of two at least the later one
 * sees the other, so both never have it; the one whose name comes later gives way.
 */
export async function lockDataFolder(
  folder: string,
  { version }: { version?: string } = {},
): Promise<DataFolderLock> {
  const place = locate(folder);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const others = await survey(place);
    const holder = others.find(({ card }) => card.isHolder);
    if (holder) return { held: false, holder: toHolder(holder.card) };
    const lock = others.length === 0 ? await tryToHold(place, version) : undefined;
    if (lock) return lock;
    await setTimeout(PAUSE_MS);
  }
  throw new Error(`Could not lock ${folder}: other processes keep starting there. Try again.`);
}

/** The process that holds the folder now, if any; takes nothing. */
export async function findHolder(folder: string): Promise<LockHolder | undefined> {
  if (!existsSync(folder)) return undefined;
  const others = await survey(locate(folder));
  const holder = others.find(({ card }) => card.isHolder);
  return holder && toHolder(holder.card);
}

/** Several processes that start in the same instant need a few. */
const MOST_ATTEMPTS = 500;
const PAUSE_MS = 5;

/** Undefined where somebody else is there as well; the caller then looks again. */
async function tryToHold(place: LockPlace, version: string | undefined): Promise<HeldLock | undefined> {
  const card: LockCard = { pid: process.pid, version, isHolder: false };
  const name = place.isShared ? '' : randomBytes(4).toString('hex');
  const server = await listen(addressOf(place, name), card);
  if (!server) return undefined;
  try {
    for (;;) {
      const others = (await survey(place)).filter((other) => other.name !== name);
      if (others.length === 0) break;
      if (others.some((other) => other.card.isHolder || other.name < name)) {
        await stopListening(server);
        return undefined;
      }
      await setTimeout(PAUSE_MS);
    }
  } catch (error) {
    await stopListening(server);
    throw error;
  }
  // Listening takes two calls of the system; somebody who looked between them took the socket for dead.
  if (!place.isShared && !existsSync(addressOf(place, name))) {
    await stopListening(server);
    return undefined;
  }
  card.isHolder = true;
  return heldLock(server, card);
}

function heldLock(server: Server, card: LockCard): HeldLock {
  return {
    held: true,
    announce({ port }) {
      card.port = port;
    },
    release: () => stopListening(server),
  };
}

function toHolder({ pid, port, version }: LockCard): LockHolder {
  return { pid, port, version };
}
