import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';

/** How one kind of client writes its questions and reads its answers. One file a dialect; no knowledge of the cache. */
export interface Dialect {
  readonly id: string;
  /** Reads a parsed JSON body. @throws DaemonError 400 that names the field. */
  readRequest(body: unknown): ChatRequest;
  /** Content type of a streamed answer. */
  readonly streamContentType: string;
  /** A streamed answer, one event or line an item; an error on the way becomes the dialect's own error event. */
  writeStream(
    chunks: AsyncIterable<ChatChunk>,
    answer: AnswerIdentity,
    request: ChatRequest,
  ): AsyncIterable<string>;
  /** A whole answer as a JSON value. */
  writeWhole(chunks: AsyncIterable<ChatChunk>, answer: AnswerIdentity): Promise<unknown>;
}

/** What an answer says of itself. */
export interface AnswerIdentity {
  /** Decision id. */
  id: string;
  /** Name of the model that wrote it. */
  model: string;
  /** Seconds since the epoch. */
  created: number;
}
