import path from 'node:path';
import { ModelClient } from '../inference/model-client.ts';
import type { StartThread } from '../inference/model-thread.ts';
import { modelIsOff, type InferenceLog } from '../inference/thread-supervisor.ts';
import type { Clock } from '../lib/clock.ts';
import { describeModel } from './describe-model.ts';
import type { Embedder, EmbedOutcome, EmbedResult } from './embedder.ts';
import { startEmbeddingThread } from './embedding-thread.ts';
import type { ModelDescription } from './model-description.ts';
import { isSurelyTooLong } from './suitability.ts';

export interface LocalEmbedderOptions {
  /** Holds the model: `askonce.json`, tokenizer and ONNX weights. */
  modelFolder: string;
  log: InferenceLog;
  clock?: Clock;
  /** How many recent questions keep their vectors; about 2 KiB each. */
  cacheSize?: number;
  /** Longest wait for a vector, whether the model still loads or is busy. */
  deadlineMs?: number;
  startThread?: StartThread<string, EmbedResult>;
}

const DEFAULT_CACHE_SIZE = 1_000;
const DEFAULT_DEADLINE_MS = 500;
const ROLE = {
  role: 'embedding model',
  withoutIt: 'Semantic lookup is off; exact lookups and routing go on.',
};

/** An embedder whose model runs in a thread of this process. Loads in the background; never throws. */
export function createLocalEmbedder(options: LocalEmbedderOptions): Embedder {
  const { modelFolder: folder, log } = options;
  try {
    return embedderOf(describeModel(folder), options);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const fault = modelIsOff({ ...ROLE, folder }, cause);
    log.warn({ modelFolder: folder, cause }, fault);
    return embedderWithoutModel(path.basename(folder), { cause, fault });
  }
}

function embedderOf(description: ModelDescription, options: LocalEmbedderOptions): Embedder {
  const { id, dimension, similarityFloor, windowTokens } = description;
  const { modelFolder, log, clock } = options;
  const { cacheSize = DEFAULT_CACHE_SIZE, deadlineMs = DEFAULT_DEADLINE_MS } = options;
  const measuredFloors = [...description.measuredFloors].sort((a, b) => b.floor - a.floor);
  const client = new ModelClient<string, EmbedResult>({
    model: { ...ROLE, id, folder: modelFolder },
    startThread: options.startThread ?? startEmbeddingThread({ modelFolder, description }),
    ...{ log, clock, cacheSize, deadlineMs },
  });
  return {
    ...{ id, dimension, similarityFloor },
    confidenceAt: (similarity) => measuredFloors.find(({ floor }) => floor <= similarity)?.precision,
    state: () => client.state,
    fault: () => client.fault,
    loaded: () => client.loaded,
    embed: async (text, signal) => {
      signal?.throwIfAborted();
      if (isSurelyTooLong(text, windowTokens)) return { kind: 'unsuitable', reason: 'too-long' };
      return client.ask(text, text, signal);
    },
    close: () => client.close(),
  };
}

function embedderWithoutModel(id: string, { cause, fault }: { cause: string; fault: string }): Embedder {
  return {
    id,
    dimension: 0,
    similarityFloor: 1,
    confidenceAt: () => undefined,
    state: () => 'failed',
    fault: () => fault,
    loaded: () => Promise.resolve(),
    embed: (_text, signal): Promise<EmbedOutcome> =>
      Promise.resolve().then(() => {
        signal?.throwIfAborted();
        return { kind: 'unavailable', reason: cause };
      }),
    close: () => Promise.resolve(),
  };
}
