import type { ChatChunk } from '../../chat/chat-chunk.ts';
import type { ChatRequest } from '../../chat/chat-request.ts';
import type { AnswerIdentity, Dialect } from '../../dialects/dialect.ts';

/** In which form an answer is handed over. */
export interface AnswerForm {
  headers: Readonly<Record<string, string>>;
  /** CSS selector of the page's elements that show answers, where the dialect knows it. */
  element?: string | undefined;
  /** Whether it can be handed over piece by piece as it comes. */
  isStream: boolean;
  /** The answer's text, one event or line a piece. */
  pieces(chunks: AsyncIterable<ChatChunk>, identity: AnswerIdentity): AsyncIterable<string>;
}

/** As the page asked for it. */
export function formOfPage(dialect: Dialect, request: ChatRequest): AnswerForm {
  const { answerElement: element } = dialect;
  if (request.stream) {
    return {
      ...{ headers: dialect.streamHeaders, element, isStream: true },
      pieces: (chunks, identity) => dialect.writeStream(chunks, identity, request),
    };
  }
  return {
    ...{ headers: dialect.wholeHeaders, element, isStream: false },
    async *pieces(chunks, identity) {
      yield JSON.stringify(await dialect.writeWhole(chunks, identity, request));
    },
  };
}

/** For people, in the side panel. */
export const PLAIN_TEXT: AnswerForm = {
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  isStream: true,
  async *pieces(chunks) {
    for await (const { choices } of chunks) {
      const text = choices[0]?.delta.content ?? '';
      if (text !== '') yield text;
    }
  },
};
