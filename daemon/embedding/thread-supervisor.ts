import type { Clock } from '../lib/clock.ts';
import type { EmbedOutcome } from './embedder.ts';
import type { EmbeddingThread, StartThread } from './embedding-thread.ts';
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts';

/** Where the embedder says what a person should know; pino's logger fits. */
export interface EmbedderLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface SupervisorOptions {
  start: ThreadStart;
  startThread: StartThread;
  clock: Clock;
  log: EmbedderLog;
  onOutcome(id: number, outcome: EmbedOutcome): void;
  /** Everything sent and not yet answered never will be. */
  onLost(reason: string): void;
}

const FIRST_RESTART_MS = 1_000;
const RESTART_FACTOR = 4;
const MAX_RESTARTS = 3;
/** A thread that ran this long before it crashed is forgiven its earlier crashes. */
const STABLE_AFTER_MS = 10 * 60_000;

/** Keeps one embedding thread alive: restarts it after a crash, ever later, and gives up in the end. */
export class ThreadSupervisor {
  readonly #options: SupervisorOptions;
  /** Resolves when loading is over for the first time, well or badly. */
  readonly loaded: Promise<void>;
  #noteLoaded: () => void = () => undefined;
  #state: 'loading' | 'ready' | 'failed' = 'loading';
  #thread: EmbeddingThread | undefined;
  #whyNot = '';
  #startedAt = 0;
  #restarts = 0;
  #restartTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.loaded = new Promise((resolve) => {
      this.#noteLoaded = resolve;
    });
    this.#start();
  }

  get state(): 'loading' | 'ready' | 'failed' {
    return this.#state;
  }

  /** Sends to the thread (one that still loads answers later), or returns why there is none. */
  send(message: ToThread): string | undefined {
    if (this.#thread === undefined) return this.#whyNot;
    this.#thread.send(message);
    return undefined;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#noteLoaded();
    clearTimeout(this.#restartTimer);
    const thread = this.#thread;
    this.#lose('The embedder is closed.');
    await thread?.stop();
  }

  #start(): void {
    const { start, startThread, clock } = this.#options;
    this.#startedAt = clock.elapsed();
    this.#thread = startThread(start, {
      onMessage: (message) => {
        this.#receive(message);
      },
      onEnd: (reason) => {
        if (!this.#isClosed && this.#state !== 'failed') this.#recover(reason);
      },
    });
  }

  #receive(message: FromThread): void {
    if (this.#isClosed) return;
    if (message.kind === 'outcome') this.#options.onOutcome(message.id, message.outcome);
    if (message.kind === 'failed') this.#fail(message.message);
    if (message.kind === 'ready') {
      this.#state = 'ready';
      this.#noteLoaded();
      const { id } = this.#options.start.description;
      this.#options.log.info({ model: id, loadMs: message.loadMs }, 'The embedding model is loaded.');
    }
  }

  #recover(cause: string): void {
    const { clock, log } = this.#options;
    if (clock.elapsed() - this.#startedAt >= STABLE_AFTER_MS) this.#restarts = 0;
    if (this.#restarts >= MAX_RESTARTS) {
      this.#fail(`The embedding thread keeps crashing (${cause}).`);
      return;
    }
    const delayMs = FIRST_RESTART_MS * RESTART_FACTOR ** this.#restarts;
    this.#restarts += 1;
    this.#state = 'loading';
    this.#lose('The embedding thread crashed and is about to be restarted.');
    log.warn({ cause, delayMs }, 'The embedding thread crashed: no semantic lookup until it is restarted.');
    this.#restartTimer = setTimeout(() => {
      this.#start();
    }, delayMs).unref();
  }

  #fail(cause: string): void {
    const { start, log } = this.#options;
    this.#state = 'failed';
    this.#noteLoaded();
    this.#lose(cause);
    log.warn({ model: start.description.id, cause }, semanticLookupIsOff(start.modelFolder, cause));
  }

  #lose(reason: string): void {
    this.#thread = undefined;
    this.#whyNot = reason;
    this.#options.onLost(reason);
  }
}

/** The sentence for the log when a model cannot be used. */
export function semanticLookupIsOff(modelFolder: string, cause: string): string {
  return (
    `Semantic lookup is off: ${cause} Exact lookups and routing go on. ` +
    `Restore ${modelFolder} (reinstall AskOnce, or check it out again), then restart.`
  );
}
