import { expect, test } from 'vitest';
import { aiSdkUi } from '../../../daemon/dialects/ai-sdk-ui.ts';
import { aiSdkV4 } from '../../../daemon/dialects/ai-sdk-v4.ts';
import { anthropicMessages } from '../../../daemon/dialects/anthropic-messages.ts';
import type { Dialect } from '../../../daemon/dialects/dialect.ts';
import { n8nChat } from '../../../daemon/dialects/n8n-chat.ts';
import { ollamaChat } from '../../../daemon/dialects/ollama-chat.ts';
import { openAiChat } from '../../../daemon/dialects/openai-chat.ts';
import { openAiResponses } from '../../../daemon/dialects/openai-responses.ts';
import type { Answer } from '../../../daemon/chat/answer.ts';

function read(dialect: Dialect, body: unknown): Answer | undefined {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return dialect.readAnswer({ contentType: 'application/json', body: text });
}

const events = (...all: object[]): string =>
  all.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
const lines = (...all: object[]): string => all.map((line) => `${JSON.stringify(line)}\n`).join('');

test('every choice of an OpenAI answer must have finished', () => {
  const choice = (index: number, finish: string | null): object => ({
    index,
    message: { role: 'assistant', content: 'x' },
    finish_reason: finish,
  });
  expect(read(openAiChat, { choices: [choice(0, 'stop'), choice(1, null)] })).toBeUndefined();
  expect(read(openAiChat, { choices: [choice(0, 'stop'), choice(1, 'stop')] })?.choices).toHaveLength(2);
});

test('an error event after the finish reason spoils an OpenAI stream', () => {
  const end = { choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'stop' }] };
  expect(read(openAiChat, events(end))?.choices[0]?.text).toBe('x');
  expect(read(openAiChat, events(end, { error: { message: 'no' } }))).toBeUndefined();
});

const message = (more: object): object => ({
  type: 'message',
  content: [{ type: 'text', text: 'x' }],
  stop_reason: 'end_turn',
  ...more,
});

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'tool_calls'],
  ['pause_turn', 'pause_turn'],
])("Anthropic's %s is %s", (stopReason, finishReason) => {
  expect(read(anthropicMessages, message({ stop_reason: stopReason }))?.choices[0]?.finishReason).toBe(
    finishReason,
  );
});

test('citations and foreign blocks are more than text', () => {
  const cited = { type: 'text', text: 'x', citations: [{ url: 'https://a.example' }] };
  const searched = { type: 'server_tool_use', name: 'web_search' };
  for (const content of [[cited], [searched, { type: 'text', text: 'x' }]])
    expect(read(anthropicMessages, message({ content }))?.choices[0]?.hasMoreThanText).toBe(true);
  expect(read(anthropicMessages, message({ stop_reason: null }))).toBeUndefined();
});

test('a response is complete only where it says so', () => {
  const part = { type: 'output_text', text: 'x', annotations: [] as object[] };
  const response = (status: string, annotations: object[] = []): object => ({
    object: 'response',
    status,
    output: [{ type: 'message', content: [{ ...part, annotations }] }],
  });
  expect(read(openAiResponses, response('completed'))?.choices[0]).toMatchObject({
    text: 'x',
    hasMoreThanText: false,
  });
  for (const status of ['incomplete', 'in_progress', 'failed'])
    expect(read(openAiResponses, response(status))).toBeUndefined();
  expect(
    read(openAiResponses, response('completed', [{ type: 'url_citation' }]))?.choices[0]?.hasMoreThanText,
  ).toBe(true);
});

test('an Ollama answer of an older server has no reason, one that only loaded is no end of a chat', () => {
  const line = { message: { role: 'assistant', content: 'x' }, done: true };
  expect(read(ollamaChat, line)?.choices[0]?.finishReason).toBe('stop');
  expect(read(ollamaChat, { ...line, done_reason: 'load' })?.choices[0]?.finishReason).toBe('load');
  expect(read(ollamaChat, lines(line, { message: { content: 'y' }, done: false }))).toBeUndefined();
});

test('tools, sources, files and data of an AI SDK stream are more than text', () => {
  const end =
    'e:{"finishReason":"stop"}\nd:{"finishReason":"stop","usage":{"promptTokens":null,"completionTokens":null}}\n';
  expect(read(aiSdkV4, `0:"x"\n${end}`)).toEqual({
    choices: [{ text: 'x', reasoning: '', finishReason: 'stop', hasMoreThanText: false }],
    usage: undefined,
  });
  for (const line of ['9:{"toolCallId":"1"}', 'h:{"url":"x"}', '2:[{}]', '8:[{}]', 'k:{}'])
    expect(read(aiSdkV4, `0:"x"\n${line}\n${end}`)?.choices[0]?.hasMoreThanText, line).toBe(true);
  expect(read(aiSdkV4, `0:"x"\n3:"no"\n${end}`)).toBeUndefined();
  expect(read(aiSdkV4, 'Just plain text of a text stream.')).toBeUndefined();
});

test('UI messages: several texts and anything beside text are more than text, an abort is no end', () => {
  const text = (id: string): object[] => [
    { type: 'text-start', id },
    { type: 'text-delta', id, delta: 'x' },
    { type: 'text-end', id },
  ];
  const finish = { type: 'finish' };
  expect(read(aiSdkUi, events(...text('1'), finish))?.choices[0]).toMatchObject({
    text: 'x',
    hasMoreThanText: false,
  });
  expect(read(aiSdkUi, events(...text('1'), ...text('2'), finish))?.choices[0]?.hasMoreThanText).toBe(true);
  for (const type of ['tool-input-start', 'source-url', 'file', 'data-weather', 'unheard-of'])
    expect(read(aiSdkUi, events(...text('1'), { type }, finish))?.choices[0]?.hasMoreThanText, type).toBe(
      true,
    );
  expect(read(aiSdkUi, events(...text('1'), { type: 'abort' }, finish))).toBeUndefined();
  expect(
    read(aiSdkUi, events(...text('1'), { ...finish, finishReason: 'content-filter' }))?.choices[0]
      ?.finishReason,
  ).toBe('content_filter');
});

test('an n8n answer is its output; steps beside it are more, and n8n speaking of itself is none', () => {
  expect(read(n8nChat, { output: 'x' })?.choices[0]).toMatchObject({ text: 'x', hasMoreThanText: false });
  expect(read(n8nChat, { text: 'x' })?.choices[0]?.text).toBe('x');
  expect(read(n8nChat, { output: 'x', intermediateSteps: [] })?.choices[0]?.hasMoreThanText).toBe(true);
  expect(read(n8nChat, { executionStarted: true, executionId: '1' })).toBeUndefined();
  expect(read(n8nChat, { output: { type: 'with-buttons', text: 'x', buttons: [] } })).toBeUndefined();
});

test('each node of an n8n stream must end, and two nodes are more than one text', () => {
  const of = (nodeId: string, type: string, content?: string): object => ({
    type,
    content,
    metadata: { nodeId },
  });
  const a = [of('a', 'begin'), of('a', 'item', 'x'), of('a', 'end')];
  const b = [of('b', 'begin'), of('b', 'item', 'y'), of('b', 'end')];
  expect(read(n8nChat, lines(...a))?.choices[0]).toMatchObject({ text: 'x', hasMoreThanText: false });
  expect(read(n8nChat, lines(...a, ...b))?.choices[0]?.hasMoreThanText).toBe(true);
  expect(read(n8nChat, lines(...a, ...b.slice(0, 2)))).toBeUndefined();
  expect(read(n8nChat, lines(...a, of('a', 'error', 'no')))).toBeUndefined();
  expect(read(n8nChat, `${lines(...a)}<html>proxy timeout</html>`)).toBeUndefined();
});
