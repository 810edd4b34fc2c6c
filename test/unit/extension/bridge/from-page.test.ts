import { expect, test } from 'vitest';
import { parseFromPage } from '../../../../extension/bridge/from-page';
import { MAX_REQUEST_CHARACTERS } from '../../../../shared/page-limits';

const request = { url: 'https://a.example/chat', method: 'POST', contentType: 'text/plain', body: '{}' };
const answer = { status: 200, contentType: 'text/plain', body: 'x', firstByteMs: 1, totalMs: 2 };

test.each([
  { type: 'chat-request', id: '1', request },
  { type: 'chunks-read', id: '1', count: 8 },
  { type: 'cancel', id: '1' },
  { type: 'observed', id: '1', answer },
  { type: 'fault', what: 'fetch' },
  { type: 'passed-early', count: 2 },
  { type: 'recorded', request, answer },
])('takes $type', (message) => {
  expect(parseFromPage(JSON.stringify(message))).toEqual(message);
});

test('takes no member that a message does not have', () => {
  const forged = {
    type: 'chat-request',
    id: '1',
    site: 'https://bank.example',
    request: { ...request, site: 'x' },
  };
  expect(parseFromPage(JSON.stringify(forged))).toEqual({ type: 'chat-request', id: '1', request });
});

test.each([
  ['an object', { type: 'cancel', id: '1' }],
  ['no JSON', '{'],
  ['null', 'null'],
  ['a list', '[]'],
  ['an unknown type', '{"type":"operation","id":"1"}'],
  ['a type of the background’s', '{"type":"ask-model-next","decision":"1"}'],
  ['no id', '{"type":"cancel"}'],
  ['a long id', JSON.stringify({ type: 'cancel', id: 'x'.repeat(101) })],
  ['a number for an id', '{"type":"cancel","id":1}'],
  ['a negative count', '{"type":"chunks-read","id":"1","count":-1}'],
  ['a broken count', '{"type":"chunks-read","id":"1","count":1.5}'],
  ['no body', JSON.stringify({ type: 'chat-request', id: '1', request: { ...request, body: undefined } })],
  [
    'a body over the bound',
    JSON.stringify({
      type: 'chat-request',
      id: '1',
      request: { ...request, body: 'x'.repeat(MAX_REQUEST_CHARACTERS + 1) },
    }),
  ],
  ['a time that is none', JSON.stringify({ type: 'observed', id: '1', answer: { ...answer, totalMs: 'x' } })],
  ['far too much text', 'x'.repeat(4_000_000)],
])('refuses %s', (_name, data) => {
  expect(parseFromPage(data)).toBeUndefined();
});
