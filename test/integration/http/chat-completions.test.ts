import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startAnsweringDaemon, type AnsweringDaemon } from '../../support/answering-daemon.ts';
import { createGate, type Gate } from '../../support/gate.ts';
import { matching } from '../../support/matchers.ts';
import {
  answerText,
  delta,
  endEvents,
  failWith,
  sendEvent,
  sendJson,
  startEvents,
  startScriptedUpstream,
  type Script,
  type ScriptedUpstream,
} from '../../support/scripted-upstream.ts';
import { configuredModels, startTestDaemon } from '../../support/start-test-daemon.ts';

const RENEWABLE = 'What are the main renewable energy sources?';
const user = (content: string): { role: 'user'; content: string } => ({ role: 'user', content });

let upstream: ScriptedUpstream;
let daemon: AnsweringDaemon;

beforeAll(async () => {
  daemon = await startAnsweringDaemon();
  ({ upstream } = daemon);
});
afterAll(() => daemon.remove());
beforeEach(async () => {
  await daemon.fetch('/askonce/entries', { method: 'DELETE' });
  upstream.calls.length = 0;
  upstream.script = answerText('sun, wind and water');
});

async function stream(
  content: string,
  body: object = {},
): Promise<{ text: string; cache: string | null; usage: unknown }> {
  const { data, response } = await daemon.openai.chat.completions
    .create({ model: 'auto', messages: [user(content)], stream: true, ...body })
    .withResponse();
  let text = '';
  let usage: unknown;
  for await (const chunk of data) {
    text += chunk.choices[0]?.delta.content ?? '';
    usage = chunk.usage ?? usage;
  }
  return { text, cache: response.headers.get('x-askonce-cache'), usage };
}

async function whole(
  content: string,
  body: object = {},
): Promise<{ text: string | null | undefined; headers: Headers }> {
  const { data, response } = await daemon.openai.chat.completions
    .create({ model: 'auto', messages: [user(content)], ...body })
    .withResponse();
  return { text: data.choices[0]?.message.content, headers: response.headers };
}

test('a streamed question is a miss, then an exact hit, then a semantic hit when reworded', async () => {
  expect(await stream(RENEWABLE)).toMatchObject({ cache: 'miss', text: 'sun, wind and water' });
  expect(await stream(RENEWABLE)).toMatchObject({ cache: 'hit-exact', text: 'sun, wind and water' });
  const reworded = 'What are the primary sources of renewable energy?';
  expect(await stream(reworded)).toMatchObject({ cache: 'hit-semantic', text: 'sun, wind and water' });
  expect(upstream.calls).toHaveLength(1);
});

test('a near miss in nearly the same words goes to a model', async () => {
  await stream(RENEWABLE);
  expect((await stream('What are the main non-renewable energy sources?')).cache).toBe('miss');
});

test('an answer learnt from a stream serves a whole request and the other way round', async () => {
  await stream(RENEWABLE);
  const { text, headers } = await whole(RENEWABLE);
  expect(text).toBe('sun, wind and water');
  expect(headers.get('x-askonce-cache')).toBe('hit-exact');
  await whole('How do I reset my password?');
  expect(await stream('How do I reset my password?')).toMatchObject({
    cache: 'hit-exact',
    text: 'sun, wind and water',
  });
});

test('every answer says what was decided in its headers', async () => {
  await whole(RENEWABLE);
  const { headers } = await whole('What are the primary sources of renewable energy?');
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-askonce-cache': 'hit-semantic',
    'x-askonce-model': expect.stringMatching(/^my-/) as string,
    'x-askonce-tier': expect.stringMatching(/^(?:small|medium)$/) as string,
    'x-askonce-confidence': '0.999',
    'x-askonce-similarity': expect.stringMatching(/^0\.9\d+$/) as string,
    'x-askonce-reason': 'an equivalent question was answered before',
    'x-askonce-id': expect.stringMatching(/^[\da-f-]{36}$/) as string,
    age: '0',
  });
});

test("the client's stream helper accepts both a fresh and a stored answer", async () => {
  for (const expected of ['miss', 'hit-exact']) {
    const helper = daemon.openai.chat.completions.stream({ model: 'auto', messages: [user(RENEWABLE)] });
    const completion = await helper.finalChatCompletion();
    expect(completion.choices[0]?.message.content).toBe('sun, wind and water');
    expect(completion.choices[0]?.finish_reason, expected).toBe('stop');
  }
});

test('usage comes with a stream only where it was asked for, on a miss and on a hit', async () => {
  const asks = { stream_options: { include_usage: true } };
  const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
  expect((await stream(RENEWABLE, asks)).usage).toEqual(usage);
  expect((await stream(RENEWABLE, asks)).usage).toEqual(usage);
  expect((await stream(RENEWABLE)).usage).toBeUndefined();
});

test('tool calls pass through untouched, streamed and whole, and are never stored', async () => {
  const tools = [
    { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } },
  ];
  const call = {
    id: 'call_1',
    type: 'function',
    function: { name: 'weather', arguments: '{"city":"Rome"}' },
  };
  upstream.script = (request, response) => {
    if (request.body.stream === true) {
      startEvents(response);
      sendEvent(response, delta({ role: 'assistant', tool_calls: [{ index: 0, ...call }] }));
      sendEvent(response, delta({}, 'tool_calls'));
      endEvents(response);
      return;
    }
    const message = { role: 'assistant', content: null, tool_calls: [call] };
    sendJson(response, 200, {
      ...delta({}),
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
    });
  };
  for (let time = 0; time < 2; time += 1) {
    const completion = await daemon.openai.chat.completions.create({
      model: 'auto',
      messages: [user('Weather in Rome?')],
      tools,
    });
    expect(completion.choices[0]?.message.tool_calls).toEqual([call]);
    const helper = daemon.openai.chat.completions.stream({
      model: 'auto',
      messages: [user('Weather in Rome?')],
      tools,
    });
    const [streamed] = (await helper.finalChatCompletion()).choices[0]?.message.tool_calls ?? [];
    expect(streamed).toMatchObject({
      id: 'call_1',
      function: { name: 'weather', arguments: '{"city":"Rome"}' },
    });
  }
  expect(upstream.calls).toHaveLength(4);
  expect(upstream.calls[0]?.body.tools).toEqual(tools);
});

test('several choices pass through and are not stored', async () => {
  upstream.script = (_request, response) => {
    const choices = [0, 1].map((index) => ({
      index,
      message: { role: 'assistant', content: `answer ${index}` },
      finish_reason: 'stop',
    }));
    sendJson(response, 200, { ...delta({}), object: 'chat.completion', choices });
  };
  for (let time = 0; time < 2; time += 1) {
    const { choices } = await daemon.openai.chat.completions.create({
      model: 'auto',
      messages: [user(RENEWABLE)],
      n: 2,
    });
    expect(choices.map(({ message }) => message.content)).toEqual(['answer 0', 'answer 1']);
  }
  expect(upstream.calls).toHaveLength(2);
});

test('chunks reach the client while the model is still writing', async () => {
  const rest = createGate();
  upstream.script = answerInTwoParts(rest);
  const answer = await daemon.openai.chat.completions.create({
    model: 'auto',
    messages: [user(RENEWABLE)],
    stream: true,
  });
  const texts: string[] = [];
  for await (const chunk of answer) {
    texts.push(chunk.choices[0]?.delta.content ?? '');
    rest.open();
  }
  expect(texts.join('')).toBe('first second');
});

test('a client that leaves in mid-stream aborts the upstream, and nothing is stored', async () => {
  upstream.script = (_request, response) => {
    startEvents(response);
    sendEvent(response, delta({ content: 'half' }));
  };
  const answer = await daemon.openai.chat.completions.create({
    model: 'auto',
    messages: [user(RENEWABLE)],
    stream: true,
  });
  for await (const _chunk of answer) break;
  await upstream.calls[0]?.left;
  expect((await entryCount()).total).toBe(0);
});

test('a client that leaves before the first chunk aborts the upstream', async () => {
  const asked = createGate();
  upstream.script = () => {
    asked.open();
  };
  const leaving = new AbortController();
  const answer = daemon.openai.chat.completions.create(
    { model: 'auto', messages: [user(RENEWABLE)], stream: true },
    { signal: leaving.signal },
  );
  await asked.opened;
  leaving.abort();
  await expect(answer).rejects.toThrow();
  await upstream.calls[0]?.left;
});

test('a client that leaves does not take the answer away from another who follows it', async () => {
  const rest = createGate();
  upstream.script = answerInTwoParts(rest);
  const leader = await daemon.openai.chat.completions.create({
    model: 'auto',
    messages: [user(RENEWABLE)],
    stream: true,
  });
  const follower = await daemon.openai.chat.completions.create({
    model: 'auto',
    messages: [user(RENEWABLE)],
    stream: true,
  });
  for await (const _chunk of leader) break;
  rest.open();
  let text = '';
  for await (const chunk of follower) text += chunk.choices[0]?.delta.content ?? '';
  expect(text).toBe('first second');
  expect(upstream.calls).toHaveLength(1);
});

test('a client that does not read slows its model down instead of filling memory', async () => {
  const pieces = 400;
  const piece = 'x'.repeat(128 * 1024);
  let written = 0;
  let isBlocked = false;
  upstream.script = async (_call, response) => {
    startEvents(response);
    for (; written < pieces && !response.destroyed; written += 1) {
      isBlocked = !response.write(`data: ${JSON.stringify(delta({ content: piece }))}\n\n`);
      if (isBlocked) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      isBlocked = false;
    }
  };
  const body = JSON.stringify({ model: 'auto', messages: [user(RENEWABLE)], stream: true });
  const socket = connect(daemon.port, '127.0.0.1').pause();
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:${daemon.port}\r\nAuthorization: Bearer ${daemon.key}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  let before = -1;
  const stands = (): boolean => {
    const isSame = isBlocked && written === before;
    before = written;
    return isSame;
  };
  await expect.poll(stands, { interval: 200, timeout: 20_000 }).toBe(true);
  expect(written).toBeLessThan(pieces / 2);
  socket.destroy();
  await upstream.calls[0]?.left;
});

test('fifty equal questions at once make one upstream call', async () => {
  const gate = createGate();
  upstream.script = async (request, response) => {
    await gate.opened;
    await answerText('one answer')(request, response);
  };
  const asked = Array.from({ length: 50 }, () => stream(RENEWABLE));
  await expect
    .poll(async () => (await metric('askonce_stage_duration_seconds_count{stage="exact"}')) >= 0)
    .toBe(true);
  gate.open();
  const answers = await Promise.all(asked);
  expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['one answer']));
  expect(upstream.calls).toHaveLength(1);
});

test('a reworded question waits for the answer under way, while a near miss goes to a model', async () => {
  const gate = createGate();
  upstream.script = async (request, response) => {
    if (upstream.calls.length === 1) await gate.opened;
    await answerText('sun, wind and water')(request, response);
  };
  const counted = 'askonce_requests_total{cache="hit-coalesced",outcome="answered"}';
  const before = await metric(counted);
  const leader = whole(RENEWABLE);
  await expect.poll(() => upstream.calls.length).toBe(1);
  const follower = stream('What are the primary sources of renewable energy?');
  const third = whole('What are the primary sources of renewable energy?');
  // Embedded after the others, and answered: so they have found the question under way.
  const nearMiss = await whole('What are the main non-renewable energy sources?');
  expect(nearMiss.headers.get('x-askonce-cache')).toBe('miss');
  expect(upstream.calls).toHaveLength(2);
  gate.open();
  expect(await follower).toMatchObject({ cache: 'hit-coalesced', text: 'sun, wind and water' });
  expect(Object.fromEntries((await third).headers)).toMatchObject({
    'x-askonce-cache': 'hit-coalesced',
    'x-askonce-model': expect.stringMatching(/^my-/) as string,
    'x-askonce-confidence': '0.999',
    'x-askonce-similarity': matching(/^0\.9\d+$/),
    'x-askonce-reason': 'an equivalent question was being answered',
  });
  expect((await leader).headers.get('x-askonce-cache')).toBe('miss');
  expect(upstream.calls).toHaveLength(2);
  expect(await metric(counted)).toBe(before + 2);
});

test('an answer that breaks off ends with an error that the client throws, and is not stored', async () => {
  upstream.script = (_request, response) => {
    startEvents(response);
    sendEvent(response, delta({ content: 'half an' }));
    response.end();
  };
  await expect(stream(RENEWABLE)).rejects.toThrow(/broke off/);
  expect((await entryCount()).total).toBe(0);
});

test('a dead model is routed around within the request, and the header says so', async () => {
  const dead = await startScriptedUpstream(failWith(503));
  const other = await startTestDaemon({
    config: { models: configuredModels({ small: dead.baseUrl, medium: upstream.baseUrl }) },
  });
  const { response } = await other.openai.chat.completions
    .create({ model: 'auto', messages: [user('hello')] })
    .withResponse();
  expect(response.headers.get('x-askonce-model')).toBe('my-medium');
  expect(response.headers.get('x-askonce-reason')).toBe(
    'my-small failed (upstream_error); small-talk: small does about as well as any',
  );
  await other.remove();
  await dead.close();
});

test.each([
  ['unknown model', { model: 'gpt-nope', messages: [user('Hi')] }, 404, /no model "gpt-nope".*auto/],
  ['missing messages', { model: 'auto' }, 400, /"messages"/],
  ['a text as body', 'hello', 400, /JSON object/],
])('%s is an OpenAI-shaped error that says what to do', async (_what, json, status, message) => {
  const reply = await daemon.fetch('/v1/chat/completions', { json });
  expect(reply.status).toBe(status);
  expect(await reply.json()).toMatchObject({
    error: { message: expect.stringMatching(message) as string, param: null },
  });
});

test('a body that is not JSON, or not sent as JSON, is refused', async () => {
  const broken = await daemon.fetch('/v1/chat/completions', {
    method: 'POST',
    body: '{"model"',
    headers: { 'content-type': 'application/json' },
  });
  expect(broken.status).toBe(400);
  const form = await daemon.fetch('/v1/chat/completions', {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'text/plain' },
  });
  expect(form.status).toBe(415);
});

test('a body over the limit is refused', async () => {
  const reply = await daemon.fetch('/v1/chat/completions', {
    json: { model: 'auto', messages: [user('x'.repeat(5 * 1024 * 1024))] },
  });
  expect(reply.status).toBe(413);
  expect(await reply.json()).toMatchObject({ error: { code: 'request_too_large' } });
});

test('GET on the chat path is a 405', async () => {
  expect((await daemon.fetch('/v1/chat/completions')).status).toBe(405);
});

test('the model list has auto, the tiers that exist and every configured model', async () => {
  const models = await daemon.openai.models.list();
  expect(models.data.map(({ id }) => id)).toEqual(['auto', 'small', 'medium', 'my-small', 'my-medium']);
});

test('other paths under /v1 are passed on untouched with the key of the default provider', async () => {
  upstream.script = (_request, response) => {
    sendJson(response, 200, {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [1] }],
      model: 'e',
      usage: {},
    });
  };
  const reply = await daemon.openai.embeddings.create({ model: 'e', input: 'x', encoding_format: 'float' });
  expect(reply.data[0]?.embedding).toEqual([1]);
  expect(upstream.calls[0]).toMatchObject({
    path: '/v1/embeddings',
    headers: { authorization: 'Bearer upstream-key' },
  });
  expect(upstream.calls[0]?.body).toMatchObject({ model: 'e', input: 'x' });
});

/** A stream whose second part comes when the gate opens. */
function answerInTwoParts(rest: Gate): Script {
  return async (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ content: 'first ' }));
    await rest.opened;
    sendEvent(response, delta({ content: 'second' }, 'stop'));
    endEvents(response);
  };
}

async function entryCount(): Promise<{ total: number }> {
  return (await (await daemon.fetch('/askonce/entries')).json()) as { total: number };
}

async function metric(line: string): Promise<number> {
  const text = await (await daemon.fetch('/metrics')).text();
  return Number(
    text
      .split('\n')
      .find((row) => row.startsWith(line))
      ?.split(' ')
      .at(-1) ?? 0,
  );
}
