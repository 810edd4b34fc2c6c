import type { Tier } from '../chat/cache-entry.ts';
import type { ChatRequest, Conversation } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';

/** Chooses the model for a request that the cache cannot answer. Never throws for want of a signal: it has a default. */
export interface Router {
  route(ask: RouteAsk): Route;
}

export interface RouteAsk {
  request: ChatRequest;
  conversation: Conversation;
  /** Unit vector of the question where the cache made one. */
  vector: Float32Array | undefined;
  /** A tier that the client asked for by name; undefined for "auto". */
  tier: Tier | undefined;
  /** The models to choose from. */
  pool: readonly ModelInfo[];
  /** Who asks and from where, for pins. */
  user: string;
  site: string;
}

export interface Route {
  model: ModelInfo;
  /** Whom to ask next if it fails, in order; at most as many as the configuration allows. */
  fallbacks: ModelInfo[];
  /** Short, for people: "asks for code", "pinned: keyword invoice". */
  reason: string;
  /** How well each tier fits, in [0, 1]. */
  scores: Partial<Record<Tier, number>>;
}
