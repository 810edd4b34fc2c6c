import { normaliseQuestion } from '../cache/normalise.ts';
import { entryId, questionHash, scopeOf } from '../cache/scope.ts';
import { standsAlone } from '../cache/standing-alone.ts';
import type { BoundKind } from '../cache/storable/bound-kind.ts';
import type { BoundTo } from '../cache/storable/bound-questions.ts';
import { whyNoAnswerStored } from '../cache/storable/storable.ts';
import { whyNotLookedUp } from '../cache/storable/why-not-looked-up.ts';
import { readConversation, type Conversation } from '../chat/chat-request.ts';
import type { PaidCall } from '../chat/price.ts';
import type { Clock } from '../lib/clock.ts';
import type { Ask } from './ask.ts';
import { StageTimes } from './stage-times.ts';

/** One request with all that is derived from it once and used along the way. */
export interface Turn extends Ask {
  /** Decision id. */
  id: string;
  conversation: Conversation;
  /** Normalised; empty where the request has no plain-text question. */
  question: string;
  /** Its digest, whatever the scope: 16 hex characters. */
  questionHash: string;
  scope: string;
  /** The store's generation when the request came. */
  generation: number;
  /** Id that the entry has or would have. */
  entryId: string;
  /** What its right answer depends on besides the question: then only a pinned or imported answer serves, and none is stored. */
  bound: BoundKind | undefined;
  /** Why the cache is left out altogether; undefined where it is asked. */
  bypass: string | undefined;
  stages: StageTimes;
  /** Answers of models that were paid for besides the one that is given: added as they come, so that they count however it ends. */
  furtherCalls: PaidCall[];
}

export interface TurnContext {
  createId: () => string;
  clock: Clock;
  /** Generation of the store; undefined while the cache is switched off. */
  generation: number | undefined;
  boundTo: BoundTo | undefined;
}

export function openTurn(ask: Ask, { createId, clock, generation, boundTo }: TurnContext): Turn {
  const { request, caller, controls } = ask;
  const conversation = readConversation(request);
  const question = normaliseQuestion(conversation.question ?? '');
  const scope = scopeOf({ ...caller, request, conversation });
  return {
    ...ask,
    id: createId(),
    conversation,
    question,
    questionHash: questionHash(caller.secret, question),
    scope,
    generation: generation ?? 0,
    entryId: entryId(caller.secret, scope, question),
    bound: boundTo?.(question),
    bypass:
      generation === undefined
        ? 'cache-off'
        : (whyNotLookedUp({ request, conversation }) ?? (controls.noCache ? 'no-cache' : undefined)),
    stages: new StageTimes(clock),
    furtherCalls: [],
  };
}

/** The same question in another scope. */
export function inScope(turn: Turn, scope: string): Turn {
  return { ...turn, scope, entryId: entryId(turn.caller.secret, scope, turn.question) };
}

/** Whether a model may be asked this question and its answer kept, as far as the request tells. */
export function mayBeKept(turn: Turn): boolean {
  return !turn.controls.onlyIfCached && whyNoAnswerStored(turn) === undefined;
}

/** Whether nothing was said before the question. */
export function isSelfStanding({ conversation }: Turn): boolean {
  return conversation.history.length === 0;
}

/**
 * The same question as if nothing had been said before it, where it does not lean on that: answers to it serve here, too.
 * What is answered after a history is stored for that history alone, since the answer may lean where the question does not.
 */
export function withoutHistory(turn: Turn): Turn | undefined {
  const { caller, request, conversation, question } = turn;
  if (isSelfStanding(turn) || !standsAlone(question, conversation.history)) return undefined;
  const alone = { ...conversation, history: [] };
  return inScope({ ...turn, conversation: alone }, scopeOf({ ...caller, request, conversation: alone }));
}
