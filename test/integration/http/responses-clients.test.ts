import type OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startAnsweringDaemon, type AnsweringDaemon } from '../../support/answering-daemon.ts';
import {
  answerText,
  delta,
  sendEvent,
  startEvents,
  type ScriptedUpstream,
} from '../../support/scripted-upstream.ts';
import { callTool } from '../../support/tool-call-script.ts';

const QUESTION = 'What are the main renewable energy sources?';

let upstream: ScriptedUpstream;
let daemon: AnsweringDaemon;
let responses: OpenAI.Responses;

beforeAll(async () => {
  daemon = await startAnsweringDaemon();
  ({ upstream } = daemon);
  responses = daemon.openai.responses;
});
afterAll(() => daemon.remove());
beforeEach(async () => {
  await daemon.fetch('/askonce/entries', { method: 'DELETE' });
  upstream.calls.length = 0;
  upstream.script = answerText('sun, wind and water');
});

test('a whole response is a miss, then a hit, then a hit when reworded', async () => {
  const outcomes: unknown[] = [];
  for (const input of [QUESTION, QUESTION, 'What are the primary sources of renewable energy?']) {
    const { data, response } = await responses
      .create({ model: 'auto', input, instructions: 'Be brief.', max_output_tokens: 300 })
      .withResponse();
    outcomes.push(response.headers.get('x-askonce-cache'));
    expect(data.output_text).toBe('sun, wind and water');
    expect(data).toMatchObject({ object: 'response', status: 'completed', usage: { total_tokens: 12 } });
  }
  expect(outcomes).toEqual(['miss', 'hit-exact', 'hit-semantic']);
  expect(upstream.calls).toHaveLength(1);
  expect(upstream.calls[0]?.body).toMatchObject({
    max_completion_tokens: 300,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: QUESTION },
    ],
  });
});

test("the client's stream helper accepts a fresh and a stored answer", async () => {
  for (const calls of [1, 1]) {
    const response = await responses.stream({ model: 'auto', input: QUESTION }).finalResponse();
    expect(response.output_text).toBe('sun, wind and water');
    expect(response.status).toBe('completed');
    expect(upstream.calls).toHaveLength(calls);
  }
});

test('an answer learnt as a response serves a chat completion', async () => {
  await responses.create({ model: 'auto', input: [{ role: 'user', content: QUESTION }] });
  const { data, response } = await daemon.openai.chat.completions
    .create({ model: 'auto', messages: [{ role: 'user', content: QUESTION }] })
    .withResponse();
  expect(response.headers.get('x-askonce-cache')).toBe('hit-exact');
  expect(data.choices[0]?.message.content).toBe('sun, wind and water');
});

const TOOLS: OpenAI.Responses.FunctionTool[] = [
  { type: 'function', name: 'weather', parameters: { type: 'object', properties: {} }, strict: null },
];

test('functions, a call and its output pass through, streamed and whole', async () => {
  const script = callTool({ text: 'Let me see.', name: 'weather', argumentPieces: ['{"city":', '"Rome"}'] });
  upstream.script = script;
  const request = {
    model: 'auto',
    input: 'What is the weather like in Rome?',
    tools: TOOLS,
    tool_choice: { type: 'function' as const, name: 'weather' },
  };
  const whole = await responses.create(request);
  const streamed = await responses.stream(request).finalResponse();
  for (const response of [whole, streamed]) {
    expect(response.output).toMatchObject([
      { type: 'message', content: [{ text: 'Let me see.' }] },
      { type: 'function_call', call_id: 'call_9', name: 'weather', arguments: '{"city":"Rome"}' },
    ]);
  }
  expect(upstream.calls[0]?.body).toMatchObject({
    tools: [{ type: 'function', function: { name: 'weather' } }],
    tool_choice: { type: 'function', function: { name: 'weather' } },
  });
  upstream.script = answerText('Sunny.');
  await responses.create({
    model: 'auto',
    input: [
      { role: 'user', content: 'Weather?' },
      ...(whole.output as OpenAI.Responses.ResponseInputItem[]),
      { type: 'function_call_output', call_id: 'call_9', output: 'sunny' },
    ],
  });
  expect(upstream.calls.at(-1)?.body.messages).toMatchObject([
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: 'Let me see.', tool_calls: [{ id: 'call_9', type: 'function' }] },
    { role: 'tool', tool_call_id: 'call_9', content: 'sunny' },
  ]);
});

test('thinking of the model is a reasoning item, streamed and whole', async () => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ reasoning_content: 'Hm.' }));
    sendEvent(response, delta({ content: 'Yes.' }));
    sendEvent(response, delta({}, 'stop'));
    response.end('data: [DONE]\n\n');
  };
  const response = await responses.stream({ model: 'auto', input: 'Is water wet?' }).finalResponse();
  expect(response.output).toMatchObject([
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
    { type: 'message', content: [{ text: 'Yes.' }] },
  ]);
});

test('an answer that breaks off ends in a failed response', async () => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ content: 'half' }));
    response.end();
  };
  const types: string[] = [];
  for await (const event of await responses.create({ model: 'auto', input: QUESTION, stream: true }))
    types.push(event.type);
  expect(types.slice(-2)).toEqual(['error', 'response.failed']);
});

test('what rests on a server that keeps responses is refused by name', async () => {
  await expect(
    responses.create({ model: 'auto', input: 'And then?', previous_response_id: 'resp_1' }),
  ).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('previous_response_id') as string,
  });
  await expect(responses.retrieve('resp_1')).rejects.toMatchObject({ status: 404 });
  await expect(
    responses.create({ model: 'auto', input: 'Find it.', tools: [{ type: 'web_search' }] }),
  ).rejects.toThrow('"tools.0.type"');
  expect(upstream.calls).toHaveLength(0);
});
