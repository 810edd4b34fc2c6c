import { z } from 'zod';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { Dialect } from './dialect.ts';
import { readOllamaAnswer } from './ollama-answer.ts';
import { readOllamaMessages } from './ollama-messages.ts';
import { OLLAMA_FIELDS, ollamaRequest, type OllamaFields } from './ollama-request.ts';
import { writesOllama, type PartWords } from './ollama-writer.ts';
import { pageReading } from './page-reading.ts';
import { isObject, readBody, withModel } from './read-body.ts';

const requestSchema = z.looseObject({
  ...OLLAMA_FIELDS,
  messages: z
    .array(
      z.looseObject({
        role: z.string().min(1).max(64),
        content: z.string().nullish(),
        images: z.array(z.string()).nullish(),
        tool_calls: z
          .array(
            z.looseObject({
              id: z.string().nullish(),
              function: z.looseObject({ name: z.string(), arguments: z.unknown() }),
            }),
          )
          .nullish(),
        tool_call_id: z.string().nullish(),
      }),
    )
    .min(1),
  tools: z.array(z.unknown()).nullish(),
});

const WORDS: PartWords = ({ text, reasoning, toolCalls }) => ({
  message: {
    role: 'assistant',
    content: text,
    ...(reasoning !== '' && { thinking: reasoning }),
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
  },
});

/** Ollama's chat: https://github.com/ollama/ollama/blob/main/docs/api.md. */
export const ollamaChat: Dialect = {
  id: 'ollama-chat',
  rules: [{ method: 'POST', path: '*/api/chat' }],
  ...writesOllama(WORDS),

  /** The Vercel AI SDK posts to the same path, but always with the chat's id or with parts. */
  matches: (url, body) =>
    url.pathname.endsWith('/api/chat') &&
    isObject(body) &&
    typeof body.model === 'string' &&
    Array.isArray(body.messages) &&
    body.id === undefined &&
    !body.messages.some((message) => isObject(message) && 'parts' in message),

  readRequest,
  readPage: (body, url) => pageReading(readRequest(body), body, url),
  rewriteModel: withModel,
  readAnswer: readOllamaAnswer,
};

function readRequest(body: unknown): ChatRequest {
  const asked = readBody(requestSchema, body, '"model" and "messages"');
  const fields: OllamaFields = asked;
  return ollamaRequest(fields, readOllamaMessages(asked.messages), asked.tools ?? []);
}
