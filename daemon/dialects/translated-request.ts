import type { ChatMessage, ChatRequest } from '../chat/chat-request.ts';

interface Translation {
  model: string;
  messages: ChatMessage[];
  stream: boolean;
  maxTokens?: number | undefined;
  /** Fields of OpenAI's form beyond model, messages and stream. */
  words?: Readonly<Record<string, unknown>>;
  /** What OpenAI's form has no word for. */
  extras: Readonly<Record<string, unknown>>;
}

/** A request of another dialect in OpenAI's form. */
export function translatedRequest({
  model,
  messages,
  stream,
  maxTokens,
  words,
  extras,
}: Translation): ChatRequest {
  return {
    ...{ model, messages, stream, maxTokens },
    body: { model, messages, ...(stream && { stream }), ...words },
    ...(Object.keys(extras).length > 0 && { extras }),
  };
}
