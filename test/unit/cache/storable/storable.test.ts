import { expect, test } from 'vitest';
import { whyNotStored } from '../../../../daemon/cache/storable/storable.ts';
import { exchange } from './exchange.ts';

test('a plain question with a complete plain answer is stored', () => {
  expect(whyNotStored(exchange())).toBeUndefined();
});

test.each([
  ['no-store', { controls: { noStore: true } }],
  ['simulated', { model: { simulated: true } }],
  ['incomplete', { choice: { finishReason: undefined } }],
  ['finish-reason', { choice: { finishReason: 'length' } }],
  ['several-choices', { body: { n: 3 } }],
  ['tool-call', { choice: { finishReason: 'tool_calls' } }],
  ['web-grounded', { body: { web_search_options: {} } }],
  ['not-plain-text', { choice: { hasMoreThanText: true } }],
  ['empty', { text: ' \n' }],
  ['refusal', { text: "I'm sorry, but I can't help with that." }],
  ['too-long', { question: 'a '.repeat(20_000) }],
  ['too-long', { text: 'a '.repeat(150_000) }],
  ['secret', { bound: 'secret' as const }],
  ['secret', { text: 'The password is Sommer2024! now.' }],
  ['bound-to-moment', { bound: 'time' as const }],
  ['bound-to-place', { bound: 'place' as const }],
  ['bound-to-account', { bound: 'account' as const }],
])('%s', (reason, given) => {
  expect(whyNotStored(exchange(given))).toBe(reason);
});

test('answers of practice models are kept in the demo', () => {
  expect(whyNotStored(exchange({ model: { simulated: true }, keepsSimulated: true }))).toBeUndefined();
});

test('an image anywhere in the conversation is a reason', () => {
  const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
  const messages = [
    { role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] },
    { role: 'assistant', content: 'A lamp.' },
    { role: 'user', content: 'How do I clean it?' },
  ];
  expect(whyNotStored(exchange({ messages }))).toBe('images');
  expect(
    whyNotStored(exchange({ messages: [{ role: 'user', content: 'What is this?', images: ['aGk='] }] })),
  ).toBe('images');
});

test('parts of text are plain text', () => {
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'How do I reset my password?' }] }];
  expect(whyNotStored(exchange({ messages }))).toBeUndefined();
});
