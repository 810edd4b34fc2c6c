import { Ollama } from 'ollama';
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
const messages = [{ role: 'user', content: QUESTION }];

let upstream: ScriptedUpstream;
let daemon: AnsweringDaemon;
let ollama: Ollama;

beforeAll(async () => {
  daemon = await startAnsweringDaemon();
  ({ upstream } = daemon);
  ollama = clientWith(daemon.key);
});
afterAll(() => daemon.remove());
beforeEach(async () => {
  await daemon.fetch('/askonce/entries', { method: 'DELETE' });
  upstream.calls.length = 0;
  upstream.script = answerText('sun, wind and water');
});

function clientWith(key: string): Ollama {
  return new Ollama({ host: daemon.origin, headers: { authorization: `Bearer ${key}` } });
}

test('a whole chat is a miss, then a hit', async () => {
  for (const calls of [1, 1]) {
    const reply = await ollama.chat({
      model: 'auto',
      messages,
      options: { num_predict: 400, temperature: 0.1 },
    });
    expect(reply).toMatchObject({
      model: expect.stringMatching(/^my-/) as string,
      message: { role: 'assistant', content: 'sun, wind and water' },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 7,
      eval_count: 5,
    });
    expect(reply.eval_duration).toBeGreaterThan(0);
    expect(upstream.calls).toHaveLength(calls);
  }
  expect(upstream.calls[0]?.body).toMatchObject({ max_tokens: 400, temperature: 0.1 });
});

test('a streamed chat is a miss, then a hit', async () => {
  for (const calls of [1, 1]) {
    let text = '';
    let isDone = false;
    for await (const part of await ollama.chat({ model: 'auto', messages, stream: true })) {
      text += part.message.content;
      isDone = part.done;
    }
    expect([text, isDone]).toEqual(['sun, wind and water', true]);
    expect(upstream.calls).toHaveLength(calls);
  }
});

test('a stream is the default where the request does not say', async () => {
  const response = await daemon.fetch('/api/chat', { json: { model: 'auto', messages } });
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const lines = (await response.text()).trim().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ done: true });
  expect(lines.length).toBeGreaterThan(2);
});

test('generate is answered whole and streamed, and shares the answers of chat', async () => {
  const system = 'Be brief.';
  const whole = await ollama.generate({ model: 'auto', prompt: QUESTION, system });
  expect(whole).toMatchObject({ response: 'sun, wind and water', done: true });
  let text = '';
  for await (const part of await ollama.generate({ model: 'auto', prompt: QUESTION, system, stream: true }))
    text += part.response ?? '';
  expect(text).toBe('sun, wind and water');
  const chat = await ollama.chat({
    model: 'auto',
    messages: [{ role: 'system', content: system }, ...messages],
  });
  expect(chat.message.content).toBe('sun, wind and water');
  expect(upstream.calls).toHaveLength(1);
});

test('a tool call comes back with its arguments as a value, and its result goes on', async () => {
  upstream.script = callTool({ text: '', name: 'weather', argumentPieces: ['{"city":', '"Rome"}'] });
  const tools = [
    {
      type: 'function',
      function: { name: 'weather', description: '', parameters: { type: 'object', properties: {} } },
    },
  ];
  const whole = await ollama.chat({ model: 'auto', messages, tools });
  expect(whole.message.tool_calls).toMatchObject([
    { function: { name: 'weather', arguments: { city: 'Rome' } } },
  ]);
  const streamed: unknown[] = [];
  for await (const part of await ollama.chat({ model: 'auto', messages, tools, stream: true }))
    streamed.push(...(part.message.tool_calls ?? []));
  expect(streamed).toMatchObject([{ function: { name: 'weather', arguments: { city: 'Rome' } } }]);
  upstream.script = answerText('Sunny.');
  await ollama.chat({
    model: 'auto',
    tools,
    messages: [
      ...messages,
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ function: { name: 'weather', arguments: { city: 'Rome' } } }],
      },
      { role: 'tool', content: 'sunny', tool_name: 'weather' },
    ],
  });
  expect(upstream.calls.at(-1)?.body.messages).toMatchObject([
    { role: 'user' },
    { role: 'assistant', tool_calls: [{ id: 'call_0', function: { arguments: '{"city":"Rome"}' } }] },
    { role: 'tool', tool_call_id: 'call_0', content: 'sunny' },
  ]);
});

test('lists, shows and "loads" the configured models', async () => {
  const { models } = await ollama.list();
  expect(models.map(({ name }) => name)).toEqual(['auto', 'small', 'medium', 'my-small', 'my-medium']);
  expect(await ollama.show({ model: 'my-small' })).toMatchObject({
    model_info: { 'askonce.context_length': 32_768 },
    capabilities: expect.arrayContaining(['completion']) as unknown,
  });
  expect((await ollama.version()).version).toMatch(/^\d+\.\d+\.\d+/);
  expect(await ollama.generate({ model: 'auto', prompt: '' })).toMatchObject({
    done: true,
    done_reason: 'load',
  });
  expect(await ollama.chat({ model: 'auto', messages: [], keep_alive: 0 })).toMatchObject({
    done_reason: 'unload',
  });
  expect(upstream.calls).toHaveLength(0);
});

test("errors come in Ollama's own words", async () => {
  await expect(clientWith('wrong').list()).rejects.toMatchObject({
    status_code: 401,
    message: expect.stringContaining('API key') as string,
  });
  await expect(ollama.chat({ model: 'nobody', messages })).rejects.toThrow('There is no model "nobody"');
  await expect(ollama.show({ model: 'nobody' })).rejects.toMatchObject({ status_code: 404 });
  const missing = await daemon.fetch('/api/blobs/sha256:1');
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { error: expect.stringContaining('There is nothing at') as string },
  ]);
});

test('an answer that breaks off is an error for the client', async () => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ content: 'half' }));
    response.end();
  };
  const read = async (): Promise<void> => {
    for await (const _part of await ollama.chat({ model: 'auto', messages, stream: true }));
  };
  await expect(read()).rejects.toThrow();
});
