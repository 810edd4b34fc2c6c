import { z } from 'zod';
import type { ChatMessage, ChatRequest } from '../chat/chat-request.ts';
import { badField, isGiven, isObject, only, readBody, without } from './read-body.ts';
import { translatedRequest } from './translated-request.ts';
import { readInputItems } from './responses-input.ts';
import { readResponsesToolChoice, readResponsesTools } from './responses-tools.ts';

const requestSchema = z.looseObject({
  model: z.string().min(1).max(256),
  input: z.union([z.string(), z.array(z.looseObject({})).min(1)], 'expected text or a list of items'),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.number().int().positive().nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
  text: z.looseObject({ format: z.looseObject({ type: z.string() }).nullish() }).nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
});
type ResponsesRequest = z.infer<typeof requestSchema>;

/** Reads a responses body into OpenAI's chat form. @throws DaemonError 400 that names the field. */
export function readResponsesRequest(body: unknown): ChatRequest {
  const asked = readBody(requestSchema, body, '"model" and "input"');
  refuse(asked);
  const messages = [...instructions(asked), ...readInput(asked)];
  const maxTokens = asked.max_output_tokens ?? undefined;
  return translatedRequest({
    ...{ model: asked.model, messages, stream: asked.stream === true, maxTokens },
    words: {
      ...(maxTokens !== undefined && { max_completion_tokens: maxTokens }),
      ...only(asked, SAME_IN_BOTH),
      ...readResponsesTools(asked.tools ?? []),
      ...readResponsesToolChoice(asked.tool_choice ?? undefined),
      ...(isGiven(asked.reasoning?.effort) && { reasoning_effort: asked.reasoning?.effort }),
      ...readText(asked),
    },
    extras: without(asked, TRANSLATED),
  });
}

const SAME_IN_BOTH = new Set([
  'temperature',
  'top_p',
  'parallel_tool_calls',
  'user',
  'metadata',
  'store',
  'service_tier',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
]);

/** What is said in the body, or changes no answer; all else is part of the scope only. */
const TRANSLATED = new Set([
  ...SAME_IN_BOTH,
  'model',
  'input',
  'instructions',
  'stream',
  'stream_options',
  'max_output_tokens',
  'tools',
  'tool_choice',
  'text',
  'reasoning',
  'include',
]);

/** What rests on things that OpenAI keeps on its servers, or on log probabilities. */
const REFUSED: Readonly<Record<string, string>> = {
  previous_response_id: 'no responses are kept here; send the whole conversation as "input"',
  conversation: 'no conversations are kept here; send the whole conversation as "input"',
  prompt: 'no prompt templates are kept here; send "instructions" and "input"',
  background: 'responses are not made in the background here',
};

function refuse(asked: ResponsesRequest): void {
  for (const [field, problem] of Object.entries(REFUSED)) {
    if (isGiven(asked[field])) throw badField(field, problem);
  }
  const included = Array.isArray(asked.include) ? (asked.include as unknown[]) : [];
  const wantsProbabilities = included.includes('message.output_text.logprobs');
  if (wantsProbabilities || (typeof asked.top_logprobs === 'number' && asked.top_logprobs > 0))
    throw badField(
      wantsProbabilities ? 'include' : 'top_logprobs',
      'log probabilities cannot be passed on; use /v1/chat/completions',
    );
}

function instructions({ instructions: text }: ResponsesRequest): ChatMessage[] {
  return isGiven(text) ? [{ role: 'system', content: text }] : [];
}

function readInput({ input }: ResponsesRequest): ChatMessage[] {
  return typeof input === 'string' ? [{ role: 'user', content: input }] : readInputItems(input);
}

function readText({ text }: ResponsesRequest): Record<string, unknown> {
  const verbosity = isGiven(text?.verbosity) ? { verbosity: text?.verbosity } : {};
  const format = text?.format;
  if (!isObject(format) || format.type === 'text') return verbosity;
  if (format.type === 'json_object') return { ...verbosity, response_format: { type: 'json_object' } };
  if (format.type !== 'json_schema')
    throw badField('text.format.type', `"${format.type}" cannot be passed on`);
  const { type, ...schema } = format;
  return { ...verbosity, response_format: { type, json_schema: schema } };
}
