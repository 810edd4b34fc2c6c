import { z } from 'zod';
import type { ChatMessage, ChatRequest } from '../chat/chat-request.ts';
import type { Dialect } from './dialect.ts';
import { readOllamaAnswer } from './ollama-answer.ts';
import { readOllamaMessages } from './ollama-messages.ts';
import { OLLAMA_FIELDS, ollamaRequest } from './ollama-request.ts';
import { writesOllama, type PartWords } from './ollama-writer.ts';
import { pageReading } from './page-reading.ts';
import { badField, isGiven, isObject, readBody, withModel } from './read-body.ts';

const requestSchema = z.looseObject({
  ...OLLAMA_FIELDS,
  prompt: z.string().min(1),
  system: z.string().nullish(),
  images: z.array(z.string()).nullish(),
});

/** Fields that reach below the chat form, to the text that a model sees. */
const BELOW_CHAT = ['suffix', 'template', 'raw', 'context'];

const WORDS: PartWords = ({ text, reasoning }) => ({
  response: text,
  ...(reasoning !== '' && { thinking: reasoning }),
});

/** Ollama's completion of one prompt, asked as one user's message. */
export const ollamaGenerate: Dialect = {
  id: 'ollama-generate',
  rules: [{ method: 'POST', path: '*/api/generate' }],
  ...writesOllama(WORDS),

  matches: (url, body) =>
    url.pathname.endsWith('/api/generate') &&
    isObject(body) &&
    typeof body.model === 'string' &&
    typeof body.prompt === 'string',

  readRequest,
  readPage: (body, url) => pageReading(readRequest(body), body, url),
  rewriteModel: withModel,
  readAnswer: readOllamaAnswer,
};

function readRequest(body: unknown): ChatRequest {
  const asked = readBody(requestSchema, body, '"model" and "prompt"');
  const refused = BELOW_CHAT.find((field) => isGiven(asked[field]));
  if (refused !== undefined) throw badField(refused, 'cannot be passed on; use /api/chat with its messages');
  const system: ChatMessage[] = isGiven(asked.system) ? [{ role: 'system', content: asked.system }] : [];
  const user = readOllamaMessages([{ role: 'user', content: asked.prompt, images: asked.images }]);
  return ollamaRequest(asked, [...system, ...user], []);
}
