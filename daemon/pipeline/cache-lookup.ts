import { decide, type Decision } from '../cache/decision.ts';
import type { Matcher } from '../cache/matching/matcher.ts';
import { BOUND_CODES } from '../cache/storable/bound-kind.ts';
import type { CacheEntry, Candidate } from '../chat/cache-entry.ts';
import { textOf, type ChatRequest } from '../chat/chat-request.ts';
import { UNSUITABLE_WORDS, type Embedder, type EmbedOutcome } from '../embedding/embedder.ts';
import type { Clock } from '../lib/clock.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import { learntFor, type LearntOf } from './learnt-for.ts';
import type { Recorder } from './recorder.ts';
import type { Turn } from './turn.ts';

export interface CacheLookupOptions {
  store: AnswerStore;
  embedder: Embedder;
  matcher: Matcher;
  clock: Clock;
  recorder: Recorder;
  /** Absent: nothing learns. */
  learnt?: LearntOf | undefined;
}

/** What the embedder makes of a question. */
export interface Embedded {
  /** Of unit length; undefined where it cannot be had. */
  vector: Float32Array | undefined;
  /** What keeps the model from it, for people. */
  unsuitable: string | undefined;
}

/** Finds stored answers. A store or an embedder that fails means a miss, counted and logged, never an error. */
export interface CacheLookup {
  /** The same question, where that can be told at once. */
  exact(turn: Turn): Promise<CacheEntry | undefined>;
  /** The same question, where the store keeps some answers elsewhere. */
  exactElsewhere(turn: Turn): Promise<CacheEntry | undefined>;
  embed(turn: Turn): Promise<Embedded>;
  semantic(turn: Turn, vector: Float32Array): Promise<Decision>;
}

/** Two are looked at, one more covers an entry that the request's own limits rule out. */
const CANDIDATES = 3;
/** English text has about four characters a token; three errs on the side of a miss. */
const FEWEST_CHARACTERS_PER_TOKEN = 3;
const NOTHING: Decision = {
  ...{ serve: false, best: undefined, candidateId: undefined, similarity: undefined },
  ...{ logOdds: undefined, probability: undefined, agreed: [], against: [] },
};

export function createCacheLookup({
  store,
  embedder,
  matcher,
  clock,
  recorder,
  learnt,
}: CacheLookupOptions): CacheLookup {
  async function exactly(
    turn: Turn,
    get: () => Promise<CacheEntry | undefined>,
  ): Promise<CacheEntry | undefined> {
    try {
      const entry = await turn.stages.measure('exact', get);
      return entry && serves(entry, turn, clock) ? entry : undefined;
    } catch (error) {
      recorder.partFailed('store', error);
      return undefined;
    }
  }

  return {
    exact: (turn) =>
      exactly(turn, () => store.getNear?.(turn.entryId) ?? store.get(turn.entryId, turn.scope)),

    async exactElsewhere(turn) {
      return store.getNear && exactly(turn, () => store.get(turn.entryId, turn.scope));
    },

    async embed(turn) {
      const outcome = await embedder.embed(turn.question, turn.signal);
      const skipped = whySkipped(turn, outcome);
      if (skipped !== undefined) recorder.semanticSkipped(skipped);
      return {
        vector: outcome.kind === 'vector' ? outcome.vector : undefined,
        unsuitable: outcome.kind === 'unsuitable' ? UNSUITABLE_WORDS[outcome.reason] : undefined,
      };
    },

    async semantic(turn, vector) {
      try {
        const { question, signal } = turn;
        const shared = { question, vector, matcher, signal, learnt: learntFor(learnt, turn) };
        const judge = (near: Candidate[]): Promise<Decision> => {
          const candidates = near.filter(({ entry }) => serves(entry, turn, clock));
          return decide({ ...shared, candidates });
        };
        const near = await store.findNearest({
          ...{ scope: turn.scope, vector, embedder: embedder.id, limit: CANDIDATES },
          isEnough: async (candidates) => (await judge(candidates)).serve,
        });
        const decision = await judge(near);
        if (!decision.serve && decision.isUnverified) recorder.semanticSkipped('verifier-unavailable');
        return decision;
      } catch (error) {
        turn.signal.throwIfAborted();
        recorder.partFailed('store', error);
        return NOTHING;
      }
    },
  };
}

/** Why a question is not looked up by meaning: a code; undefined where it is. */
function whySkipped({ bound }: Turn, outcome: EmbedOutcome): string | undefined {
  if (bound !== undefined) return BOUND_CODES[bound];
  if (outcome.kind === 'vector') return undefined;
  return outcome.kind === 'unsuitable' ? outcome.reason : 'embedder-unavailable';
}

/** What is checked on each candidate, whatever the store said of it. */
function serves(entry: CacheEntry, { scope, controls, request }: Turn, clock: Clock): boolean {
  const now = clock.now();
  if (entry.scope !== scope) return false;
  if (entry.expiresAt !== undefined && entry.expiresAt <= now) return false;
  if (controls.maxAgeSeconds !== undefined && now - entry.createdAt > controls.maxAgeSeconds * 1000)
    return false;
  if (wasSaidBefore(entry, request)) return false;
  return request.maxTokens === undefined || tokensOf(entry) <= request.maxTokens;
}

/** Who asks again in one conversation, in whatever words, wants another answer than the one that stands there. */
function wasSaidBefore({ answer }: CacheEntry, { messages }: ChatRequest): boolean {
  const text = answer.text.trim();
  return messages.some(({ role, content }) => role === 'assistant' && textOf(content)?.trim() === text);
}

function tokensOf({ answer }: CacheEntry): number {
  return answer.usage?.completionTokens ?? Math.ceil(answer.text.length / FEWEST_CHARACTERS_PER_TOKEN);
}
