import net from 'node:net';

export type ProbeResult =
  | { state: 'answered'; line: string }
  /** Somebody listens, but says nothing: a process that is stopped or very busy. */
  | { state: 'silent' }
  /** A socket that nobody listens on any more. */
  | { state: 'refused' }
  | { state: 'gone' };

/** A holder answers in under a millisecond unless its process is stuck. */
const PATIENCE_MS = 2000;
const LONGEST_LINE = 1000;

/** Asks who listens at a local socket. */
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
      if (line.includes('\n') || line.length > LONGEST_LINE) finish({ state: 'answered', line });
    });
    // It closed without a word: it is on its way out.
    socket.on('end', () => {
      finish({ state: 'gone' });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      socket.destroy();
      if (error.code === 'ENOENT') resolve({ state: 'gone' });
      else if (error.code === 'ECONNREFUSED') resolve({ state: 'refused' });
      // Its queue of callers is full, or it went away in the middle of the answer.
      else if (error.code === 'EAGAIN') resolve({ state: 'silent' });
      else if (error.code === 'ECONNRESET') resolve({ state: 'gone' });
      else reject(error);
    });
  });
}
