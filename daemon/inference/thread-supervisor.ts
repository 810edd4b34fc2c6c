import type { Clock } from '../lib/clock.ts';
import type { ModelThread, StartThread } from './model-thread.ts';
import type { FromThread, ToThread, Unavailable } from './thread-messages.ts';

/** Where a local model says what a person should know; pino's logger fits. */
export interface InferenceLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** A model as messages name it. */
export interface NamedModel {
  id: string;
  /** What it does, for a sentence that begins with "The": "embedding model". */
  role: string;
  folder: string;
  /** What is lost without it, as a sentence. */
  withoutIt: string;
}

export interface SupervisorOptions<Request, Outcome> {
  model: NamedModel;
  startThread: StartThread<Request, Outcome>;
  clock: Clock;
  log: InferenceLog;
  onOutcome(id: number, outcome: Outcome | Unavailable): void;
  /** Everything sent and not yet answered never will be. */
  onLost(reason: string): void;
}

const FIRST_RESTART_MS = 1_000;
const RESTART_FACTOR = 4;
const MAX_RESTARTS = 3;
/** A thread that ran this long before it crashed is forgiven its earlier crashes. */
const STABLE_AFTER_MS = 10 * 60_000;

/** Keeps a model's thread alive: restarts it after a crash, ever later, and gives up in the end. */
export class ThreadSupervisor<Request, Outcome> {
  readonly #options: SupervisorOptions<Request, Outcome>;
  /** Resolves when loading is over for the first time, well or badly. */
  readonly loaded: Promise<void>;
  #noteLoaded: () => void = () => undefined;
  #state: 'loading' | 'ready' | 'failed' = 'loading';
  #thread: ModelThread<Request> | undefined;
  #whyNot = '';
  #startedAt = 0;
  #restarts = 0;
  #restartTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: SupervisorOptions<Request, Outcome>) {
    this.#options = options;
    this.loaded = new Promise((resolve) => {
      this.#noteLoaded = resolve;
    });
    this.#start();
  }

  get state(): 'loading' | 'ready' | 'failed' {
    return this.#state;
  }

  /** What to know of a model that cannot be used, and what to do, in words; undefined for any other. */
  get fault(): string | undefined {
    return this.#state === 'failed' ? modelIsOff(this.#options.model, this.#whyNot) : undefined;
  }

  /** Sends to the thread (one that still loads answers later), or returns why there is none. */
  send(message: ToThread<Request>): string | undefined {
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
    this.#lose(`The ${this.#options.model.role} is closed.`);
    await thread?.stop();
  }

  #start(): void {
    const { startThread, clock } = this.#options;
    this.#startedAt = clock.elapsed();
    this.#thread = startThread({
      onMessage: (message) => {
        this.#receive(message);
      },
      onEnd: (reason) => {
        if (!this.#isClosed && this.#state !== 'failed') this.#recover(reason);
      },
    });
  }

  #receive(message: FromThread<Outcome>): void {
    if (this.#isClosed) return;
    if (message.kind === 'outcome') this.#options.onOutcome(message.id, message.outcome);
    if (message.kind === 'failed') this.#fail(message.message);
    if (message.kind === 'ready') {
      this.#state = 'ready';
      this.#noteLoaded();
      const { model, log } = this.#options;
      log.info({ model: model.id, loadMs: message.loadMs }, `The ${model.role} is loaded.`);
    }
  }

  #recover(cause: string): void {
    const { clock, log, model } = this.#options;
    if (clock.elapsed() - this.#startedAt >= STABLE_AFTER_MS) this.#restarts = 0;
    if (this.#restarts >= MAX_RESTARTS) {
      this.#fail(`The thread of the ${model.role} keeps crashing (${cause}).`);
      return;
    }
    const delayMs = FIRST_RESTART_MS * RESTART_FACTOR ** this.#restarts;
    this.#restarts += 1;
    this.#state = 'loading';
    this.#lose(`The thread of the ${model.role} crashed and is about to be restarted.`);
    log.warn({ cause, delayMs }, `The thread of the ${model.role} crashed and is about to be restarted.`);
    this.#restartTimer = setTimeout(() => {
      this.#start();
    }, delayMs).unref();
  }

  #fail(cause: string): void {
    const { model, log } = this.#options;
    this.#state = 'failed';
    this.#noteLoaded();
    this.#lose(cause);
    log.warn({ model: model.id, cause }, modelIsOff(model, cause));
  }

  #lose(reason: string): void {
    this.#thread = undefined;
    this.#whyNot = reason;
    this.#options.onLost(reason);
  }
}

/** What is said, in the log and in the status, of a model that cannot be used. */
export function modelIsOff({ role, folder, withoutIt }: Omit<NamedModel, 'id'>, cause: string): string {
  return (
    `The ${role} is off: ${cause} ${withoutIt} ` +
    `Restore ${folder} (reinstall AskOnce, or check it out again), then restart.`
  );
}
