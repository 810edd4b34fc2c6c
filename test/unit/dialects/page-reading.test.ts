import { expect, test } from 'vitest';
import type { PageReading } from '../../../daemon/dialects/dialect.ts';
import { DIALECTS } from '../../../daemon/dialects/index.ts';
import { PAGE_REQUESTS } from './page-requests.ts';

/** A page's plain question with fields added or replaced. */
function read(id: string, more: Record<string, unknown>, address?: string): PageReading {
  const page = PAGE_REQUESTS[id];
  const dialect = DIALECTS.find((one) => one.id === id);
  if (!page || !dialect) throw new Error(`no dialect ${id}`);
  return dialect.readPage({ ...page.body, ...more }, address === undefined ? page.url : new URL(address));
}

const user = (content: unknown): object => ({ role: 'user', content });
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } };
const functionTool = { type: 'function', function: { name: 'weather' } };

test.each([
  ['openai-chat', { tools: [functionTool] }, 'tools'],
  ['openai-chat', { tool_choice: 'auto' }, 'tools'],
  ['openai-chat', { functions: [{ name: 'weather' }] }, 'tools'],
  ['openai-chat', { messages: [{ role: 'tool', tool_call_id: '1', content: 'x' }, user('Hi')] }, 'tools'],
  ['openai-chat', { response_format: { type: 'json_schema' } }, 'response-format'],
  ['openai-chat', { messages: [user([{ type: 'text', text: 'Look' }, image])] }, 'media'],
  ['openai-chat', { files: ['f-1'] }, 'media'],
  ['openai-chat', { n: 2 }, 'several-choices'],
  ['openai-chat', { logprobs: true }, 'logprobs'],
  ['openai-chat', { top_logprobs: 3 }, 'logprobs'],
  ['openai-chat', { store: true }, 'server-state'],
  ['openai-chat', { chat_id: 'c-1' }, 'kept-on-server'],
  ['openai-chat', { session_id: 's-1', background_tasks: {} }, 'kept-on-server'],
  ['openai-chat', { web_search_options: {} }, 'web-search'],
  ['openai-responses', { store: true }, 'server-state'],
  ['openai-responses', { tools: [{ type: 'function', name: 'weather' }] }, 'tools'],
  [
    'openai-responses',
    { text: { format: { type: 'json_schema', name: 'a', schema: {} } } },
    'response-format',
  ],
  ['anthropic-messages', { tools: [{ name: 'weather', input_schema: {} }] }, 'tools'],
  [
    'anthropic-messages',
    { messages: [user([{ type: 'image', source: { type: 'url', url: 'https://a.example/x.png' } }])] },
    'media',
  ],
  ['ollama-chat', { tools: [functionTool] }, 'tools'],
  ['ollama-chat', { format: 'json' }, 'response-format'],
  ['ollama-chat', { messages: [{ ...user('Look'), images: ['iVBOR'] }] }, 'media'],
  ['ai-sdk-v4', { webSearch: true }, 'web-search'],
  [
    'ai-sdk-v4',
    {
      messages: [
        { ...user('Look'), experimental_attachments: [{ url: 'data:x', contentType: 'image/png' }] },
      ],
    },
    'media',
  ],
  [
    'ai-sdk-ui',
    { messages: [{ role: 'user', parts: [{ type: 'file', mediaType: 'application/pdf', url: 'data:x' }] }] },
    'media',
  ],
  ['ai-sdk-ui', { trigger: 'resume-stream' }, 'resume'],
  ['n8n-chat', { files: [{ name: 'a' }] }, 'media'],
])('%s with %j is not answered: %s', (id, more, reason) => {
  expect(read(id, more).unanswerable).toBe(reason);
});

test.each([
  ['openai-chat', { response_format: { type: 'text' }, n: 1, tools: [], tool_choice: null, stop: ['x'] }],
  ['openai-responses', { store: false, text: { format: { type: 'text' } }, tools: [] }],
  ['anthropic-messages', { tools: [], metadata: { user_id: 'u' }, thinking: { type: 'disabled' } }],
  ['ollama-chat', { tools: [], format: '', options: { num_ctx: 4096 } }],
])('%s with %j may be answered', (id, more) => {
  expect(read(id, more).unanswerable).toBeUndefined();
});

test.each([
  '### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.',
  'Please generate a four to five word title summarizing our conversation without any lead-in.',
  'Provide a concise, 5-word-or-less title for the conversation, using title case conventions.',
  'Summarize the discussion briefly in 200 words or less to use as a prompt for future context.',
  'Based on the chat history, give this conversation a name.',
  'Suggest three follow-up questions that the user might ask.',
])('a prompt that an app sends by itself is not answered: %s', (prompt) => {
  expect(read('openai-chat', { messages: [user(prompt)] }).unanswerable).toBe('background-prompt');
});

test.each([
  'How do I reset my password?',
  'What is a good title for a blog about cats?',
  'Give me the next steps for my refund.',
  'Summarize the rules for parental leave.',
])('a question of a person is no background prompt: %s', (question) => {
  expect(read('openai-chat', { messages: [user(question)] }).unanswerable).toBeUndefined();
});

test('a help desk whose own prompt speaks of titles and conversations is answered', () => {
  const system = 'You are the help desk. Give each ticket a title that sums up the conversation.';
  const messages = [{ role: 'system', content: system }, user('Hi')];
  expect(read('openai-chat', { messages }).unanswerable).toBeUndefined();
  const titling = [{ role: 'system', content: 'You are a chat thread titling assistant.' }, user('Hi')];
  expect(read('openai-chat', { messages: titling }).unanswerable).toBe('background-prompt');
});

test('a regenerate says so itself', () => {
  expect(read('ai-sdk-ui', { trigger: 'regenerate-message' }).isRegenerate).toBe(true);
  expect(read('openai-chat', { is_retry: true }).isRegenerate).toBe(true);
  expect(read('ai-sdk-ui', { trigger: 'submit-message' }).isRegenerate).toBe(false);
});

test('ids of the chat and its moments do not matter, what the page adds does', () => {
  const plain = read('ai-sdk-ui', {}).request;
  const parts = [{ type: 'text', text: 'Hi' }];
  const renamed = read('ai-sdk-ui', {
    id: 'chat-2',
    messageId: 'm-9',
    messages: [{ id: 'm-2', role: 'user', parts, metadata: { createdAt: 1 } }],
  }).request;
  expect(renamed).toEqual(plain);
  expect(read('ai-sdk-ui', { model: 'large', page: 'billing' }).request.extras).toMatchObject({
    model: 'large',
    page: 'billing',
  });
  expect(
    read('ai-sdk-ui', { messages: [{ role: 'user', parts, metadata: { page: 'a' } }] }).request,
  ).not.toEqual(plain);
  expect(read('ai-sdk-v4', { id: 'chat-2' }).request).toEqual(read('ai-sdk-v4', {}).request);
  expect(read('n8n-chat', { sessionId: 's-2' }).request).toEqual(read('n8n-chat', {}).request);
  expect(read('n8n-chat', { metadata: { page: 'a' } }).request.extras).toMatchObject({
    metadata: { page: 'a' },
  });
});

test('bots at other addresses are told apart', () => {
  const other = read('n8n-chat', {}, 'https://flows.example/webhook/other/chat').request;
  expect(other.extras).not.toEqual(read('n8n-chat', {}).request.extras);
});

test('a request that names no model reads as one of the page', () => {
  for (const id of ['ai-sdk-v4', 'ai-sdk-ui', 'n8n-chat']) expect(read(id, {}).request.model).toBe('page');
});

test('tools that ran on a server make a request of the AI SDK pass', () => {
  const called = { type: 'tool-weather', toolCallId: '1', state: 'output-available', output: 'sunny' };
  const messages = [
    { role: 'assistant', parts: [called] },
    { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
  ];
  expect(() => read('ai-sdk-ui', { messages })).toThrow('"messages.0.parts.0.type"');
  const older = [{ role: 'assistant', content: '', toolInvocations: [{ toolName: 'weather' }] }, user('Hi')];
  expect(() => read('ai-sdk-v4', { messages: older })).toThrow('"messages.0"');
});

test('an n8n session is named, and known as new only where the server has nothing of it', () => {
  const n8n = DIALECTS.find(({ id }) => id === 'n8n-chat');
  expect(read('n8n-chat', {}).session).toBe('s-1');
  const load = { action: 'loadPreviousSession', sessionId: 's-1' };
  expect(n8n?.sessionStart?.idOf(load)).toBe('s-1');
  expect(n8n?.sessionStart?.idOf(PAGE_REQUESTS['n8n-chat']?.body)).toBeUndefined();
  expect(n8n?.matches(new URL('https://flows.example/webhook/1/chat'), load)).toBe(false);
  expect(n8n?.sessionStart?.isNew({ contentType: '', body: '{"data":[]}' })).toBe(true);
  for (const body of ['{"data":[{"id":["HumanMessage"]}]}', '', '{}', '[]'])
    expect(n8n?.sessionStart?.isNew({ contentType: '', body }), body).toBe(false);
});
