import { z } from 'zod';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import { asDaemonError, invariant } from '../lib/errors.ts';
import type { AnswerIdentity, Dialect } from './dialect.ts';
import { readOpenAiAnswer } from './openai-chat-answer.ts';
import { openAiError } from './openai-error.ts';
import { pageReading } from './page-reading.ts';
import { isObject, readBody, withModel } from './read-body.ts';

/** What we need of a chat-completions body; the rest passes through untouched. */
const requestSchema = z.looseObject({
  model: z.string().min(1).max(256),
  messages: z.array(z.looseObject({ role: z.string().min(1).max(64) })).min(1),
  stream: z.boolean().nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
});

/**
 * Fields by which a client of some gateways names another endpoint or key. The destination comes from the operator's
 * configuration alone (LiteLLM CVE-2024-6587), so they never travel on.
 */
const DESTINATION_FIELDS = [
  'api_base',
  'api_key',
  'base_url',
  'user_config',
  'headers',
  'extra_headers',
  'proxy',
];

/** OpenAI chat completions: https://platform.openai.com/docs/api-reference/chat. */
export const openAiChat: Dialect = {
  id: 'openai-chat',
  rules: [{ method: 'POST', path: '*/chat/completions' }],
  streamHeaders: { 'content-type': 'text/event-stream; charset=utf-8' },
  wholeHeaders: { 'content-type': 'application/json' },

  matches: (url, body) =>
    url.pathname.endsWith('/chat/completions') &&
    isObject(body) &&
    Array.isArray(body.messages) &&
    !body.messages.some((message) => isObject(message) && 'parts' in message),

  readRequest,
  readPage: (body, url) => pageReading(readRequest(body), body, url),
  rewriteModel: withModel,
  readAnswer: readOpenAiAnswer,

  async *writeStream(chunks, answer, request) {
    const wantsUsage = asksForUsage(request);
    try {
      for await (const chunk of chunks) {
        if (chunk.choices.length === 0 && !wantsUsage) continue;
        yield event(JSON.stringify(streamChunk(chunk, answer, wantsUsage)));
      }
      yield event('[DONE]');
    } catch (error) {
      // The status line is long gone: an error event is the only honest end. No [DONE] follows it.
      yield event(JSON.stringify(openAiError(asDaemonError(error))));
    }
  },

  async writeWhole(chunks, answer) {
    let whole: ChatChunk | undefined;
    for await (const chunk of chunks) {
      invariant(!whole, 'an answer that was not streamed travels as one chunk');
      whole = chunk;
    }
    invariant(whole, 'an answer has at least one chunk');
    const choices = whole.choices.map(({ delta, ...choice }) => ({
      ...choice,
      message: { refusal: null, ...delta },
    }));
    return { ...whole, ...identity(answer), object: 'chat.completion', choices };
  },
};

function readRequest(body: unknown): ChatRequest {
  const parsed = readBody(requestSchema, body, '"model" and "messages"');
  const { model, messages, stream } = parsed;
  return {
    model,
    messages,
    stream: stream === true,
    maxTokens: parsed.max_completion_tokens ?? parsed.max_tokens ?? undefined,
    body: Object.fromEntries(Object.entries(parsed).filter(([field]) => !DESTINATION_FIELDS.includes(field))),
  };
}

function streamChunk({ usage, ...chunk }: ChatChunk, answer: AnswerIdentity, wantsUsage: boolean): unknown {
  return {
    ...chunk,
    ...identity(answer),
    object: 'chat.completion.chunk',
    ...(wantsUsage && { usage: usage ?? null }),
  };
}

function identity({ id, model, created }: AnswerIdentity): { id: string; model: string; created: number } {
  return { id: `chatcmpl-${id}`, model, created };
}

/** A usage chunk (no choices) crashes clients that did not ask for one. */
function asksForUsage({ body }: ChatRequest): boolean {
  const options = body.stream_options;
  return (
    typeof options === 'object' &&
    options !== null &&
    'include_usage' in options &&
    options.include_usage === true
  );
}

function event(data: string): string {
  return `data: ${data}\n\n`;
}
