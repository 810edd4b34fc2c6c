import { expect, test } from 'vitest';
import { decode, encode } from '../../../shared/codec.ts';
import { extensionMessageSchema } from '../../../shared/protocol.ts';

test('a message survives the way there', () => {
  const message = { type: 'cancel', id: 'a' } as const;

  expect(decode(encode(message), extensionMessageSchema)).toEqual({ ok: true, message });
});

test('fields that the protocol does not know are dropped, prototypes included', () => {
  const text = '{"type":"cancel","id":"a","__proto__":{"admin":true},"extra":1}';

  const decoded = decode(text, extensionMessageSchema);

  expect(decoded).toEqual({ ok: true, message: { type: 'cancel', id: 'a' } });
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"type":"no-such-type"}',
  '{"type":"cancel"}',
  '{"type":"cancel","id":7}',
])('refuses %s', (text) => {
  expect(decode(text, extensionMessageSchema).ok).toBe(false);
});

test('an error names the place and nothing of the content', () => {
  const decoded = decode('{"type":"cancel","id":["top-secret"]}', extensionMessageSchema);

  expect(decoded).toEqual({ ok: false, error: '"id" does not fit.' });
});
