import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChatChunk } from '../../../daemon/chat/chat-chunk.ts';
import { DaemonError } from '../../../daemon/lib/errors.ts';
import { OpenAiCompatibleModel } from '../../../daemon/providers/openai-compatible-model.ts';
import { openAiChat } from '../../../daemon/dialects/openai-chat.ts';
import { modelInfo } from '../../support/model-info.ts';
import {
  answerText,
  delta,
  endEvents,
  failWith,
  sendEvent,
  sendJson,
  startEvents,
  startScriptedUpstream,
  type ScriptedUpstream,
} from '../../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startScriptedUpstream();
});
afterEach(async () => {
  await upstream.close();
});

const ask = (more: object = {}): ReturnType<typeof openAiChat.readRequest> =>
  openAiChat.readRequest({
    model: 'auto',
    messages: [{ role: 'user', content: 'Hi?' }],
    stream: true,
    ...more,
  });
const model = (overrides: object = {}): OpenAiCompatibleModel =>
  new OpenAiCompatibleModel(modelInfo({ baseUrl: upstream.baseUrl, ...overrides }));
const TOO_SLOW = new DaemonError({ code: 'too_slow', status: 504, isRetryable: true, message: 'too slow' });
const stays = (): AbortSignal => new AbortController().signal;

test('sends the whole body with the model name of the endpoint, its key and a loop mark', async () => {
  await read(await model().generate(ask({ tools: [{ type: 'function' }], custom: 1 }), stays()));
  const [call] = upstream.calls;
  expect(call?.body).toMatchObject({ model: 'upstream-model', custom: 1, tools: [{ type: 'function' }] });
  expect(call?.headers).toMatchObject({ authorization: 'Bearer upstream-key', 'x-askonce-hop': '1' });
});

test('passes chunks on as they come and keeps fields that it does not know', async () => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, { ...delta({ content: 'a', audio: { id: 1 } }), system_fingerprint: 'fp' });
    sendEvent(response, delta({}, 'stop'));
    endEvents(response);
  };
  const chunks = await read(await model().generate(ask(), stays()));
  expect(chunks[0]).toMatchObject({
    system_fingerprint: 'fp',
    choices: [{ delta: { content: 'a', audio: { id: 1 } } }],
  });
});

test('a whole answer travels as one chunk with every field kept', async () => {
  const chunks = await read(await model().generate(ask({ stream: false }), stays()));
  expect(chunks).toHaveLength(1);
  expect(chunks[0]).toMatchObject({
    choices: [{ delta: { role: 'assistant', content: 'an answer' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 7, completion_tokens: 5 },
  });
  expect(upstream.calls[0]?.body).not.toHaveProperty('stream_options');
});

test('a server that refuses stream_options is asked without them, then and later', async () => {
  upstream.script = (call, response) => {
    const reply =
      'stream_options' in call.body ? failWith(422, 'unknown field stream_options') : answerText('fine');
    return reply(call, response);
  };
  const picky = model();
  await read(await picky.generate(ask(), stays()));
  await read(await picky.generate(ask(), stays()));
  expect(upstream.calls.map(({ body }) => 'stream_options' in body)).toEqual([true, false, false]);
});

test.each([
  ['401', failWith(401, 'Incorrect key: upstream-key'), { code: 'upstream_error', isRetryable: true }],
  ['404', failWith(404), { code: 'upstream_error', isRetryable: true }],
  ['429', failWith(429), { code: 'too_many_requests', isRetryable: true }],
  ['503', failWith(503), { code: 'upstream_error', status: 503, isRetryable: true }],
  ['400', failWith(400, 'too many tokens'), { code: 'invalid_request', status: 400, isRetryable: false }],
])('a %s of the provider becomes an error that says what to do', async (_status, script, expected) => {
  upstream.script = script;
  const error: unknown = await model()
    .generate(ask(), stays())
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject(expected);
  expect(String(error)).toContain('test-medium');
  expect(String(error)).not.toContain('upstream-key');
});

test('an endpoint that is not there is an error that names it', async () => {
  const gone = model({ baseUrl: 'http://127.0.0.1:1/v1' });
  await expect(gone.generate(ask(), stays())).rejects.toMatchObject({
    code: 'upstream_unavailable',
    message: expect.stringContaining('127.0.0.1:1') as string,
  });
});

test.each([
  ['closes cleanly in mid-answer', (response: Parameters<typeof startEvents>[0]) => response.end()],
  ['sends [DONE] without a finish reason', endEvents],
  ['cuts the connection', (response: Parameters<typeof startEvents>[0]) => response.destroy()],
])('a stream that %s ends with an error, not with an end', async (_how, finish) => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ content: 'half an' }));
    response.write(': flush\n\n', () => {
      finish(response);
    });
  };
  const reading = model().generate(ask(), stays()).then(read);
  await expect(reading).rejects.toMatchObject({ code: 'upstream_error' });
});

test('an error event in a stream of status 200 is an error', async () => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, { error: { message: 'overloaded' } });
    response.end();
  };
  await expect(model().generate(ask(), stays())).rejects.toMatchObject({ code: 'upstream_error' });
});

test.each([
  [
    'HTML',
    (response: Parameters<typeof startEvents>[0]) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
  ],
  [
    'a foreign JSON',
    (response: Parameters<typeof startEvents>[0]) => {
      sendJson(response, 200, { hello: 1 });
    },
  ],
])('%s instead of an answer is an error', async (_what, reply) => {
  upstream.script = (_call, response) => {
    reply(response);
  };
  await expect(model().generate(ask({ stream: false }), stays())).rejects.toMatchObject({
    code: 'upstream_error',
  });
  await expect(model().generate(ask(), stays()).then(read)).rejects.toMatchObject({ code: 'upstream_error' });
});

test('an endpoint that accepts and says nothing times out', async () => {
  upstream.script = () => undefined;
  await expect(model({ timeoutMs: 30 }).generate(ask(), stays())).rejects.toMatchObject({
    code: 'upstream_timeout',
  });
});

test('an answer that stalls in the middle times out', async () => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ content: 'a' }));
  };
  const chunks = await model({ timeoutMs: 30 }).generate(ask(), stays());
  await expect(read(chunks)).rejects.toMatchObject({ code: 'upstream_timeout' });
});

test('an abort reaches the upstream in mid-answer', async () => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ content: 'a' }));
  };
  const leaving = new AbortController();
  const chunks = await model().generate(ask(), leaving.signal);
  const reading = read(chunks);
  leaving.abort();
  await expect(reading).rejects.toMatchObject({ code: 'client_closed' });
  await upstream.calls[0]?.left;
});

test('a call that is given up ends with the reason it was given up for, before and after the headers', async () => {
  for (const script of [
    (): void => undefined,
    (_call: unknown, response: ServerResponse) => {
      response.flushHeaders();
    },
  ]) {
    upstream.script = script;
    const patience = new AbortController();
    const asked = model().generate(ask(), patience.signal);
    await expect.poll(() => upstream.calls.length).toBeGreaterThan(0);
    patience.abort(TOO_SLOW);
    await expect(asked).rejects.toBe(TOO_SLOW);
    await upstream.calls.shift()?.left;
  }
});

test('after five calls in a row that were given up the model is left alone; those of clients who left do not count', async () => {
  const slow = model();
  for (let call = 0; call < 6; call += 1) await giveUp(slow, undefined);
  expect(slow.breaker()).toBe('closed');
  for (let call = 0; call < 5; call += 1) await giveUp(slow, TOO_SLOW);
  expect(slow.breaker()).toBe('open');
});

async function giveUp(slow: OpenAiCompatibleModel, reason: unknown): Promise<void> {
  const patience = new AbortController();
  const asked = slow.generate(ask(), patience.signal);
  patience.abort(reason);
  await asked.catch(() => undefined);
}

test('the reasoning switch is in the body, streamed or not, as the tier or the caller says', async () => {
  const reasoning = { on: { reasoning_effort: 'high' }, off: { reasoning_effort: 'none' } };
  await read(await model({ reasoning }).generate(ask(), stays()));
  await read(await model({ reasoning }).generate(ask({ stream: false }), stays(), { reasoning: 'on' }));
  await read(await model({ reasoning, tier: 'reasoning' }).generate(ask(), stays()));
  const said = ask({ reasoning_effort: 'low' });
  await read(await model({ reasoning, tier: 'reasoning' }).generate(said, stays()));
  const efforts = upstream.calls.map(({ body }) => body.reasoning_effort);
  expect(efforts).toEqual(['none', 'high', 'high', 'low']);
});

test('after five failures in a row the model is left alone, and faults of the request do not count', async () => {
  const shaky = model();
  upstream.script = failWith(400);
  for (let call = 0; call < 6; call += 1) await shaky.generate(ask(), stays()).catch(() => undefined);
  expect(shaky.breaker()).toBe('closed');
  upstream.script = failWith(500);
  for (let call = 0; call < 5; call += 1) await shaky.generate(ask(), stays()).catch(() => undefined);
  expect(shaky.breaker()).toBe('open');
  const callsBefore = upstream.calls.length;
  await expect(shaky.generate(ask(), stays())).rejects.toMatchObject({
    code: 'upstream_unavailable',
    status: 503,
  });
  expect(upstream.calls).toHaveLength(callsBefore);
});

async function read(chunks: AsyncIterable<ChatChunk>): Promise<ChatChunk[]> {
  const all: ChatChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}
