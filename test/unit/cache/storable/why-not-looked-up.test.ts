import { expect, test } from 'vitest';
import { whyNotLookedUp } from '../../../../daemon/cache/storable/why-not-looked-up.ts';
import { exchange } from './exchange.ts';

const question = { role: 'user', content: 'How do I reset my password?' };

test.each([
  {},
  { temperature: 0.7, top_p: 0.9 },
  { n: 1 },
  { logprobs: false, top_logprobs: 0 },
  { modalities: ['text'] },
  { store: false },
  { tools: [{ type: 'function', function: { name: 'f' } }] },
  { response_format: { type: 'json_object' } },
  { prediction: null, audio: null, web_search_options: null },
  { stream_options: { include_usage: true } },
])('a request with %j may be answered from the cache', (body) => {
  expect(whyNotLookedUp(exchange({ body }))).toBeUndefined();
});

test.each([
  ['several-choices', { n: 2 }],
  ['several-choices', { best_of: 3 }],
  ['logprobs', { logprobs: true }],
  ['logprobs', { logprobs: 5 }],
  ['logprobs', { top_logprobs: 2 }],
  ['audio', { audio: { voice: 'alloy', format: 'wav' } }],
  ['audio', { modalities: ['text', 'audio'] }],
  ['prediction', { prediction: { type: 'content', content: 'x' } }],
  ['web-search', { web_search_options: {} }],
  ['web-search', { tools: [{ type: 'web_search' }] }],
  ['server-state', { store: true }],
  ['server-state', { previous_response_id: 'resp_1' }],
  ['server-state', { conversation: 'conv_1' }],
  ['server-state', { background: true }],
])('%s: %j', (reason, body) => {
  expect(whyNotLookedUp(exchange({ body }))).toBe(reason);
});

test.each([
  ['tool-result', [question, { role: 'assistant', content: null }, { role: 'tool', content: '42' }]],
  ['images', [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }]],
  [
    'images',
    [
      {
        role: 'user',
        content: [
          { type: 'file', file: {} },
          { type: 'text', text: 'Sum this up' },
        ],
      },
    ],
  ],
  ['images', [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }]],
  ['no-question', []],
  ['no-question', [{ role: 'system', content: 'You are a helpful assistant.' }]],
  ['no-question', [question, { role: 'assistant', content: 'Under ' }]],
  ['no-question', [{ role: 'user', content: '  \n' }]],
  ['no-question', [{ role: 'user' }]],
])('%s: %j', (reason, messages) => {
  expect(whyNotLookedUp(exchange({ messages }))).toBe(reason);
});
