import { Worker } from 'node:worker_threads';
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts';

/** A running thread that embeds. After its `onEnd` it is gone. */
export interface EmbeddingThread {
  send(message: ToThread): void;
  /** Resolves when the thread has ended; `onEnd` is called before. Idempotent. */
  stop(): Promise<void>;
}

export interface ThreadListener {
  onMessage(message: FromThread): void;
  /** The thread is gone, whether it was stopped or crashed. Called once. */
  onEnd(reason: string): void;
}

export type StartThread = (start: ThreadStart, listener: ThreadListener) => EmbeddingThread;

/** Starts embedding-worker.ts, from source (tsx translates it) or compiled. */
export function startEmbeddingThread(start: ThreadStart, listener: ThreadListener): EmbeddingThread {
  const isSource = import.meta.url.endsWith('.ts');
  const worker = new Worker(
    new URL(isSource ? './embedding-worker.ts' : './embedding-worker.js', import.meta.url),
    {
      name: 'askonce-embedding',
      workerData: start,
      // The flags of the daemon's own process (a test runner's, say) are not for the thread.
      execArgv: isSource ? ['--import', typeScriptLoader()] : [],
    },
  );
  let reason = 'it ended by itself';
  worker.on('message', (message: FromThread) => {
    listener.onMessage(message);
  });
  worker.on('error', (error) => {
    reason = error instanceof Error ? error.message : String(error);
  });
  worker.on('exit', () => {
    listener.onEnd(reason);
  });
  return {
    send: (message) => {
      worker.postMessage(message);
    },
    stop: async () => {
      reason = 'it was stopped';
      await worker.terminate();
    },
  };
}

/**
 * On Node 20 a thread inherits no loader and `--import tsx` registers one on the main thread only, so the thread
 * registers its own. Resolved from here: a bare name would be looked for where the daemon was started.
 */
function typeScriptLoader(): string {
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  return `data:text/javascript,import { register } from ${tsx}; register();`;
}
