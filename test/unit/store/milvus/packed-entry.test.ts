import { createHash } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { CacheEntry } from '../../../../daemon/chat/cache-entry.ts';
import {
  pack,
  parseEntry,
  serialiseEntry,
  stampOf,
  unpack,
} from '../../../../daemon/store/milvus/packed-entry.ts';
import { cacheEntry } from '../../../support/cache-entry.ts';
import { unitVectors } from '../../../support/unit-vectors.ts';

const ENTRY = cacheEntry(1, {
  embedding: unitVectors(1, 384)[0],
  answer: {
    ...{ text: 'Sun,\nwind.', reasoning: 'because', finishReason: 'stop' },
    usage: { promptTokens: 3, completionTokens: 5 },
  },
  ...{ tier: 'large', costUsd: 0.001, expiresAt: 1_900_000_000_000, hits: 2, lastHitAt: 1_800_000_000_000 },
  ...{ pinned: true, source: 'page', origin: 'https://chat.example' },
});
const BARE = cacheEntry(2, {
  ...{ embedding: undefined, embedder: undefined, tier: undefined, costUsd: undefined },
  ...{ expiresAt: undefined, lastHitAt: undefined },
});

async function there(entry: CacheEntry): Promise<CacheEntry | undefined> {
  const bytes = await unpack(await pack(serialiseEntry(entry)));
  return bytes && parseEntry(bytes);
}

describe('an entry comes back as it was', () => {
  test.each<[string, CacheEntry]>([
    ['with everything', ENTRY],
    ['with nothing optional', BARE],
    ['without a vector', { ...ENTRY, embedding: undefined, embedder: undefined }],
    ['without a tier', { ...ENTRY, tier: undefined }],
    ['without a cost', { ...ENTRY, costUsd: undefined }],
    ['without an end', { ...ENTRY, expiresAt: undefined }],
    ['without a hit', { ...ENTRY, lastHitAt: undefined }],
    ['without usage', { ...ENTRY, answer: { ...ENTRY.answer, usage: undefined } }],
    ['with an empty answer', { ...ENTRY, answer: { ...ENTRY.answer, text: '' } }],
  ])('%s', async (_what, entry) => {
    expect(await there(entry)).toStrictEqual(entry);
  });

  test.each([
    ...['\0', 'a\0b', '\ud800', 'x\udfffy', '\udc00\ud800', '\u{1f31e}', '\u2028\u2029', '"\\/\b', '\ufeff'],
    ...['__proto__', ' '.repeat(100_000), 'e\u0301', '\u0000\u001f\u007f'],
  ])('with the text %j everywhere', async (text) => {
    const entry = cacheEntry(3, {
      ...{ question: text, model: text, origin: text },
      answer: { ...ENTRY.answer, text, reasoning: text, finishReason: text },
    });
    expect(await there(entry)).toStrictEqual(entry);
  });

  test('with a vector that is a part of a longer one', async () => {
    const embedding = Float32Array.of(9, 0.6, 0.8, 9).subarray(1, 3);
    expect((await there(cacheEntry(1, { embedding })))?.embedding).toStrictEqual(Float32Array.of(0.6, 0.8));
  });
});

describe('the bytes of an entry', () => {
  test('are the same in whatever order its properties are', () => {
    const reversed = (value: object): object => Object.fromEntries(Object.entries(value).reverse());
    const answer = { ...reversed(ENTRY.answer), usage: reversed(ENTRY.answer.usage!) };
    const entry = { ...reversed(ENTRY), answer } as CacheEntry;
    expect(serialiseEntry(entry)).toStrictEqual(serialiseEntry(ENTRY));
  });

  test('are the same again when it has been read from them', () => {
    for (const entry of [ENTRY, BARE]) {
      const bytes = serialiseEntry(entry);
      expect(serialiseEntry(parseEntry(bytes)!)).toStrictEqual(bytes);
    }
  });

  test('hold nothing that is no part of an entry', () => {
    const usage = { ...ENTRY.answer.usage!, totalTokens: 8 };
    const entry = { ...ENTRY, sequence: 7, answer: { ...ENTRY.answer, usage, logprobs: 1 } };
    expect(serialiseEntry(entry)).toStrictEqual(serialiseEntry(ENTRY));
  });
});

describe('the stamp', () => {
  const stamp = (entry: CacheEntry): number => stampOf(serialiseEntry(entry));

  test.each<[string, Partial<CacheEntry>]>([
    ['id', { id: 'f'.repeat(64) }],
    ['scope', { scope: 'f'.repeat(64) }],
    ['question', { question: 'other' }],
    ['embedding', { embedding: ENTRY.embedding!.map((value, index) => (index === 9 ? -value : value)) }],
    ['embedding, gone', { embedding: undefined }],
    ['embedder', { embedder: 'other' }],
    ['answer', { answer: { ...ENTRY.answer, text: 'Sun,\nwind' } }],
    ['reasoning', { answer: { ...ENTRY.answer, reasoning: '' } }],
    ['finish reason', { answer: { ...ENTRY.answer, finishReason: 'length' } }],
    ['usage', { answer: { ...ENTRY.answer, usage: { promptTokens: 5, completionTokens: 3 } } }],
    ['usage, gone', { answer: { ...ENTRY.answer, usage: undefined } }],
    ['model', { model: 'other' }],
    ['tier', { tier: 'small' }],
    ['cost', { costUsd: 0.002 }],
    ['beginning', { createdAt: ENTRY.createdAt + 1 }],
    ['end', { expiresAt: undefined }],
    ['hits', { hits: 3 }],
    ['last hit', { lastHitAt: undefined }],
    ['pin', { pinned: false }],
    ['source', { source: 'model' }],
    ['origin', { origin: 'http' }],
  ])('differs by the %s', (_field, change) => {
    expect(stamp({ ...ENTRY, ...change })).not.toBe(stamp(ENTRY));
  });

  test('is a whole number of 48 bits', () => {
    for (let number = 0; number < 100; number += 1) {
      const value = stamp(cacheEntry(number));
      expect(Number.isSafeInteger(value) && value >= 0 && value < 2 ** 48).toBe(true);
    }
  });
});

describe('damage', () => {
  test('a changed character, a cut or something added is noticed', async () => {
    const text = await pack(serialiseEntry(ENTRY));
    expect(await unpack(text)).toBeDefined();
    for (let at = 0; at < text.length - 2; at += 7) {
      const other = text[at] === 'A' ? 'B' : 'A';
      expect(await unpack(text.slice(0, at) + other + text.slice(at + 1)), `at ${at}`).toBeUndefined();
      expect(await unpack(text.slice(0, at)), `cut at ${at}`).toBeUndefined();
    }
  });

  test.each(['', 'A', '====', 'no base64 \u{1f31e}', 'AAAAAAAAAAAAAAAA', '\0'])(
    '%j is nothing',
    async (text) => {
      expect(await unpack(text)).toBeUndefined();
    },
  );

  test('a small row that unpacks to more than 64 MB is nothing', async () => {
    const packed = (length: number): string => {
      const bytes = Buffer.alloc(length);
      const digest = createHash('sha256').update(bytes).digest().subarray(0, 8);
      const compressed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
      return Buffer.concat([digest, compressed]).toString('base64');
    };
    const bomb = packed(64 * 1024 * 1024 + 1);
    expect(bomb.length).toBeLessThan(20_000);
    expect((await unpack(bomb))?.length).toBeUndefined();
    expect((await unpack(packed(64 * 1024)))?.length).toBe(64 * 1024);
  });
});

describe('bytes that are no entry', () => {
  const json = JSON.parse(serialiseEntry(ENTRY).toString()) as Record<string, unknown>;
  const parsed = (change: Record<string, unknown>): unknown =>
    parseEntry(Buffer.from(JSON.stringify({ ...json, ...change })));

  test.each(['', '{', '[]', 'null', '"x"', '1', '{}', '{"id":"a"}', '\0'])('%j', (text) => {
    expect(parseEntry(Buffer.from(text))).toBeUndefined();
  });

  test.each<[string, Record<string, unknown>]>([
    ['no id', { id: undefined }],
    ['a vector that is not base64', { embedding: '###' }],
    ['a vector that is a list', { embedding: [0.6, 0.8] }],
    ['a vector cut in the middle of a number', { embedding: 'AAAA' }],
    ['a tier that nobody knows', { tier: 'huge' }],
    ['a source that nobody knows', { source: 'x' }],
    ['a time as text', { createdAt: '1' }],
    ['an end of null', { expiresAt: null }],
    ['no answer', { answer: undefined }],
    ['an answer without text', { answer: { reasoning: '', finishReason: 'stop' } }],
  ])('%s', (_what, change) => {
    expect(parsed({})).toBeDefined();
    expect(parsed(change)).toBeUndefined();
  });
});
