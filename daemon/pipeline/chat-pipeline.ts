import { replay } from '../cache/replay.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { Clock } from '../lib/clock.ts';
import { DaemonError } from '../lib/errors.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import type { Router } from '../router/router.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { Ask, ChatPipeline, Reply } from './ask.ts';
import type { CacheLookup } from './cache-lookup.ts';
import { generate } from './generate.ts';
import { InFlight, type Work } from './in-flight.ts';
import type { Recorder } from './recorder.ts';
import { reportEnd } from './report-end.ts';
import { chooseModels } from './choose-models.ts';
import type { AnswerKeeper } from './store-answer.ts';
import { openTurn, type Turn } from './turn.ts';
import type { CacheOutcome, Verdict } from './verdict.ts';

export interface PipelineParts {
  /** Undefined where the cache is switched off: nothing is read or stored then. */
  cache: { store: AnswerStore; lookup: CacheLookup; keeper: AnswerKeeper } | undefined;
  router: Router;
  models: ModelRegistry;
  recorder: Recorder;
  clock: Clock;
  createId: () => string;
}

/**
 * The road of every request: exact lookup, embed, semantic lookup, route, generate, store. Equal requests that come
 * while one is on its way join it after the exact lookup. Any part of the cache that fails is a miss.
 */
export function createChatPipeline(parts: PipelineParts): ChatPipeline {
  const { cache, recorder, clock, createId } = parts;
  const inFlight = new InFlight<Verdict, ChatChunk>();

  async function answer(turn: Turn): Promise<Reply> {
    if (turn.bypass !== undefined || !cache) return replyOf(await askModel(turn, turn.signal, 'bypass'));

    const exact = await turn.stages.measure('exact', () => cache.lookup.exact(turn));
    if (exact) return replyOf(fromCache(turn, exact, 'hit-exact', { evidence: ['the same question'] }));

    const joined = await inFlight.join(flightKey(turn), turn.signal, (signal) => answerAnew(turn, signal));
    return joined.isLeader ? replyOf(joined) : replyOf(asFollower(turn, joined));
  }

  async function answerAnew(turn: Turn, signal: AbortSignal): Promise<Work<Verdict, ChatChunk>> {
    if (!cache) return askModel(turn, signal, 'bypass');
    const vector = await turn.stages.measure('embed', () => cache.lookup.embed(turn));
    const decision =
      vector && (await turn.stages.measure('semantic', () => cache.lookup.semantic(turn, vector)));
    if (decision?.serve) return fromCache(turn, decision.candidate.entry, 'hit-semantic', decision);
    return askModel(turn, signal, 'miss', { vector, refused: decision });
  }

  async function askModel(
    turn: Turn,
    signal: AbortSignal,
    outcome: CacheOutcome,
    { vector, refused }: { vector?: Float32Array | undefined; refused?: Judged | undefined } = {},
  ): Promise<Work<Verdict, ChatChunk>> {
    if (turn.controls.onlyIfCached) throw notCached();
    const choice = await turn.stages.measure('route', () => chooseModels(turn, vector, parts));
    const { model, chunks, failed } = await turn.stages.measure('generate', () =>
      generate(choice.models, turn.request, signal),
    );
    return {
      head: {
        ...verdictBase(turn, outcome),
        ...judgement(refused),
        model: model.id,
        tier: model.tier,
        reason: [...failed.map((one) => `${one.model} failed (${one.code})`), choice.reason].join('; '),
        ageSeconds: undefined,
        failed,
      },
      items: cache ? cache.keeper.keep(turn, { model, vector }, chunks) : chunks,
    };
  }

  function fromCache(
    turn: Turn,
    entry: CacheEntry,
    outcome: CacheOutcome,
    judged: Judged,
  ): Work<Verdict, ChatChunk> {
    cache?.store.recordHit(entry.id, clock.now()).catch((error: unknown) => {
      recorder.partFailed('store', error);
    });
    const head: Verdict = {
      ...verdictBase(turn, outcome),
      ...judgement(judged),
      model: entry.model,
      tier: entry.tier,
      reason:
        outcome === 'hit-exact'
          ? 'the same question was answered before'
          : 'an equivalent question was answered before',
      ageSeconds: Math.max(0, Math.floor((clock.now() - entry.createdAt) / 1000)),
      entryId: entry.id,
      failed: [],
    };
    return { head, items: replay(entry, turn.request) };
  }

  return async (ask: Ask) => {
    const turn = openTurn(ask, { createId, clock, generation: cache?.store.generation() });
    return reportEnd(turn, recorder, () => answer(turn));
  };
}

interface Judged {
  similarity?: number | undefined;
  evidence: string[];
}

function judgement(judged: Judged | undefined): Pick<Verdict, 'similarity' | 'evidence'> {
  return { similarity: judged?.similarity, evidence: judged?.evidence ?? [] };
}

function verdictBase(
  turn: Turn,
  cache: CacheOutcome,
): Pick<Verdict, 'id' | 'cache' | 'stagesMs' | 'entryId'> {
  return { id: turn.id, cache, stagesMs: turn.stages.milliseconds, entryId: turn.entryId };
}

function replyOf({ head, items }: Work<Verdict, ChatChunk>): Reply {
  return { verdict: head, chunks: items };
}

/** A follower of a fresh answer was spared a call; one who follows a cached answer simply has that. */
function asFollower(turn: Turn, { head, items }: Work<Verdict, ChatChunk>): Work<Verdict, ChatChunk> {
  const cache = head.cache === 'miss' ? 'hit-coalesced' : head.cache;
  return { head: { ...head, id: turn.id, cache, stagesMs: turn.stages.milliseconds }, items };
}

/** What must be equal for two requests to share one answer while it is made; streams and whole answers stay apart. */
function flightKey({ entryId, request, controls }: Turn): string {
  return [entryId, request.stream, request.maxTokens, JSON.stringify(controls)].join('|');
}

function notCached(): DaemonError {
  return new DaemonError({
    code: 'not_cached',
    status: 504,
    message: 'No stored answer fits, and "cache-control: only-if-cached" forbids to ask a model.',
  });
}
