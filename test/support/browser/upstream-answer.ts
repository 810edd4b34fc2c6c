import type { ReadRequest } from './upstream-question.ts';

/** An answer on the wire: what a real server of that dialect sends. */
export interface WireAnswer {
  headers: Record<string, string>;
  /** One event or line a piece. */
  pieces: string[];
}

const JSON_TYPE = { 'content-type': 'application/json' };
const EVENTS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };
const LINES = { 'content-type': 'application/x-ndjson' };
const CREATED_SECONDS = 1_790_000_000;

/** Writes `text` as the answer to the request, in its dialect and form. `number` makes its ids unique. */
export function writeUpstreamAnswer(request: ReadRequest, text: string, number: number): WireAnswer {
  const model = request.model ?? 'some-model';
  const id = `upstream-${number}`;
  const words = text.split(/(?<=\s)/);
  switch (request.dialect) {
    case 'openai-chat':
      return openAiChat(request.isStream, { id, model, text, words });
    case 'openai-responses':
      return openAiResponses(request.isStream, { id, model, text, words });
    case 'anthropic-messages':
      return anthropic(request.isStream, { id, model, text, words });
    case 'ollama-chat':
    case 'ollama-generate':
      return ollama(request.dialect, request.isStream, { id, model, text, words });
    case 'ai-sdk-v4':
      return aiSdkV4({ id, model, text, words });
    case 'ai-sdk-ui':
      return aiSdkUi({ id, model, text, words });
    case 'n8n':
      return n8n(request.isStream, { id, model, text, words });
    case 'foreign':
      return { headers: JSON_TYPE, pieces: [JSON.stringify({ ok: true, number })] };
  }
}

interface Parts {
  id: string;
  model: string;
  text: string;
  words: string[];
}

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
type Event = { type: string } & Record<string, unknown>;
const event = (value: Event): string => `event: ${value.type}\n${data(value)}`;

function openAiChat(isStream: boolean, { id, model, text, words }: Parts): WireAnswer {
  const head = { id: `chatcmpl-${id}`, created: CREATED_SECONDS, model };
  if (!isStream) {
    const message = { role: 'assistant', content: text, refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
    const usage = { prompt_tokens: 7, completion_tokens: words.length, total_tokens: 7 + words.length };
    return {
      headers: JSON_TYPE,
      pieces: [JSON.stringify({ ...head, object: 'chat.completion', choices, usage })],
    };
  }
  const chunk = (delta: object, finish_reason: string | null = null): string =>
    data({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] });
  const content = words.map((word) => chunk({ content: word }));
  return {
    headers: EVENTS,
    pieces: [chunk({ role: 'assistant', content: '' }), ...content, chunk({}, 'stop'), 'data: [DONE]\n\n'],
  };
}

function openAiResponses(isStream: boolean, { id, model, text, words }: Parts): WireAnswer {
  const textPart = (value: string): object => ({
    type: 'output_text',
    text: value,
    annotations: [],
    logprobs: [],
  });
  const item = (status: string, content: object[]): object => ({
    ...{ id: `msg_${id}`, type: 'message', role: 'assistant', status, content },
  });
  const response = (status: string, output: object[]): object => ({
    ...{ id: `resp_${id}`, object: 'response', created_at: CREATED_SECONDS, status, model, output },
    ...{ error: null, incomplete_details: null, instructions: null, metadata: {}, parallel_tool_calls: true },
    ...{ temperature: 1, top_p: 1, tool_choice: 'auto', tools: [] },
    usage: {
      input_tokens: 7,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: words.length,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 7 + words.length,
    },
  });
  const whole = response('completed', [item('completed', [textPart(text)])]);
  if (!isStream) return { headers: JSON_TYPE, pieces: [JSON.stringify(whole)] };
  const at = { item_id: `msg_${id}`, output_index: 0, content_index: 0 };
  const events: Event[] = [
    { type: 'response.created', response: response('in_progress', []) },
    { type: 'response.in_progress', response: response('in_progress', []) },
    { type: 'response.output_item.added', output_index: 0, item: item('in_progress', []) },
    { type: 'response.content_part.added', ...at, part: textPart('') },
    ...words.map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...at, text, logprobs: [] },
    { type: 'response.content_part.done', ...at, part: textPart(text) },
    { type: 'response.output_item.done', output_index: 0, item: item('completed', [textPart(text)]) },
    { type: 'response.completed', response: whole },
  ];
  return {
    headers: EVENTS,
    pieces: events.map((value, sequence_number) => event({ ...value, sequence_number })),
  };
}

function anthropic(isStream: boolean, { id, model, text, words }: Parts): WireAnswer {
  const message = (content: object[], stop_reason: string | null): object => ({
    ...{ id: `msg_${id}`, type: 'message', role: 'assistant', model, content, stop_reason },
    ...{ stop_sequence: null, usage: { input_tokens: 7, output_tokens: words.length } },
  });
  if (!isStream) {
    return { headers: JSON_TYPE, pieces: [JSON.stringify(message([{ type: 'text', text }], 'end_turn'))] };
  }
  const events = [
    { type: 'message_start', message: message([], null) },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    ...words.map((word) => ({
      ...{ type: 'content_block_delta', index: 0 },
      delta: { type: 'text_delta', text: word },
    })),
    { type: 'content_block_stop', index: 0 },
    {
      ...{ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null } },
      usage: { output_tokens: words.length },
    },
    { type: 'message_stop' },
  ];
  return { headers: EVENTS, pieces: events.map(event) };
}

function ollama(
  dialect: 'ollama-chat' | 'ollama-generate',
  isStream: boolean,
  { model, text, words }: Parts,
): WireAnswer {
  const said = (content: string): object =>
    dialect === 'ollama-chat' ? { message: { role: 'assistant', content } } : { response: content };
  const head = { model, created_at: new Date(CREATED_SECONDS * 1_000).toISOString() };
  const end = {
    ...{ done: true, done_reason: 'stop', total_duration: 9_000_000, load_duration: 1_000_000 },
    ...{
      prompt_eval_count: 7,
      prompt_eval_duration: 2_000_000,
      eval_count: words.length,
      eval_duration: 5_000_000,
    },
  };
  if (!isStream) return { headers: JSON_TYPE, pieces: [JSON.stringify({ ...head, ...said(text), ...end })] };
  const half = Math.ceil(words.length / 2);
  const halves = [words.slice(0, half), words.slice(half)].map((some) => some.join(''));
  const content = halves.map((some) => line({ ...head, ...said(some), done: false }));
  return { headers: LINES, pieces: [...content, line({ ...head, ...said(''), ...end })] };
}

function aiSdkV4({ id, words }: Parts): WireAnswer {
  const usage = { promptTokens: 7, completionTokens: words.length };
  return {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-vercel-ai-data-stream': 'v1' },
    pieces: [
      `f:${line({ messageId: `msg-${id}` })}`,
      ...words.map((word) => `0:${line(word)}`),
      `e:${line({ finishReason: 'stop', usage, isContinued: false })}`,
      `d:${line({ finishReason: 'stop', usage })}`,
    ],
  };
}

function aiSdkUi({ id, words }: Parts): WireAnswer {
  const parts = [
    { type: 'start' },
    { type: 'start-step' },
    { type: 'text-start', id },
    ...words.map((delta) => ({ type: 'text-delta', id, delta })),
    { type: 'text-end', id },
    { type: 'finish-step' },
    { type: 'finish' },
  ];
  return {
    headers: { ...EVENTS, 'x-vercel-ai-ui-message-stream': 'v1' },
    pieces: [...parts.map(data), 'data: [DONE]\n\n'],
  };
}

function n8n(isStream: boolean, { text, words }: Parts): WireAnswer {
  if (!isStream) return { headers: JSON_TYPE, pieces: [JSON.stringify({ output: text })] };
  const metadata = {
    nodeId: 'node-1',
    nodeName: 'Agent',
    timestamp: CREATED_SECONDS * 1_000,
    itemIndex: 0,
    runIndex: 0,
  };
  return {
    headers: JSON_TYPE,
    pieces: [
      line({ type: 'begin', metadata }),
      ...words.map((content) => line({ type: 'item', content, metadata })),
      line({ type: 'end', metadata }),
    ],
  };
}
