import type { Tier } from '../chat/cache-entry.ts';
import type { ChatRequest, Conversation } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import type { RoutingRecord } from '../chat/routing-record.ts';

/** Chooses the model for a request that the cache cannot answer. Never throws for want of a signal: it has a default. */
export interface Router {
  /** At once. @throws DaemonError where no model can take the request. */
  route(ask: RouteAsk): Route;
  /**
   * Told who wrote the answer, now or when it was stored, so that what follows in the conversation may go there, too. `tokens`:
   * how many of the prompt the model has read.
   */
  answered(
    asked: Pick<RouteAsk, 'decision' | 'conversationId' | 'questionId'>,
    by: { model: string; tier: Tier; tokens: number },
  ): void;
}

export interface RouteAsk {
  request: ChatRequest;
  conversation: Conversation;
  /** Unit vector of the question where one could be made. */
  vector: Float32Array | undefined;
  /** Whether the question cannot be understood without what was said before. */
  leans: boolean;
  /** A tier that the client asked for by name; undefined for "auto". */
  tier: Tier | undefined;
  /** The models to choose from. */
  pool: readonly ModelInfo[];
  /** Who asks and from where, for pins. */
  user: string;
  site: string;
  /** Id of this decision. */
  decision: string;
  /** Digest that names the conversation as it stands. */
  conversationId: string;
  /** The same of the request before this one; undefined for a first message. */
  earlierId: string | undefined;
  /** Digest of the question with all that was said before it. */
  questionId: string;
  /** Somebody is answered by it, so that now and then a cheaper model may be tried. */
  mayExplore: boolean;
  /** The client wants another answer than the one that it had. */
  isRetry: boolean;
}

export interface Route {
  model: ModelInfo;
  /** Whom to ask next if it fails, in order; at most as many as the configuration allows, and none beyond the day's budget. */
  fallbacks: ModelInfo[];
  /** Whether it is to think before it answers, where a rule says so. */
  reasoning: 'on' | 'off' | undefined;
  /** Short, for people: "small talk: small is enough", "pinned: keyword invoice". */
  reason: string;
  record: RoutingRecord;
  /** Whom to ask before `model`; undefined where that is not wanted, or not expected to pay. */
  cascade: CascadePlan | undefined;
}

/** A cheaper model whose answer is taken where it passes a check. */
export interface CascadePlan {
  cheaper: ModelInfo;
  /** Who checks; may be the same. */
  checker: ModelInfo;
}
