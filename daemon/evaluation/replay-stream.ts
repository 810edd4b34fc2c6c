import { setImmediate } from 'node:timers/promises';
import type { Matcher } from '../cache/matching/matcher.ts';
import type { BoundTo } from '../cache/storable/bound-questions.ts';
import { BLAMELESS_ANSWER } from '../cache/storable/storable.ts';
import { openAiChat } from '../dialects/openai-chat.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Clock } from '../lib/clock.ts';
import { AnswerKeeper } from '../pipeline/answer-keeper.ts';
import { createCacheLookup, type CacheLookup } from '../pipeline/cache-lookup.ts';
import { findAtOnce, search, type Hit, type Search } from '../pipeline/find-stored.ts';
import type { Recorder } from '../pipeline/recorder.ts';
import { openTurn, type Turn, type TurnContext } from '../pipeline/turn.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { StreamRow } from './judged-rows.ts';

/** The cache that a log is replayed through; the store is empty. */
export interface ReplayParts {
  store: AnswerStore;
  embedder: Embedder;
  matcher: Matcher;
  clock: Clock;
  boundTo: BoundTo;
  /** Whether the rules that say what is never stored hold; else every answer is kept. */
  isGated: boolean;
}

/** What became of one question of the log. */
export interface ReplayedRow {
  outcome: Hit['outcome'] | 'miss';
  /** Whether it was served an answer that is not its own. */
  isWrong: boolean;
}

export interface Replay {
  /** In the order of the log. */
  rows: ReplayedRow[];
  stored: number;
  /** Misses that were not stored, by reason. */
  notStored: Record<string, number>;
  /** Questions that were not looked up by meaning, by reason. */
  notLookedUp: Record<string, number>;
}

/** Everybody who asked in the log counts as one. */
const CALLER = {
  site: 'evaluation',
  owner: 'user:evaluation',
  user: 'evaluation',
  secret: new Uint8Array(32),
};
const CONTROLS = { noCache: false, noStore: false, maxAgeSeconds: undefined, onlyIfCached: false };
const MODEL = { id: 'evaluation', tier: undefined, simulated: false, price: undefined };
/** A log does not say when a question was asked: nothing expires. */
const TIME_TO_LIVE_MS = 10 * 365 * 86_400_000;

/**
 * Asks the questions of a log one after another, in one scope, on the road that a page's question takes: what is found
 * is served, and the answer to a miss is stored where it may be.
 * @throws what store or embedder throw: a broken part would pass for misses.
 */
export async function replayStream(rows: readonly StreamRow[], parts: ReplayParts): Promise<Replay> {
  const { store, embedder, matcher, clock, isGated } = parts;
  const tally = createTally();
  const shared = { store, embedder, clock, recorder: tally };
  const lookup = createCacheLookup({ ...shared, matcher });
  const keeper = new AnswerKeeper({
    ...{ ...shared, keepsSimulated: false, timeToLiveMs: TIME_TO_LIVE_MS },
    ...(!isGated && { whyNotStored: () => undefined }),
  });
  const answers = new Map<string, string>();
  const replayed: ReplayedRow[] = [];
  for (const { text, answer_id: answerId } of rows) {
    const turn = openQuestion(text, {
      ...{ clock, generation: store.generation() },
      boundTo: isGated ? parts.boundTo : undefined,
    });
    if (turn.bypass !== undefined) tally.semanticSkipped(turn.bypass);
    const { hit, vector } = await find(lookup, turn);
    if (hit) {
      await store.recordHit(hit.entry.id, clock.now());
      replayed.push({ outcome: hit.outcome, isWrong: answers.get(hit.entry.id) !== answerId });
    } else {
      await keeper.learn(turn, { model: MODEL, vector }, BLAMELESS_ANSWER);
      answers.set(turn.entryId, answerId);
      replayed.push({ outcome: 'miss', isWrong: false });
    }
    tally.throwFault();
    // Between two requests the store gets its turn, which builds the graph of many vectors.
    await setImmediate();
  }
  return { rows: replayed, ...tally.counts };
}

function openQuestion(text: string, context: Omit<TurnContext, 'createId'>): Turn {
  const request = openAiChat.readRequest({ model: 'auto', messages: [{ role: 'user', content: text }] });
  const ask = { request, caller: CALLER, controls: CONTROLS, signal: new AbortController().signal };
  return openTurn(ask, { ...context, createId: () => 'replayed' });
}

async function find(lookup: CacheLookup, turn: Turn): Promise<Pick<Search, 'hit' | 'vector'>> {
  if (turn.bypass !== undefined) return { hit: undefined, vector: undefined };
  const hit = await findAtOnce(lookup, [turn]);
  return hit ? { hit, vector: undefined } : search(lookup, [turn]);
}

type Counts = Omit<Replay, 'rows'>;

/** Counts what the pipeline reports. */
function createTally(): Recorder & { counts: Counts; throwFault(): void } {
  const counts: Counts = { stored: 0, notStored: {}, notLookedUp: {} };
  let fault: { error: unknown } | undefined;
  return {
    counts,
    throwFault() {
      if (fault) throw fault.error;
    },
    finished: () => undefined,
    passedUnread: () => undefined,
    audited: () => undefined,
    semanticSkipped(reason) {
      counts.notLookedUp[reason] = (counts.notLookedUp[reason] ?? 0) + 1;
    },
    stored() {
      counts.stored += 1;
    },
    notStored(reason) {
      counts.notStored[reason] = (counts.notStored[reason] ?? 0) + 1;
    },
    partFailed(_part, error) {
      fault ??= { error };
    },
  };
}
