import { expect, test } from 'vitest';
import { checkWebGrounded } from '../../../../daemon/cache/storable/web-grounded.ts';
import { exchange } from './exchange.ts';

test.each([
  ['OpenAI, chat', { web_search_options: {} }],
  ['OpenAI, chat, with a size', { web_search_options: { search_context_size: 'low' } }],
  ['OpenAI, responses', { tools: [{ type: 'web_search' }] }],
  ['OpenAI, responses, preview', { tools: [{ type: 'web_search_preview' }] }],
  ['OpenAI, files', { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }],
  ['OpenAI, code', { tools: [{ type: 'code_interpreter' }] }],
  ['OpenAI, remote server', { tools: [{ type: 'mcp', server_url: 'https://example.com' }] }],
  ['OpenAI, computer', { tools: [{ type: 'computer_use_preview' }] }],
  ['Anthropic, search', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
  ['Anthropic, fetch', { tools: [{ type: 'web_fetch_20250910', name: 'web_fetch' }] }],
  ['Anthropic, code', { tools: [{ type: 'code_execution_20250522', name: 'code_execution' }] }],
  ['Gemini', { tools: [{ google_search: {} }] }],
  ['Gemini, pages', { tools: [{ url_context: {} }] }],
  ['OpenRouter', { plugins: [{ id: 'web' }] }],
  ['xAI', { search_parameters: { mode: 'auto' } }],
  ['Qwen', { enable_search: true }],
  ['Mistral', { tools: [{ type: 'web_search' }, { type: 'function', function: { name: 'f' } }] }],
  ['Azure, own data', { data_sources: [{ type: 'azure_search' }] }],
  ['Cohere, documents', { documents: [{ text: 'a' }] }],
  ['Cohere, connectors', { connectors: [{ id: 'web-search' }] }],
  ['a plain switch', { web_search: true }],
  ['Perplexity, domains', { search_domain_filter: ['wikipedia.org'] }],
])('%s asks for a search', (_provider, body) => {
  expect(checkWebGrounded(exchange({ body }))).toBe('web-grounded');
});

test.each([
  'gpt-4o-search-preview',
  'openai/gpt-4o:online',
  'sonar',
  'sonar-pro',
  'perplexity/sonar-reasoning',
  'o3-deep-research',
])('the model %s always searches', (model) => {
  const { request, ...rest } = exchange();
  expect(checkWebGrounded({ ...rest, request: { ...request, model } })).toBe('web-grounded');
});

test.each([
  'Berlin has 3.9 million inhabitants\u30104:0\u2020source\u3011.',
  'It opens at nine \u301012\u2020opening-hours.pdf\u3011.',
  'See https://example.com/?utm_source=chatgpt.com',
  'As reported \ue200cite\ue202turn0search1\ue201.',
])('%s carries the marks of a search', (text) => {
  expect(checkWebGrounded(exchange({ text }))).toBe('web-grounded');
});

test.each([
  {},
  { web_search_options: null },
  { web_search: false },
  { enable_search: false },
  { plugins: [] },
  { documents: [] },
  { tools: [] },
  { tools: [{ type: 'function', function: { name: 'web_search' } }] },
  { tools: [{ type: 'function', function: { name: 'find_order' } }] },
  { tools: [{ type: 'custom', name: 'grammar' }] },
  { tools: ['unexpected'] },
  { tools: 'unexpected' },
  { temperature: 0.2 },
  { metadata: { web_search_options: true } },
])('%j asks for no search', (body) => {
  expect(checkWebGrounded(exchange({ body }))).toBeUndefined();
});

test.each([
  'Use [1] as an index.',
  'The reference list has [1] to [12].',
  'See https://nodejs.org/api/fs.html for more.',
  'arr[0] is the first element.',
  '\u3010Note\u3011 This is a heading in Japanese style.',
  'A sonar measures depth by sound.',
  'utm_source is a parameter for campaigns.',
  'The dagger \u2020 marks a footnote.',
])('%s carries no marks of a search', (text) => {
  expect(checkWebGrounded(exchange({ text }))).toBeUndefined();
});
