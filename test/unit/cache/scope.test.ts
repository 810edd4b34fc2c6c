import { expect, test } from 'vitest';
import { entryId, scopeOf } from '../../../daemon/cache/scope.ts';
import { readConversation } from '../../../daemon/chat/chat-request.ts';
import { openAiChat } from '../../../daemon/dialects/openai-chat.ts';

const SECRET = new Uint8Array(32).fill(7);
const BODY = {
  model: 'auto',
  messages: [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'What are the main renewable energy sources?' },
  ],
};

interface Who {
  site: string;
  owner: string;
  secret: Uint8Array;
}

function scope(body: object, who: Partial<Who> = {}): string {
  const request = openAiChat.readRequest(body);
  const caller = { site: 'http', owner: 'user:me', secret: SECRET, ...who };
  return scopeOf({ ...caller, request, conversation: readConversation(request) });
}

const user = { role: 'user', content: 'What are the main renewable energy sources?' };

test.each<[string, object]>([
  ['system prompt', { messages: [{ role: 'system', content: 'You are a pirate.' }, user] }],
  [
    'developer prompt',
    { messages: [...BODY.messages.slice(0, 1), { role: 'developer', content: 'Be brief.' }, user] },
  ],
  [
    'history',
    {
      messages: [
        BODY.messages[0],
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
        user,
      ],
    },
  ],
  ['requested model', { model: 'large' }],
  ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }],
  ['tool_choice', { tool_choice: 'none' }],
  ['response_format', { response_format: { type: 'json_object' } }],
  ['n', { n: 2 }],
  ['seed', { seed: 1 }],
  ['logprobs', { logprobs: true }],
  ['stop', { stop: ['\n'] }],
  ['presence_penalty', { presence_penalty: 1 }],
  ['reasoning_effort', { reasoning_effort: 'high' }],
  ['end user', { user: 'customer-1' }],
  ['an unknown field', { language: 'de' }],
])('a request that differs in %s has another scope', (_what, difference) => {
  expect(scope({ ...BODY, ...difference })).not.toBe(scope(BODY));
});

test.each<[string, Partial<Who>]>([
  ['site', { site: 'https://desk.example' }],
  ['owner', { owner: 'user:other' }],
  ['secret', { secret: new Uint8Array(32) }],
])('another %s has another scope', (_what, difference) => {
  expect(scope(BODY, difference)).not.toBe(scope(BODY));
});

test.each<[string, object]>([
  ['stream', { stream: true, stream_options: { include_usage: true } }],
  ['temperature and top_p', { temperature: 0.7, top_p: 0.9 }],
  ['max_tokens', { max_tokens: 100 }],
  ['metadata', { metadata: { trace: '1' } }],
  ['a field set to null', { tools: null }],
])('a request that differs only in %s has the same scope', (_what, difference) => {
  expect(scope({ ...BODY, ...difference })).toBe(scope(BODY));
});

test('the order in which a client writes its fields does not matter', () => {
  const tool = { type: 'function', function: { name: 'f', parameters: { a: 1, b: 2 } } };
  const reversed = { function: { parameters: { b: 2, a: 1 }, name: 'f' }, type: 'function' };
  expect(scope({ ...BODY, tools: [tool] })).toBe(scope({ tools: [reversed], ...BODY }));
});

test('another question in the same scope has another id', () => {
  expect(entryId(SECRET, scope(BODY), 'one')).not.toBe(entryId(SECRET, scope(BODY), 'other'));
});

test('scope and id cannot be made to collide by text that looks like the encoding', () => {
  const one = scope({ ...BODY, messages: [{ role: 'system', content: 'a"},{"b' }, user] });
  const other = scope({
    ...BODY,
    messages: [{ role: 'system', content: 'a' }, { role: 'system', content: 'b' }, user],
  });
  expect(one).not.toBe(other);
});

test('what a request says beyond the body keeps answers apart', () => {
  const request = openAiChat.readRequest(BODY);
  const scopeWith = (extras: Record<string, unknown>): string =>
    scopeOf({
      ...{ site: 'http', owner: 'user:me', secret: SECRET },
      ...{ request: { ...request, extras }, conversation: readConversation(request) },
    });
  expect(scopeWith({ page: 'a' })).not.toBe(scope(BODY));
  expect(scopeWith({ page: 'a' })).not.toBe(scopeWith({ page: 'b' }));
});
