import { expect, test } from 'vitest';
import type { CacheEntry } from '../../../daemon/chat/cache-entry.ts';
import { parsePortableEntry, writePortableEntry } from '../../../daemon/store/portable-entry.ts';

const ENTRY: CacheEntry = {
  id: 'a'.repeat(64),
  scope: 'b'.repeat(64),
  question: 'What are the main\nrenewable energy sources? \u{1f31e}\u2028',
  embedding: Float32Array.of(0.6, -0.8, 0),
  embedder: 'minilm-int8',
  answer: {
    text: 'Sun,\nwind.',
    reasoning: '',
    finishReason: 'stop',
    usage: { promptTokens: 3, completionTokens: 5 },
  },
  model: 'big',
  tier: 'large',
  costUsd: 0.001,
  createdAt: 1_700_000_000_000,
  expiresAt: 1_700_000_100_000,
  hits: 2,
  lastHitAt: 1_700_000_050_000,
  pinned: false,
  source: 'model',
  origin: 'http',
};

const BARE: CacheEntry = {
  ...ENTRY,
  ...{ embedding: undefined, embedder: undefined, tier: undefined, costUsd: undefined },
  ...{ expiresAt: undefined, lastHitAt: undefined, answer: { ...ENTRY.answer, usage: undefined } },
};

test.each([
  ['with everything', ENTRY],
  ['with nothing optional', BARE],
])('an entry %s comes back as it was, from one line', (_name, entry) => {
  const line = writePortableEntry(entry);
  expect(line).not.toContain('\n');
  expect(parsePortableEntry(line)).toStrictEqual({ ok: true, entry });
});

const line = JSON.parse(writePortableEntry(ENTRY)) as Record<string, unknown>;

test.each<[string, Record<string, unknown>, string]>([
  ['another version', { version: 2 }, 'another version of AskOnce'],
  ['an id that is no digest', { id: '../../etc' }, 'id: expected a digest'],
  ['a scope that is no digest', { scope: 'x" or 1==1' }, 'scope: expected a digest'],
  ['a vector that is not base64', { embedding: '###' }, 'embedding: '],
  ['a vector cut short', { embedding: 'AAAA' }, 'embedding: expected a vector of length 1'],
  [
    'a vector of another length than 1',
    { embedding: 'AACAPwAAgD8=' },
    'embedding: expected a vector of length 1',
  ],
  ['a vector with what is no number', { embedding: 'AADAfw==' }, 'embedding: expected a vector of length 1'],
  ['a vector of an unknown embedder', { embedder: undefined }, 'embedder: '],
  ['no answer', { answer: undefined }, 'answer: '],
  ['an empty answer', { answer: { text: '', finishReason: 'stop' } }, 'answer.text: '],
  ['a negative time', { createdAt: -1 }, 'createdAt: '],
])('a line with %s is refused in words', (_what, change, message) => {
  const parsed = parsePortableEntry(JSON.stringify({ ...line, ...change }));
  expect(parsed).toMatchObject({ ok: false });
  expect(parsed.ok ? '' : parsed.error).toContain(message);
});

test.each(['', '{', '[]', 'null', '{"version":1,"__proto__":{"x":1}}'])(
  '%j is refused, not thrown',
  (text) => {
    expect(parsePortableEntry(text).ok).toBe(false);
  },
);
