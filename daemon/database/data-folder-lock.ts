import { createHash } from 'node:crypto';
import { chmodSync, existsSync, realpathSync, renameSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { probe } from './lock-probe.ts';

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
  /** What the next process to try is told. */
  announce(details: { port: number }): void;
  /** Idempotent. */
  release(): Promise<void>;
}

/**
 * One process per data folder. The lock is a socket on which its holder listens: the system closes it with the process,
 * however that ends, so nothing has to be guessed from process numbers or ages of files. Throws where the folder is
 * held by a process that does not answer.
 */
export async function lockDataFolder(
  folder: string,
  { version }: { version?: string } = {},
): Promise<DataFolderLock> {
  const address = addressOf(folder);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const holder: LockHolder = { pid: process.pid, port: undefined, version };
    const server = await tryListen(address, holder);
    if (server) return heldLock(server, holder);
    const found = await ask(address, folder);
    if (found.holder) return { held: false, holder: found.holder };
    if (found.isStale) await removeStale(address);
  }
  throw new Error(`Could not lock ${folder}: other processes are starting there at the same moment.`);
}

/** The process that holds the folder now, if any; takes nothing. */
export async function findHolder(folder: string): Promise<LockHolder | undefined> {
  return existsSync(folder) ? (await ask(addressOf(folder), folder)).holder : undefined;
}

const MOST_ATTEMPTS = 20;
/** What a socket's address may be long everywhere: 104 bytes on macOS, 108 on Linux. */
const LONGEST_ADDRESS = 100;

function addressOf(folder: string): string {
  const real = realpathSync(folder);
  const digest = createHash('sha256').update(real).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return `\\\\.\\pipe\\askonce-${digest}`;
  const inside = path.join(real, 'lock.sock');
  return Buffer.byteLength(inside) <= LONGEST_ADDRESS
    ? inside
    : path.join(os.tmpdir(), `askonce-${digest}.sock`);
}

/** Undefined where something is at that address already. */
function tryListen(address: string, holder: LockHolder): Promise<net.Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((connection) => {
      connection.on('error', () => connection.destroy());
      connection.end(`${JSON.stringify(holder)}\n`);
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => {
      if (process.platform !== 'win32') chmodSync(address, 0o600);
      // The lock alone keeps no process alive.
      server.unref();
      resolve(server);
    });
  });
}

function heldLock(server: net.Server, holder: LockHolder): HeldLock {
  return {
    held: true,
    announce({ port }) {
      holder.port = port;
    },
    release: () =>
      new Promise((resolve) => {
        // Its error only says that the lock has been released before. Closing removes the socket's file.
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function ask(address: string, folder: string): Promise<{ holder?: LockHolder; isStale: boolean }> {
  const found = await probe(address);
  if (found.state === 'silent') {
    throw new Error(`A process that does not answer holds ${folder}. End that AskOnce and start again.`);
  }
  if (found.state === 'answered') return { holder: parseHolder(found.line), isStale: false };
  return { isStale: found.state === 'refused' };
}

/**
 * Of several processes that find the same dead socket exactly one gets to rename it. That one looks again at what it
 * has in hand: were it the socket of a process that took over in between, it goes back.
 */
async function removeStale(address: string): Promise<void> {
  const inHand = `${address}.${process.pid}`;
  try {
    renameSync(address, inHand);
  } catch {
    return; // Another process was faster: the next attempt finds out what it did.
  }
  if ((await probe(inHand)).state === 'refused') rmSync(inHand, { force: true });
  else renameSync(inHand, address);
}

const holderSchema = z.object({
  pid: z.number(),
  port: z.number().optional(),
  version: z.string().optional(),
});

function parseHolder(line: string): LockHolder {
  const { pid, port, version } = holderSchema.parse(JSON.parse(line));
  return { pid, port, version };
}
