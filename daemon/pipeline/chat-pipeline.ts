import type { ChatChunk } from '../chat/chat-chunk.ts';
import { DaemonError } from '../lib/errors.ts';
import { createAnswering, type Answer, type CacheParts, type PipelineParts } from './answering.ts';
import type { Ask, ChatPipeline, Reply } from './ask.ts';
import { findAtOnce, search, type Readings, type Search } from './find-stored.ts';
import { InFlight } from './in-flight.ts';
import { joinEquivalent, type Asked } from './join-equivalent.ts';
import { reportEnd } from './report-end.ts';
import type { ShadowAudit } from './shadow-audit.ts';
import { openTurn, withoutHistory, type Turn } from './turn.ts';
import { followerVerdict } from './verdict-of.ts';
import type { Verdict } from './verdict.ts';

/**
 * The road of every request on the HTTP inlet: exact lookup, embed, semantic lookup, route, generate, store. Requests
 * that come while another is on its way join it: equal ones after the exact lookup, equivalent ones after the semantic one.
 * Any part of the cache that fails is a miss.
 */
export function createChatPipeline(parts: PipelineParts & { audit?: ShadowAudit | undefined }): ChatPipeline {
  const { cache, audit, recorder, clock, createId } = parts;
  const answering = createAnswering(parts);
  const inFlight = new InFlight<Verdict, ChatChunk, Asked>();

  async function answer(turn: Turn): Promise<Answer> {
    if (turn.bypass !== undefined || !cache) return askModel(turn);

    const readings = readingsOf(turn);
    const hit = await findAtOnce(cache.lookup, readings);
    if (hit) return answering.fromStore(turn, hit);

    const joined = await inFlight.join(flightKey(turn), turn.signal, (signal, announce) =>
      answerAnew(cache, forAll(readings, signal), announce),
    );
    return joined.isLeader ? joined : { head: followerVerdict(turn, joined.head), items: joined.items };
  }

  async function answerAnew(
    cacheParts: CacheParts,
    readings: Readings,
    announce: (asked: Asked) => void,
  ): Promise<Answer> {
    const [turn] = readings;
    const found = await search(cacheParts.lookup, readings);
    const { vector } = found;
    const hit =
      found.hit ?? (await joinEquivalent({ ...cacheParts, inFlight }, { readings, vector, announce }));
    if (!hit) return askModel(turn, found);
    const answer = answering.fromStore(turn, hit);
    return audit?.watch(answer, { turn, hit, vector }) ?? answer;
  }

  async function askModel(turn: Turn, found?: Search): Promise<Answer> {
    if (turn.controls.onlyIfCached) throw notCached();
    return answering.fromModel(turn, found);
  }

  return (ask: Ask): Promise<Reply> => {
    const turn = openTurn(ask, {
      ...{ createId, clock },
      generation: cache?.store.generation(),
      boundTo: cache?.boundTo,
    });
    return reportEnd(turn, recorder, () => answer(turn));
  };
}

/** After its history, and without it where it does not lean on that. */
function readingsOf(turn: Turn): Readings {
  const alone = withoutHistory(turn);
  return alone ? [turn, alone] : [turn];
}

/** As work that is shared: it goes on for those who join it when the first to ask leaves. */
function forAll([first, ...others]: Readings, signal: AbortSignal): Readings {
  return [{ ...first, signal }, ...others.map((one) => ({ ...one, signal }))];
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
