import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startAnsweringDaemon, type AnsweringDaemon } from '../../support/answering-daemon.ts';
import {
  answerText,
  delta,
  failWith,
  sendEvent,
  startEvents,
  type ScriptedUpstream,
} from '../../support/scripted-upstream.ts';
import { callTool } from '../../support/tool-call-script.ts';

const QUESTION = 'What are the main renewable energy sources?';

let upstream: ScriptedUpstream;
let daemon: AnsweringDaemon;
let anthropic: Anthropic;

beforeAll(async () => {
  daemon = await startAnsweringDaemon();
  ({ upstream } = daemon);
  anthropic = new Anthropic({ baseURL: daemon.origin, apiKey: daemon.key, maxRetries: 0 });
});
afterAll(() => daemon.remove());
beforeEach(async () => {
  await daemon.fetch('/askonce/entries', { method: 'DELETE' });
  upstream.calls.length = 0;
  upstream.script = answerText('sun, wind and water');
});

const ask = (content: string): Anthropic.MessageCreateParamsNonStreaming => ({
  model: 'auto',
  max_tokens: 500,
  system: 'Be brief.',
  messages: [{ role: 'user', content }],
});

test('a whole message is a miss, then a hit, then a hit when reworded', async () => {
  const outcomes: unknown[] = [];
  for (const question of [QUESTION, QUESTION, 'What are the primary sources of renewable energy?']) {
    const { data, response } = await anthropic.messages.create(ask(question)).withResponse();
    outcomes.push(response.headers.get('x-askonce-cache'));
    expect(data).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: expect.stringMatching(/^my-/) as string,
      content: [{ type: 'text', text: 'sun, wind and water' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 7, output_tokens: 5 },
    });
  }
  expect(outcomes).toEqual(['miss', 'hit-exact', 'hit-semantic']);
  expect(upstream.calls).toHaveLength(1);
  expect(upstream.calls[0]?.body).toMatchObject({
    max_tokens: 500,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: QUESTION },
    ],
  });
});

test("the client's stream helper accepts a fresh and a stored answer", async () => {
  for (const expected of [1, 1]) {
    const stream = anthropic.messages.stream(ask(QUESTION));
    const message = await stream.finalMessage();
    expect(await stream.finalText()).toBe('sun, wind and water');
    expect(message.stop_reason).toBe('end_turn');
    expect(message.usage.output_tokens).toBe(5);
    expect(upstream.calls).toHaveLength(expected);
  }
});

test('raw events come one by one', async () => {
  const types: string[] = [];
  for await (const event of await anthropic.messages.create({ ...ask(QUESTION), stream: true }))
    types.push(event.type);
  expect([...new Set(types)]).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
});

const TOOLS: Anthropic.Tool[] = [
  { name: 'weather', description: 'Looks out.', input_schema: { type: 'object', properties: {} } },
];

test('tools, a call and its result pass through, streamed and whole', async () => {
  upstream.script = callTool({
    text: 'Let me see.',
    name: 'weather',
    argumentPieces: ['{"city":', '"Rome"}'],
  });
  const request = {
    ...ask('What is the weather like in Rome?'),
    tools: TOOLS,
    tool_choice: { type: 'any' as const },
  };
  for (const message of [
    await anthropic.messages.create(request),
    await anthropic.messages.stream(request).finalMessage(),
  ]) {
    expect(message.stop_reason).toBe('tool_use');
    expect(message.content).toMatchObject([
      { type: 'text', text: 'Let me see.' },
      { type: 'tool_use', id: 'call_9', name: 'weather', input: { city: 'Rome' } },
    ]);
    upstream.script = callTool({
      text: 'Let me see.',
      name: 'weather',
      argumentPieces: ['{"city":', '"Rome"}'],
    });
  }
  expect(upstream.calls[0]?.body).toMatchObject({
    tool_choice: 'required',
    tools: [{ type: 'function', function: { name: 'weather', description: 'Looks out.' } }],
  });

  upstream.script = answerText('Sunny.');
  await anthropic.messages.create({
    ...ask(''),
    tools: TOOLS,
    messages: [
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'call_9', name: 'weather', input: { city: 'Rome' } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_9', content: 'sunny' }] },
    ],
  });
  expect(upstream.calls.at(-1)?.body.messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_9', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_9', content: 'sunny' },
  ]);
});

test('an answer that breaks off is an error for the client', async () => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ content: 'half' }));
    response.end();
  };
  await expect(anthropic.messages.stream(ask(QUESTION)).finalMessage()).rejects.toThrow(Anthropic.APIError);
});

test("errors come in Anthropic's own words", async () => {
  const stranger = new Anthropic({ baseURL: daemon.origin, apiKey: 'wrong', maxRetries: 0 });
  await expect(stranger.messages.create(ask(QUESTION))).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
  await expect(anthropic.messages.create({ ...ask(QUESTION), model: 'nobody' })).rejects.toMatchObject({
    status: 404,
    error: { type: 'error', error: { type: 'not_found_error' } },
  });
  await expect(
    anthropic.messages.create({
      ...ask(QUESTION),
      tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    }),
  ).rejects.toThrow('tools.0.type');
  await expect(
    anthropic.messages.countTokens({ model: 'auto', messages: [{ role: 'user', content: 'Hi' }] }),
  ).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error' } } });
  upstream.script = failWith(400, 'upstream says no');
  await expect(anthropic.messages.create(ask(QUESTION))).rejects.toMatchObject({
    error: { type: 'error', error: { message: expect.stringContaining('upstream says no') as string } },
  });
});
