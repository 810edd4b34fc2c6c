import { chmodSync, existsSync } from 'node:fs';
import net from 'node:net';
import { z } from 'zod';

/** What a process says of itself on its socket. */
const lockCardSchema = z.object({
  pid: z.number(),
  port: z.number().optional(),
  version: z.string().optional(),
  /** False while it still looks whether somebody else has the lock. */
  isHolder: z.boolean(),
});
export type LockCard = z.infer<typeof lockCardSchema>;

export type ProbeResult =
  | { state: 'answered'; card: LockCard }
  /** Somebody listens, but says nothing: a process that is stopped or stuck. */
  | { state: 'silent' }
  /** A socket that nobody listens on any more. */
  | { state: 'dead' }
  | { state: 'gone' };

/** A process that works answers in a millisecond or so. */
const PATIENCE_MS = 2000;
const LONGEST_LINE = 1000;

/** Listens there and answers everybody with the card as it is then. Undefined where the address is taken. */
export function listen(address: string, card: LockCard): Promise<net.Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((connection) => {
      connection.on('error', () => connection.destroy());
      connection.end(`${JSON.stringify(card)}\n`);
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => {
      if (process.platform !== 'win32' && existsSync(address)) chmodSync(address, 0o600);
      // A lock alone keeps no process alive.
      server.unref();
      resolve(server);
    });
  });
}

/** Idempotent. The socket's file goes too. */
export function stopListening(server: net.Server): Promise<void> {
  return new Promise((resolve) => {
    // Its error only says that it had been closed before.
    server.close(() => {
      resolve();
    });
  });
}

/** Asks who listens there. */
export function probe(address: string): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    const socket = net.createConnection(address);
    let line = '';
    const finish = (result: ProbeResult): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setEncoding('utf8').setTimeout(PATIENCE_MS, () => {
      finish({ state: 'silent' });
    });
    socket.on('data', (text: string) => {
      line += text;
      if (line.length > LONGEST_LINE) finish({ state: 'silent' });
      else if (line.endsWith('\n'))
        finish({ state: 'answered', card: lockCardSchema.parse(JSON.parse(line)) });
    });
    // It closed without a word: it is on its way out.
    socket.on('end', () => {
      finish({ state: 'gone' });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const state = STATE_OF_ERROR[error.code ?? ''];
      if (state) finish({ state });
      else reject(error);
    });
  });
}

const STATE_OF_ERROR: Record<string, 'silent' | 'dead' | 'gone' | undefined> = {
  ENOENT: 'gone',
  ECONNREFUSED: 'dead',
  ECONNRESET: 'gone',
  EPIPE: 'gone',
  // Its queue of callers is full.
  EAGAIN: 'silent',
};
