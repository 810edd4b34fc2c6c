import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../lib/clock.ts';
import type { StartThread } from './model-thread.ts';
import { settleWithin } from './settle-within.ts';
import type { Unavailable } from './thread-messages.ts';
import { ThreadSupervisor, type InferenceLog, type NamedModel } from './thread-supervisor.ts';

export interface ModelClientOptions<Request, Outcome> {
  model: NamedModel;
  startThread: StartThread<Request, Outcome>;
  log: InferenceLog;
  clock?: Clock | undefined;
  /** How many recent outcomes are kept. */
  cacheSize: number;
  /** Longest wait for an outcome, whether the model still loads or is busy. */
  deadlineMs: number;
}

interface Computation<Outcome> {
  key: string;
  outcome: Promise<Outcome>;
  settle(outcome: Outcome): void;
}

/** About a second of work; who comes after that many would wait past the deadline anyway. */
const MAX_COMPUTATIONS = 500;

/**
 * Asks a model that runs in a thread of this process: the same request is computed once, recent outcomes are
 * remembered, and nobody waits past the deadline.
 */
export class ModelClient<Request, Outcome extends object> {
  readonly #deadlineMs: number;
  readonly #role: string;
  readonly #recent: LRUCache<string, Outcome>;
  readonly #supervisor: ThreadSupervisor<Request, Outcome>;
  /** What the thread works on, by id, and by what is asked, so that equal requests share one. */
  readonly #byId = new Map<number, Computation<Outcome | Unavailable>>();
  readonly #byKey = new Map<string, Computation<Outcome | Unavailable>>();
  #lastId = 0;

  constructor({
    model,
    startThread,
    log,
    clock,
    cacheSize,
    deadlineMs,
  }: ModelClientOptions<Request, Outcome>) {
    this.#deadlineMs = deadlineMs;
    this.#role = model.role;
    this.#recent = new LRUCache({ max: cacheSize });
    this.#supervisor = new ThreadSupervisor({
      ...{ model, startThread, log },
      clock: clock ?? systemClock,
      onOutcome: (id, outcome) => {
        this.#finish(id, outcome);
      },
      onLost: (reason) => {
        for (const id of [...this.#byId.keys()]) this.#finish(id, { kind: 'unavailable', reason });
      },
    });
  }

  get state(): 'loading' | 'ready' | 'failed' {
    return this.#supervisor.state;
  }

  /** What to know of a model that cannot be used, and what to do, in words; undefined for any other. */
  get fault(): string | undefined {
    return this.#supervisor.fault;
  }

  /** Resolves when the model is loaded, or has failed to. */
  get loaded(): Promise<void> {
    return this.#supervisor.loaded;
  }

  /** The outcome for a request; equal requests have equal keys. Rejects only when `signal` aborts. */
  async ask(key: string, request: Request, signal?: AbortSignal): Promise<Outcome | Unavailable> {
    signal?.throwIfAborted();
    const recent = this.#recent.get(key);
    if (recent) return recent;
    const reason = `The ${this.#role} gave no answer within ${this.#deadlineMs} ms.`;
    return settleWithin(this.#compute(key, request), {
      ...{ deadlineMs: this.#deadlineMs, signal },
      late: { kind: 'unavailable', reason },
    });
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#supervisor.close();
  }

  #compute(key: string, request: Request): Promise<Outcome | Unavailable> {
    const running = this.#byKey.get(key);
    if (running) return running.outcome;
    if (this.#byId.size >= MAX_COMPUTATIONS) {
      return Promise.resolve({ kind: 'unavailable', reason: 'Too many questions wait for the model.' });
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const whyNot = this.#supervisor.send({ id, request });
    if (whyNot !== undefined) return Promise.resolve({ kind: 'unavailable', reason: whyNot });
    const computation = createComputation<Outcome | Unavailable>(key);
    this.#byId.set(id, computation);
    this.#byKey.set(key, computation);
    return computation.outcome;
  }

  #finish(id: number, outcome: Outcome | Unavailable): void {
    const computation = this.#byId.get(id);
    if (!computation) return;
    this.#byId.delete(id);
    this.#byKey.delete(computation.key);
    if (!isUnavailable(outcome)) this.#recent.set(computation.key, outcome);
    computation.settle(outcome);
  }
}

function isUnavailable(outcome: object): outcome is Unavailable {
  return 'kind' in outcome && outcome.kind === 'unavailable';
}

function createComputation<Outcome>(key: string): Computation<Outcome> {
  let settle: Computation<Outcome>['settle'] = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    settle = resolve;
  });
  return { key, outcome, settle };
}
