import { expect, test } from 'vitest';
import type { ChatChunk } from '../../../daemon/chat/chat-chunk.ts';
import { openAiChat } from '../../../daemon/dialects/openai-chat.ts';
import { DaemonError } from '../../../daemon/lib/errors.ts';
import { chatRequest } from '../../support/chat-request.ts';

const ANSWER = { id: 'abc', model: 'my-model', created: 1_700_000_000 };

test('reads model, messages, stream and the token limit and keeps the whole body', () => {
  const request = chatRequest('Hi', {
    stream: true,
    max_completion_tokens: 9,
    max_tokens: 5,
    custom: { a: 1 },
  });
  expect(request).toMatchObject({ model: 'auto', stream: true, maxTokens: 9 });
  expect(request.body).toMatchObject({ custom: { a: 1 }, max_tokens: 5 });
});

test.each([
  ['no model', { messages: [{ role: 'user', content: 'Hi' }] }, '"model"'],
  ['no messages', { model: 'auto' }, '"messages"'],
  ['an empty list of messages', { model: 'auto', messages: [] }, '"messages"'],
  ['a message without a role', { model: 'auto', messages: [{ content: 'Hi' }] }, '"messages.0.role"'],
  ['a negative token limit', { model: 'auto', messages: [{ role: 'user' }], max_tokens: -1 }, '"max_tokens"'],
  ['a list', [], 'JSON object'],
])('%s is a 400 that names the field', (_what, body, named) => {
  expect(() => openAiChat.readRequest(body)).toThrow(expect.objectContaining({ status: 400 }) as Error);
  expect(() => openAiChat.readRequest(body)).toThrow(named);
});

test('fields that name another destination or key do not travel on', () => {
  const request = chatRequest('Hi', {
    api_base: 'http://evil.example',
    api_key: 'x',
    base_url: 'x',
    headers: {},
  });
  expect(Object.keys(request.body)).toEqual(['model', 'messages']);
});

test('writes chunks as server-sent events that end with [DONE]', async () => {
  const events = await collect(
    openAiChat.writeStream(chunks(text('Hel'), text('lo'), end()), ANSWER, chatRequest('Hi')),
  );
  expect(events.at(-1)).toBe('data: [DONE]\n\n');
  expect(parse(events[0])).toMatchObject({
    id: 'chatcmpl-abc',
    object: 'chat.completion.chunk',
    model: 'my-model',
    created: 1_700_000_000,
    choices: [{ delta: { content: 'Hel' } }],
  });
});

test('leaves usage out of a stream unless it was asked for', async () => {
  const withUsage = { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } };
  const plain = await collect(
    openAiChat.writeStream(chunks(text('a'), end(), withUsage), ANSWER, chatRequest('Hi')),
  );
  expect(plain.join('')).not.toContain('usage');
  const request = chatRequest('Hi', { stream_options: { include_usage: true } });
  const asked = await collect(openAiChat.writeStream(chunks(text('a'), end(), withUsage), ANSWER, request));
  expect(parse(asked[0])).toMatchObject({ usage: null });
  expect(parse(asked[2])).toMatchObject({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } });
});

test('an answer that breaks off ends with an error event and without [DONE]', async () => {
  async function* broken(): AsyncGenerator<ChatChunk> {
    yield text('half');
    throw new DaemonError({ code: 'upstream_error', status: 502, message: 'It broke off.' });
  }
  const events = await collect(openAiChat.writeStream(broken(), ANSWER, chatRequest('Hi')));
  expect(parse(events.at(-1))).toEqual({
    error: { message: 'It broke off.', type: 'server_error', param: null, code: 'upstream_error' },
  });
});

test('writes a whole answer with every field that the model sent', async () => {
  const whole = {
    choices: [
      {
        index: 0,
        delta: { role: 'assistant', content: 'Hi', annotations: [] },
        finish_reason: 'stop',
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    service_tier: 'default',
  };
  expect(await openAiChat.writeWhole(chunks(whole), ANSWER, chatRequest('Hi'))).toEqual({
    id: 'chatcmpl-abc',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'my-model',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hi', refusal: null, annotations: [] },
        finish_reason: 'stop',
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    service_tier: 'default',
  });
});

function text(content: string): ChatChunk {
  return { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}

function end(): ChatChunk {
  return { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
}

async function* chunks(...all: ChatChunk[]): AsyncGenerator<ChatChunk> {
  yield* all;
}

async function collect(events: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const one of events) all.push(one);
  return all;
}

function parse(event: string | undefined): unknown {
  return JSON.parse((event ?? '').replace(/^data: /, ''));
}
