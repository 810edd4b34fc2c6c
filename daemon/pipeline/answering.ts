import { replay } from '../cache/replay.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { BoundTo } from '../cache/storable/bound-questions.ts';
import type { Matcher } from '../cache/matching/matcher.ts';
import type { Clock } from '../lib/clock.ts';
import type { ModelPace } from '../router/live/model-pace.ts';
import type { Patience } from '../router/live/patience.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { AnswerKeeper } from './answer-keeper.ts';
import type { CacheLookup } from './cache-lookup.ts';
import { tryCheaper, withTried } from './cascade.ts';
import { chooseModels, noteServed, type RoutingParts } from './choose-models.ts';
import { NOT_EMBEDDED, type Hit, type Search } from './find-stored.ts';
import { generate } from './generate.ts';
import type { Work } from './in-flight.ts';
import type { LearntOf } from './learnt-for.ts';
import type { Recorder } from './recorder.ts';
import type { Turn } from './turn.ts';
import { freshVerdict, hitVerdict } from './verdict-of.ts';
import type { Verdict } from './verdict.ts';

export interface CacheParts {
  store: AnswerStore;
  lookup: CacheLookup;
  keeper: AnswerKeeper;
  /** Judges questions under way; the lookup has its own hold of it. */
  matcher: Matcher;
  /** Absent: nothing learns. */
  learnt?: LearntOf | undefined;
  boundTo: BoundTo;
}

export interface PipelineParts extends RoutingParts {
  /** Undefined where the cache is switched off: nothing is read or stored then. */
  cache: CacheParts | undefined;
  /** How the models' latest calls went: told here, read by the router. */
  pace: ModelPace;
  patience: Patience;
  recorder: Recorder;
  clock: Clock;
  createId: () => string;
  /** In [0, 1), for what is drawn by chance. */
  random: () => number;
  /** Holds back what an answer is expected to cost, in US dollars, until its end is reported. */
  reserve: (decision: string, usd: number) => void;
}

/** A verdict with the answer that it speaks of. */
export type Answer = Work<Verdict, ChatChunk>;

/** The two ways in which an answer comes about. */
export interface Answering {
  fromStore(turn: Turn, hit: Hit): Answer;
  /** Stores the answer once it is complete. @throws DaemonError where no model begins to answer. */
  fromModel(turn: Turn, found?: Search): Promise<Answer>;
}

export function createAnswering(parts: PipelineParts): Answering {
  const { cache, recorder, clock } = parts;
  return {
    fromStore(turn, hit) {
      const now = clock.now();
      cache?.store.recordHit(hit.entry.id, now).catch((error: unknown) => {
        recorder.partFailed('store', error);
      });
      noteServed(turn, hit.entry, parts.router);
      return { head: hitVerdict(turn, hit, now), items: replay(hit.entry, turn.request) };
    },

    async fromModel(turn, found) {
      const { vector, judged, unsuitable } = found ?? NOTHING_FOUND;
      const choice = await turn.stages.measure('route', () =>
        chooseModels(turn, found, parts, { mayExplore: true }),
      );
      const { cascade, models, record } = choice;
      parts.reserve(turn.id, record?.options[0]?.costUsd ?? 0);
      const tried =
        cascade &&
        (await turn.stages.measure('cascade', () => tryCheaper(turn, { ...cascade, others: models }, parts)));
      const { model, chunks, failed } =
        tried?.accepted ??
        (await turn.stages.measure('generate', () =>
          generate(models, {
            ...{ ...parts, request: turn.request, signal: turn.signal, reasoning: choice.reasoning },
            isRouted: record !== undefined,
          }),
        ));
      choice.answered(model);
      const outcome = turn.bypass === undefined ? 'miss' : 'bypass';
      return {
        head: freshVerdict(turn, model, {
          ...{ outcome, judged, unsuitable, choice: withTried(choice, tried) },
          failed: [...(tried?.failed ?? []), ...failed],
        }),
        items: cache?.keeper.keep(turn, { model, vector }, chunks) ?? chunks,
      };
    },
  };
}

const NOTHING_FOUND: Search = { ...NOT_EMBEDDED, hit: undefined, judged: undefined };
