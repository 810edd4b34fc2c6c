import { replay } from '../cache/replay.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { Clock } from '../lib/clock.ts';
import { DaemonError } from '../lib/errors.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import type { Router } from '../router/router.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { AnswerKeeper } from './answer-keeper.ts';
import type { Ask, ChatPipeline, Reply } from './ask.ts';
import type { CacheLookup } from './cache-lookup.ts';
import { chooseModels } from './choose-models.ts';
import { generate } from './generate.ts';
import { InFlight, type Work } from './in-flight.ts';
import type { Recorder } from './recorder.ts';
import { reportEnd } from './report-end.ts';
import { openTurn, type Turn } from './turn.ts';
import { followerVerdict, freshVerdict, hitVerdict, type Judged } from './verdict-of.ts';
import type { Verdict } from './verdict.ts';

export interface PipelineParts {
  /** Undefined where the cache is switched off: nothing is read or stored then. */
  cache: { store: AnswerStore; lookup: CacheLookup; keeper: AnswerKeeper } | undefined;
  router: Router;
  models: ModelRegistry;
  recorder: Recorder;
  clock: Clock;
  createId: () => string;
}

type Answering = Work<Verdict, ChatChunk>;

const SAME_QUESTION: Judged = { evidence: ['the same question'] };

/**
 * The road of every request: exact lookup, embed, semantic lookup, route, generate, store. Equal requests that come
 * while one is on its way join it after the exact lookup. Any part of the cache that fails is a miss.
 */
export function createChatPipeline(parts: PipelineParts): ChatPipeline {
  const { cache, recorder, clock, createId } = parts;
  const inFlight = new InFlight<Verdict, ChatChunk>();

  async function answer(turn: Turn): Promise<Answering> {
    if (turn.bypass !== undefined || !cache) return askModel(turn, turn.signal);

    const exact = await cache.lookup.exact(turn);
    if (exact) return serve(turn, exact, { outcome: 'hit-exact', judged: SAME_QUESTION, confidence: 1 });

    const joined = await inFlight.join(flightKey(turn), turn.signal, (signal) => answerAnew(turn, signal));
    return joined.isLeader ? joined : { head: followerVerdict(turn, joined.head), items: joined.items };
  }

  async function answerAnew(turn: Turn, signal: AbortSignal): Promise<Answering> {
    const [exact, vector] = await Promise.all([
      cache?.lookup.exactElsewhere(turn),
      turn.stages.measure('embed', () => cache?.lookup.embed(turn)),
    ]);
    if (exact) return serve(turn, exact, { outcome: 'hit-exact', judged: SAME_QUESTION, confidence: 1 });
    const decision =
      vector && (await turn.stages.measure('semantic', () => cache?.lookup.semantic(turn, vector)));
    if (decision?.serve) {
      const confidence = cache?.lookup.confidenceAt(decision.similarity);
      return serve(turn, decision.candidate.entry, { outcome: 'hit-semantic', judged: decision, confidence });
    }
    return askModel(turn, signal, { vector, judged: decision });
  }

  async function askModel(
    turn: Turn,
    signal: AbortSignal,
    { vector, judged }: { vector?: Float32Array | undefined; judged?: Judged | undefined } = {},
  ): Promise<Answering> {
    if (turn.controls.onlyIfCached) throw notCached();
    const { models, reason } = await turn.stages.measure('route', () => chooseModels(turn, vector, parts));
    const { model, chunks, failed } = await turn.stages.measure('generate', () =>
      generate(models, turn.request, signal),
    );
    const outcome = turn.bypass === undefined ? 'miss' : 'bypass';
    return {
      head: freshVerdict(turn, model, { outcome, judged, reason, failed }),
      items: cache?.keeper.keep(turn, { model, vector }, chunks) ?? chunks,
    };
  }

  function serve(
    turn: Turn,
    entry: CacheEntry,
    hit: { outcome: 'hit-exact' | 'hit-semantic'; judged: Judged; confidence: number | undefined },
  ): Answering {
    const now = clock.now();
    cache?.store.recordHit(entry.id, now).catch((error: unknown) => {
      recorder.partFailed('store', error);
    });
    return { head: hitVerdict(turn, entry, { ...hit, now }), items: replay(entry, turn.request) };
  }

  return (ask: Ask): Promise<Reply> => {
    const turn = openTurn(ask, { createId, clock, generation: cache?.store.generation() });
    return reportEnd(turn, recorder, () => answer(turn));
  };
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
