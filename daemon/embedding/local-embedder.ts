import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../lib/clock.ts';
import { describeModel } from './describe-model.ts';
import type { Embedder, EmbedOutcome } from './embedder.ts';
import { startEmbeddingThread, type StartThread } from './embedding-thread.ts';
import type { ModelDescription } from './model-description.ts';
import { settleWithin } from './settle-within.ts';
import { isSurelyTooLong } from './suitability.ts';
import { semanticLookupIsOff, ThreadSupervisor, type EmbedderLog } from './thread-supervisor.ts';

export interface LocalEmbedderOptions {
  /** Holds the model: `askonce.json`, tokenizer and ONNX weights. */
  modelFolder: string;
  log: EmbedderLog;
  clock?: Clock;
  /** How many recent questions keep their vectors; about 2 KiB each. */
  cacheSize?: number;
  /** Longest wait for a vector, whether the model still loads or is busy. */
  deadlineMs?: number;
  startThread?: StartThread;
}

/** An embedder whose model runs in a thread of this process. Loads in the background; never throws. */
export function createLocalEmbedder(options: LocalEmbedderOptions): Embedder {
  const { modelFolder, log } = options;
  try {
    return new LocalEmbedder(describeModel(modelFolder), options);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    log.warn({ modelFolder, cause }, semanticLookupIsOff(modelFolder, cause));
    return embedderWithoutModel(path.basename(modelFolder), cause);
  }
}

function embedderWithoutModel(id: string, reason: string): Embedder {
  return {
    id,
    dimension: 0,
    similarityFloor: 1,
    confidenceAt: () => undefined,
    state: () => 'failed',
    loaded: () => Promise.resolve(),
    embed: (_text, signal) =>
      Promise.resolve().then(() => {
        signal?.throwIfAborted();
        return { kind: 'unavailable', reason };
      }),
    close: () => Promise.resolve(),
  };
}

interface Computation {
  text: string;
  outcome: Promise<EmbedOutcome>;
  settle(outcome: EmbedOutcome): void;
}

const DEFAULT_CACHE_SIZE = 1_000;
const DEFAULT_DEADLINE_MS = 500;
/** About a second of work; who comes after that many would wait past the deadline anyway. */
const MAX_COMPUTATIONS = 500;

class LocalEmbedder implements Embedder {
  readonly id: string;
  readonly dimension: number;
  readonly similarityFloor: number;
  readonly #measuredFloors: ModelDescription['measuredFloors'];
  readonly #windowTokens: number;
  readonly #deadlineMs: number;
  readonly #recent: LRUCache<string, EmbedOutcome>;
  readonly #supervisor: ThreadSupervisor;
  /** What the thread works on, by id, and each text's computation, so that equal texts share one. */
  readonly #byId = new Map<number, Computation>();
  readonly #byText = new Map<string, Computation>();
  #lastId = 0;

  constructor(description: ModelDescription, options: LocalEmbedderOptions) {
    this.id = description.id;
    this.dimension = description.dimension;
    this.similarityFloor = description.similarityFloor;
    this.#measuredFloors = [...description.measuredFloors].sort((a, b) => b.floor - a.floor);
    this.#windowTokens = description.windowTokens;
    this.#deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    this.#recent = new LRUCache({ max: options.cacheSize ?? DEFAULT_CACHE_SIZE });
    this.#supervisor = new ThreadSupervisor({
      start: { modelFolder: options.modelFolder, description },
      startThread: options.startThread ?? startEmbeddingThread,
      clock: options.clock ?? systemClock,
      log: options.log,
      onOutcome: (id, outcome) => {
        this.#finish(id, outcome);
      },
      onLost: (reason) => {
        for (const id of [...this.#byId.keys()]) this.#finish(id, { kind: 'unavailable', reason });
      },
    });
  }

  confidenceAt(similarity: number): number | undefined {
    return this.#measuredFloors.find(({ floor }) => floor <= similarity)?.precision;
  }

  state(): 'loading' | 'ready' | 'failed' {
    return this.#supervisor.state;
  }

  loaded(): Promise<void> {
    return this.#supervisor.loaded;
  }

  async embed(text: string, signal?: AbortSignal): Promise<EmbedOutcome> {
    signal?.throwIfAborted();
    const recent = this.#recent.get(text);
    if (recent) return recent;
    if (isSurelyTooLong(text, this.#windowTokens)) return { kind: 'unsuitable', reason: 'too-long' };
    return settleWithin(this.#compute(text), {
      deadlineMs: this.#deadlineMs,
      late: { kind: 'unavailable', reason: `The model gave no vector within ${this.#deadlineMs} ms.` },
      signal,
    });
  }

  close(): Promise<void> {
    return this.#supervisor.close();
  }

  #compute(text: string): Promise<EmbedOutcome> {
    const running = this.#byText.get(text);
    if (running) return running.outcome;
    if (this.#byId.size >= MAX_COMPUTATIONS) {
      return Promise.resolve({ kind: 'unavailable', reason: 'Too many questions wait for the model.' });
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const whyNot = this.#supervisor.send({ id, text });
    if (whyNot !== undefined) return Promise.resolve({ kind: 'unavailable', reason: whyNot });
    const computation = createComputation(text);
    this.#byId.set(id, computation);
    this.#byText.set(text, computation);
    return computation.outcome;
  }

  #finish(id: number, outcome: EmbedOutcome): void {
    const computation = this.#byId.get(id);
    if (!computation) return;
    this.#byId.delete(id);
    this.#byText.delete(computation.text);
    if (outcome.kind !== 'unavailable') this.#recent.set(computation.text, outcome);
    computation.settle(outcome);
  }
}

function createComputation(text: string): Computation {
  let settle: Computation['settle'] = () => undefined;
  const outcome = new Promise<EmbedOutcome>((resolve) => {
    settle = resolve;
  });
  return { text, outcome, settle };
}
