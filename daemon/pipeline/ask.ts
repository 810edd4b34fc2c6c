import type { CacheControls } from '../cache/cache-controls.ts';
import type { Identity } from '../cache/scope.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { Verdict } from './verdict.ts';

/** One request as an inlet hands it to the pipeline. */
export interface Ask {
  request: ChatRequest;
  caller: Caller;
  controls: CacheControls;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
  /** Id of the dialect in which a page asked, for the record; absent on the HTTP inlet. */
  dialect?: string | undefined;
  /** How long its answer is kept, in milliseconds, where the site has a setting of its own. */
  timeToLiveMs?: number | undefined;
}

/** Who asks, as the inlet has authenticated them; never taken from the request's body. */
export interface Caller extends Identity {
  /** Keys the digests of this caller's scopes. */
  secret: Uint8Array;
  /** For pins and the decision log. */
  user: string;
  /** Of the page, where one asks: for people, entries and routing pins; the scope has the `site`. */
  origin?: string | undefined;
}

/** Where was asked, for people and for figures: the page's origin, or "http". */
export function placeOf({ origin, site }: Caller): string {
  return origin ?? site;
}

export interface Reply {
  verdict: Verdict;
  /** The answer; must be iterated to its end or returned. Throws a DaemonError where it breaks off. */
  chunks: AsyncIterable<ChatChunk>;
}

/** Answers one request, from the cache or from a model. @throws DaemonError before the answer has begun. */
export type ChatPipeline = (ask: Ask) => Promise<Reply>;
