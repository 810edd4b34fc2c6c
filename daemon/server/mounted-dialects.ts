import { anthropicError } from '../dialects/anthropic-error.ts';
import { anthropicMessages } from '../dialects/anthropic-messages.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { ollamaChat } from '../dialects/ollama-chat.ts';
import { ollamaError } from '../dialects/ollama-error.ts';
import { ollamaGenerate } from '../dialects/ollama-generate.ts';
import { openAiChat } from '../dialects/openai-chat.ts';
import { openAiError } from '../dialects/openai-error.ts';
import { openAiResponses } from '../dialects/openai-responses.ts';
import type { DaemonError } from '../lib/errors.ts';
import { withoutQuestion } from './ollama-load.ts';

/** A dialect at its natural path. */
export interface Mount {
  path: string;
  dialect: Dialect;
  /** The reply to a request that asks nothing of a model; undefined for all that do. */
  withoutQuestion?: (body: unknown) => object | undefined;
}

export const MOUNTS: readonly Mount[] = [
  { path: '/v1/chat/completions', dialect: openAiChat },
  { path: '/v1/responses', dialect: openAiResponses },
  { path: '/v1/messages', dialect: anthropicMessages },
  { path: '/api/chat', dialect: ollamaChat, withoutQuestion },
  { path: '/api/generate', dialect: ollamaGenerate, withoutQuestion },
];

/** An error in the words of the client that asks at this path; OpenAI's where no other dialect is at home. */
export function errorBody(path: string, error: DaemonError): object {
  if (path === '/api' || path.startsWith('/api/')) return ollamaError(error);
  if (path === '/v1/messages' || path.startsWith('/v1/messages/')) return anthropicError(error);
  return openAiError(error);
}
