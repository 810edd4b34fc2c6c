import { z } from 'zod';
import type { ChatMessage, ChatRequest } from '../chat/chat-request.ts';
import { isGiven, only, without } from './read-body.ts';
import { translatedRequest } from './translated-request.ts';

/** What chat and generate have in common. */
export const OLLAMA_FIELDS = {
  model: z.string().min(1).max(256),
  /** True where it is absent. */
  stream: z.boolean().nullish(),
  format: z.union([z.literal(''), z.literal('json'), z.looseObject({})]).nullish(),
  options: z
    .looseObject({
      /** Negative: without limit. */
      num_predict: z.number().int().nullish(),
    })
    .nullish(),
  think: z.union([z.boolean(), z.string()]).nullish(),
};
export type OllamaFields = z.infer<z.ZodObject<typeof OLLAMA_FIELDS, z.core.$loose>>;

/** Ollama's fields in OpenAI's words. */
export function ollamaRequest(
  asked: OllamaFields,
  messages: ChatMessage[],
  tools: readonly unknown[],
): ChatRequest {
  const options = asked.options ?? {};
  const limit = options.num_predict ?? 0;
  const maxTokens = limit > 0 ? limit : undefined;
  const ownOptions = without(options, TRANSLATED_OPTIONS);
  const extras = {
    ...without(asked, TRANSLATED),
    ...(typeof asked.think === 'boolean' && { think: asked.think }),
    ...(Object.keys(ownOptions).length > 0 && { options: ownOptions }),
  };
  return translatedRequest({
    ...{ model: asked.model, messages, stream: asked.stream !== false, maxTokens },
    words: {
      ...(maxTokens !== undefined && { max_tokens: maxTokens }),
      ...only(options, SAME_IN_BOTH),
      ...(typeof asked.think === 'string' && { reasoning_effort: asked.think }),
      ...(tools.length > 0 && { tools }),
      ...readFormat(asked.format),
    },
    extras,
  });
}

const SAME_IN_BOTH = new Set([
  'temperature',
  'top_p',
  'seed',
  'stop',
  'presence_penalty',
  'frequency_penalty',
]);
/** What has no word in OpenAI's form (top_k, num_ctx, repeat_penalty, ...) is part of the scope only. */
const TRANSLATED_OPTIONS = new Set([...SAME_IN_BOTH, 'num_predict']);
const TRANSLATED = new Set([
  'model',
  'messages',
  'prompt',
  'system',
  'images',
  'stream',
  'format',
  'options',
  'tools',
  'think',
  'keep_alive',
]);

function readFormat(format: OllamaFields['format']): Record<string, unknown> {
  if (!isGiven(format)) return {};
  if (format === 'json') return { response_format: { type: 'json_object' } };
  return {
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: format } },
  };
}
