import type { ChatChunk } from '../chat/chat-chunk.ts';
import { DaemonError } from '../lib/errors.ts';
import { createAnswering, type Answer, type PipelineParts } from './answering.ts';
import type { Ask, ChatPipeline, Reply } from './ask.ts';
import type { CacheLookup } from './cache-lookup.ts';
import { findAtOnce, search, type Readings, type Search } from './find-stored.ts';
import { InFlight } from './in-flight.ts';
import { reportEnd } from './report-end.ts';
import { openTurn, withoutHistory, type Turn } from './turn.ts';
import { followerVerdict } from './verdict-of.ts';
import type { Verdict } from './verdict.ts';

/**
 * The road of every request on the HTTP inlet: exact lookup, embed, semantic lookup, route, generate, store. Equal
 * requests that come while one is on its way join it after the exact lookup. Any part of the cache that fails is a miss.
 */
export function createChatPipeline(parts: PipelineParts): ChatPipeline {
  const { cache, recorder, clock, createId } = parts;
  const answering = createAnswering(parts);
  const inFlight = new InFlight<Verdict, ChatChunk>();

  async function answer(turn: Turn): Promise<Answer> {
    if (turn.bypass !== undefined || !cache) return askModel(turn, turn.signal);

    const readings = readingsOf(turn);
    const hit = await findAtOnce(cache.lookup, readings);
    if (hit) return answering.fromStore(turn, hit);

    const joined = await inFlight.join(flightKey(turn), turn.signal, (signal) =>
      answerAnew(cache.lookup, readings, signal),
    );
    return joined.isLeader ? joined : { head: followerVerdict(turn, joined.head), items: joined.items };
  }

  async function answerAnew(lookup: CacheLookup, readings: Readings, signal: AbortSignal): Promise<Answer> {
    const [turn] = readings;
    const found = await search(lookup, readings);
    return found.hit ? answering.fromStore(turn, found.hit) : askModel(turn, signal, found);
  }

  async function askModel(turn: Turn, signal: AbortSignal, found?: Search): Promise<Answer> {
    if (turn.controls.onlyIfCached) throw notCached();
    return answering.fromModel(turn, signal, found);
  }

  return (ask: Ask): Promise<Reply> => {
    const turn = openTurn(ask, { createId, clock, generation: cache?.store.generation() });
    return reportEnd(turn, recorder, () => answer(turn));
  };
}

/** After its history, and without it where it does not lean on that. */
function readingsOf(turn: Turn): Readings {
  const alone = withoutHistory(turn);
  return alone ? [turn, alone] : [turn];
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
