import { z } from 'zod';
import type { ChatMessage, ChatRequest } from '../chat/chat-request.ts';
import { readAnthropicMessage } from './anthropic-content.ts';
import { readAnthropicToolChoice, readAnthropicTools } from './anthropic-tools.ts';
import { badField, isGiven, isObject, only, readBody, without } from './read-body.ts';
import { translatedRequest } from './translated-request.ts';

const textBlockSchema = z.looseObject({ type: z.literal('text'), text: z.string() });

const requestSchema = z.looseObject({
  model: z.string().min(1).max(256),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['user', 'assistant', 'system']),
        content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]),
      }),
    )
    .min(1),
  max_tokens: z.number().int().positive().nullish(),
  system: z.union([z.string(), z.array(textBlockSchema)]).nullish(),
  stream: z.boolean().nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  tools: z.array(z.looseObject({ name: z.string().optional(), type: z.string().nullish() })).nullish(),
  tool_choice: z
    .looseObject({
      type: z.enum(['auto', 'any', 'tool', 'none']),
      name: z.string().optional(),
      disable_parallel_tool_use: z.boolean().nullish(),
    })
    .nullish(),
});
type AnthropicRequest = z.infer<typeof requestSchema>;

/** Reads a messages body into OpenAI's chat form. @throws DaemonError 400 that names the field. */
export function readAnthropicRequest(body: unknown): ChatRequest {
  const asked = readBody(requestSchema, body, '"model", "max_tokens" and "messages"');
  const refused = RUN_BY_ANTHROPIC.find((field) => isGiven(asked[field]));
  if (refused !== undefined) throw badField(refused, 'runs on servers of Anthropic and cannot be passed on');

  const messages = [...systemMessages(asked), ...readMessages(asked)];
  const maxTokens = asked.max_tokens ?? undefined;
  return translatedRequest({
    ...{ model: asked.model, messages, stream: asked.stream === true, maxTokens },
    words: {
      ...(maxTokens !== undefined && { max_tokens: maxTokens }),
      ...(isGiven(asked.stop_sequences) && { stop: asked.stop_sequences }),
      ...only(asked, SAME_IN_BOTH),
      ...readAnthropicTools(asked.tools ?? []),
      ...readAnthropicToolChoice(asked.tool_choice ?? undefined),
      ...readFormat(asked),
    },
    extras: without(asked, TRANSLATED),
  });
}

const SAME_IN_BOTH = new Set(['temperature', 'top_p']);
const RUN_BY_ANTHROPIC = ['mcp_servers', 'container'];

/** What is said in the body, or changes no answer; all else (top_k, thinking, ...) is part of the scope only. */
const TRANSLATED = new Set([
  ...SAME_IN_BOTH,
  'model',
  'messages',
  'max_tokens',
  'system',
  'stream',
  'stop_sequences',
  'tools',
  'tool_choice',
  'metadata',
  'service_tier',
  'cache_control',
  'inference_geo',
  'output_format',
]);

function systemMessages({ system }: AnthropicRequest): ChatMessage[] {
  if (!isGiven(system)) return [];
  const content = typeof system === 'string' ? system : system?.map(({ text }) => text).join('\n\n');
  return [{ role: 'system', content }];
}

function readMessages({ messages }: AnthropicRequest): ChatMessage[] {
  return messages.flatMap(({ role, content }, position) =>
    typeof content === 'string'
      ? [{ role, content }]
      : readAnthropicMessage(role, content, `messages.${position}.content`),
  );
}

/** A JSON schema that the answer must fit: `output_config.format`, once `output_format`. */
function readFormat(asked: AnthropicRequest): Record<string, unknown> {
  const config = asked.output_config;
  const format = isObject(config) ? config.format : asked.output_format;
  if (!isObject(format)) return {};
  if (format.type !== 'json_schema')
    throw badField('output_config.format.type', 'only "json_schema" is known');
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', strict: true, schema: format.schema },
    },
  };
}
