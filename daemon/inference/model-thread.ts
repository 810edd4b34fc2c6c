import { Worker } from 'node:worker_threads';
import { STOP, type FromThread, type ToThread } from './thread-messages.ts';

/** A running thread with a model in it. After its `onEnd` it is gone. */
export interface ModelThread<Request> {
  send(message: ToThread<Request>): void;
  /** Lets it finish what it is at; resolves when the thread has ended; `onEnd` is called before. Idempotent. */
  stop(): Promise<void>;
}

export interface ThreadListener<Outcome> {
  onMessage(message: FromThread<Outcome>): void;
  /** The thread is gone, whether it was stopped or crashed. Called once. */
  onEnd(reason: string): void;
}

export type StartThread<Request, Outcome> = (listener: ThreadListener<Outcome>) => ModelThread<Request>;

interface ThreadProgram {
  /** Shown by debuggers and profilers. */
  name: string;
  /** The worker's file, from source (tsx translates it) or compiled. */
  file: URL;
  /** What it is started with: anything that can be cloned. */
  start: unknown;
}

/** Longer than any model here takes to load. */
const STOPS_WITHIN_MS = 15_000;

export function startModelThread<Request, Outcome>(
  { name, file, start }: ThreadProgram,
  listener: ThreadListener<Outcome>,
): ModelThread<Request> {
  keepToItself();
  const worker = new Worker(file, {
    name,
    workerData: start,
    // The flags of the daemon's own process (a test runner's, say) are not for the thread.
    execArgv: file.pathname.endsWith('.ts') ? ['--import', typeScriptLoader()] : [],
  });
  let reason = 'it ended by itself';
  worker.on('message', (message: FromThread<Outcome>) => {
    listener.onMessage(message);
  });
  worker.on('error', (error) => {
    reason = error instanceof Error ? error.message : String(error);
  });
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      listener.onEnd(reason);
      resolve();
    });
  });
  return {
    send: (message) => {
      worker.postMessage(message);
    },
    stop: async () => {
      reason = 'it was stopped';
      worker.postMessage(STOP);
      const giveUp = setTimeout(() => void worker.terminate(), STOPS_WITHIN_MS);
      await ended;
      clearTimeout(giveUp);
    },
  };
}

/**
 * ONNX Runtime from 1.29 on tells Microsoft of the process and of each model, and keeps a device id in the user's cache folder, unless
 * this stands in the environment before it is loaded (microsoft/onnxruntime#27379). Native code reads the process's own
 * environment: a thread's copy of it would not do. On Windows it has no such switch: the system's setting for diagnostic data decides.
 */
function keepToItself(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}

/**
 * On Node 20 a thread inherits no loader and `--import tsx` registers one on the main thread only, so the thread
 * registers its own. Resolved from here: a bare name would be looked for where the daemon was started.
 */
function typeScriptLoader(): string {
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  return `data:text/javascript,import { register } from ${tsx}; register();`;
}
