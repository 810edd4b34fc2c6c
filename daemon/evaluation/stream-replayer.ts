import type { Logger } from 'pino';
import type { Matcher } from '../cache/matching/matcher.ts';
import { normaliseQuestion } from '../cache/normalise.ts';
import { readBoundWeights } from '../cache/storable/bound-head.ts';
import { createBoundTo } from '../cache/storable/bound-questions.ts';
import type { Config } from '../config/config-schema.ts';
import { boundWeightsFile } from '../config/model-folders.ts';
import { createMatcher } from '../create-matcher.ts';
import { openStore } from '../create-store.ts';
import { invariant } from '../lib/errors.ts';
import type { StreamRow } from './judged-rows.ts';
import { openModels, type CacheModels } from './open-models.ts';
import { replayStream, type Replay } from './replay-stream.ts';

/** Replays logs through the cache of a configuration, each time through an empty one. */
export interface StreamReplayer {
  /** Whether a verifier is configured: without one no budget has an effect. */
  isVerified: boolean;
  replay(rows: readonly StreamRow[], options: ReplayOptions): Promise<Replay>;
}

export interface OpenStreamReplayer extends StreamReplayer {
  close(): Promise<void>;
}

export interface ReplayOptions {
  matching: Matching;
  /** Whether the rules that say what is never stored hold. */
  isGated: boolean;
}

/** What says whether a stored answer serves: the configured matcher within a budget, or a bare cut on cosine. */
export type Matching = { maxWrongRate: number } | { threshold: number };

interface ReplayerParts {
  config: Config;
  /** Where the user's own calibration may lie; absent: the shipped one counts. */
  dataFolder?: string;
  models: Pick<CacheModels, 'embedder' | 'verifier'>;
  log: Logger;
}

/** Texts embedded at once: enough to fill batches. */
const AT_ONCE = 64;

/** Loads the configured models. @throws Error where one of them cannot be used. */
export async function openStreamReplayer(
  config: Config,
  dataFolder: string,
  log: Logger,
): Promise<OpenStreamReplayer> {
  const models = await openModels(config, log);
  return { ...createStreamReplayer({ config, dataFolder, models, log }), close: () => models.close() };
}

/** The store is the embedded one, in memory, as large as configured. */
export function createStreamReplayer({ config, dataFolder, models, log }: ReplayerParts): StreamReplayer {
  const inMemory: Config = {
    ...config,
    semantic_cache: { ...config.semantic_cache, enabled: true, persist: false, backend_type: 'memory' },
  };
  const { embedder, verifier } = models;
  const boundTo = createBoundTo(readBoundWeights(boundWeightsFile()));
  const matcherFor = (matching: Matching): Matcher => {
    if ('threshold' in matching) return bareCut(matching.threshold);
    const cache = { ...config.semantic_cache, max_wrong_rate: matching.maxWrongRate };
    const withBudget = { ...config, semantic_cache: cache };
    return createMatcher({ config: withBudget, dataFolder, embedder, verifier, log });
  };
  return {
    isVerified: verifier !== undefined,
    async replay(rows, { matching, isGated }) {
      const matcher = matcherFor(matching);
      await embedAll(rows, models);
      const clock = eventClock();
      const { dimension } = embedder;
      const { store, database } = openStore(inMemory, '', { clock, log, dimension });
      invariant(store, 'the cache is on');
      try {
        return await replayStream(rows, { store, embedder, matcher, clock, boundTo, isGated });
      } finally {
        await store.close();
        database.close();
      }
    },
  };
}

/** What a cache does that cuts at a cosine: the reference. */
function bareCut(floor: number): Matcher {
  return {
    ...{ floor, keepsBudget: false },
    judge: ({ similarity }) =>
      Promise.resolve({
        ...{ serve: true, score: similarity, logOdds: undefined, probability: undefined },
        ...{ agreed: [], against: [] },
      }),
  };
}

/** The embedder remembers; one after another the questions would take longer. */
async function embedAll(rows: readonly StreamRow[], { embedder }: ReplayerParts['models']): Promise<void> {
  const questions = [...new Set(rows.map(({ text }) => normaliseQuestion(text)))];
  for (let from = 0; from < questions.length; from += AT_ONCE) {
    await Promise.all(questions.slice(from, from + AT_ONCE).map((question) => embedder.embed(question)));
  }
}

/** A millisecond passes at each look: order counts, and a slow machine evicts no others than a fast one. */
function eventClock(): { now: () => number; elapsed: () => number } {
  let now = 0;
  const tick = (): number => (now += 1);
  return { now: tick, elapsed: tick };
}
