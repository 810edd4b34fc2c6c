import type { UrlRule } from '../../shared/url-rules.ts';
import type { Answer } from '../chat/answer.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';

/** How one kind of client writes its questions and reads its answers. One file a dialect; no knowledge of the cache. */
export interface Dialect {
  readonly id: string;
  /** Where pages send such requests: the page hook hands over what fits one of these, and nothing else. */
  readonly rules: readonly UrlRule[];
  /** By address and parsed body; never by content type, which lies. Never throws. */
  matches(url: URL, body: unknown): boolean;
  /** Reads a parsed JSON body. @throws DaemonError 400 that names the field. */
  readRequest(body: unknown): ChatRequest;
  /** Reads a page's request. @throws DaemonError 400 where it is not understood: such a request passes. */
  readPage(body: unknown, url: URL): PageReading;
  /**
   * Only where the server remembers sessions: how a page takes one up. `idOf` reads such a request (undefined for any
   * other, which includes all that `matches`); `isNew`: whether the answer to it shows that nothing was said before.
   */
  readonly sessionStart?: {
    idOf(body: unknown): string | undefined;
    isNew(answer: PageAnswerText): boolean;
  };
  /** The same body with another model name and nothing else changed; absent where requests name no model. */
  rewriteModel?(body: unknown, model: string): unknown;
  /**
   * A page's own answer, JSON or stream. Undefined where it was cut off (no end mark or finish reason), failed, or is
   * not understood. Finish reasons are OpenAI's; tool calls, files and the like show as `hasMoreThanText`.
   */
  readAnswer(answer: PageAnswerText): Answer | undefined;
  /** CSS selector of the page's elements that show answers, where it is known: the chip stands beneath the last. */
  readonly answerElement?: string | undefined;
  /** What the clients need beside a streamed answer; names in lower case, `content-type` among them. */
  readonly streamHeaders: AnswerHeaders;
  /** The same for a whole answer. */
  readonly wholeHeaders: AnswerHeaders;
  /** A streamed answer, one event or line an item; an error on the way becomes the dialect's own error event. */
  writeStream(
    chunks: AsyncIterable<ChatChunk>,
    answer: AnswerIdentity,
    request: ChatRequest,
  ): AsyncIterable<string>;
  /** A whole answer as a JSON value. */
  writeWhole(
    chunks: AsyncIterable<ChatChunk>,
    answer: AnswerIdentity,
    request: ChatRequest,
  ): Promise<unknown>;
}

/** A page's request, and what speaks against answering it from the cache. */
export interface PageReading {
  request: ChatRequest;
  /** Why no stored answer may stand for it (it may still be routed): a short code. */
  unanswerable: string | undefined;
  /** The request itself says that the user wants another answer than the last one. */
  isRegenerate: boolean;
  /**
   * The server may remember earlier messages under this id, and the request does not show them: only a session that
   * certainly begins here may be answered. Undefined where the request carries its whole history.
   */
  session?: string | undefined;
  /**
   * The request does not tell in which form the page reads its answers (a text stream, say, instead of the data
   * stream): answer only on a site where `readAnswer` of this dialect has understood an answer of the site's own.
   */
  needsObservedAnswer?: boolean | undefined;
}

/** A page's own answer, whole. */
export interface PageAnswerText {
  contentType: string;
  body: string;
}

export type AnswerHeaders = Readonly<Record<string, string> & { 'content-type': string }>;

/** What an answer says of itself. */
export interface AnswerIdentity {
  /** Decision id. */
  id: string;
  /** Name of the model that wrote it. */
  model: string;
  /** Seconds since the epoch. */
  created: number;
}
