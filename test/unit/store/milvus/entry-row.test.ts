import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CacheEntry } from '../../../../daemon/chat/cache-entry.ts';
import {
  digestOf,
  DOCUMENT_COLUMNS,
  fromRow,
  LONGEST_MODEL,
  LONGEST_TEXT,
  toRow,
} from '../../../../daemon/store/milvus/entry-row.ts';
import type { NewRow } from '../../../../daemon/store/milvus/milvus-client.ts';
import { serialiseEntry, stampOf } from '../../../../daemon/store/milvus/packed-entry.ts';
import { cacheEntry } from '../../../support/cache-entry.ts';

const PLACE = { epoch: 3, vectorField: 'embedding', dimension: 2 };

async function rowOf(entry: CacheEntry): Promise<NewRow | undefined> {
  return toRow(entry, serialiseEntry(entry), PLACE);
}

/** With an answer that cannot be compressed: this many bytes packed, more or less. */
function longEntry(bytes: number): CacheEntry {
  const text = randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64');
  return cacheEntry(1, { answer: { ...cacheEntry(1).answer, text } });
}

/** Rows come back with 64-bit numbers as text, and with the columns that were asked for. */
function asRead(row: NewRow): Record<string, unknown> {
  const { embedding: _vector, ...rest } = row;
  return { ...rest, epoch: String(row.epoch) };
}

test('an entry comes back from its row', async () => {
  const entry = cacheEntry(1, { pinned: true, hits: 4 });
  const row = await rowOf(entry);
  expect(await fromRow(asRead(row!))).toStrictEqual(entry);
});

test('the columns that filters look at say what the entry says', async () => {
  const entry = cacheEntry(1, {
    hits: 4,
    pinned: true,
    expiresAt: 5,
    lastHitAt: 6,
    embedder: 'e'.repeat(64),
  });
  expect(await rowOf(entry)).toMatchObject({
    ...{ id: entry.id, scope: entry.scope, embedder: entry.embedder, epoch: 3, pinned: true, hits: 4 },
    ...{ created_at: entry.createdAt, expires_at: 5, last_hit_at: 6, model: 'big' },
    ...{ stamp: stampOf(serialiseEntry(entry)), embedding: [Math.fround(0.6), Math.fround(0.8)] },
  });
});

test('an entry that never ends ends after all times, and one never hit was hit at the beginning', async () => {
  expect(await rowOf(cacheEntry(1))).toMatchObject({
    expires_at: Number.MAX_SAFE_INTEGER,
    last_hit_at: 0,
  });
});

describe('an entry that no search by meaning may find has no embedder and a stand-in vector', () => {
  test.each<[string, Partial<CacheEntry>]>([
    ['without a vector', { embedding: undefined, embedder: undefined }],
    ['with a longer vector', { embedding: Float32Array.of(0.6, 0.8, 0) }],
    ['with a vector of nobody', { embedder: undefined }],
  ])('%s', async (_what, change) => {
    const row = await rowOf(cacheEntry(1, change));
    expect(row?.embedder).toBe('');
    expect(row?.embedding).toHaveLength(2);
    expect(await fromRow(asRead(row!))).toStrictEqual(cacheEntry(1, change));
  });
});

describe('a long document', () => {
  test('lies in as many columns as it needs, none longer than a column holds', async () => {
    const entry = longEntry(3.5 * LONGEST_TEXT);
    const row = await rowOf(entry);
    const lengths = DOCUMENT_COLUMNS.map((column) => String(row?.[column]).length);
    expect(lengths.slice(0, 3)).toEqual([LONGEST_TEXT, LONGEST_TEXT, LONGEST_TEXT]);
    expect(lengths[3]).toBeGreaterThan(0);
    expect(lengths.slice(4)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await fromRow(asRead(row!))).toStrictEqual(entry);
  });

  test('that fills all columns is kept', async () => {
    const entry = longEntry(9.9 * LONGEST_TEXT);
    const row = await rowOf(entry);
    expect(row?.document_9).not.toBe('');
    expect(await fromRow(asRead(row!))).toStrictEqual(entry);
  });

  test('beyond all columns is refused', async () => {
    expect(await rowOf(longEntry(10.2 * LONGEST_TEXT))).toBeUndefined();
  });

  test.each([1, 5])('whose column %i is lost is nobody', async (column) => {
    const row = await rowOf(longEntry(8 * LONGEST_TEXT));
    expect(await fromRow({ ...asRead(row!), [`document_${column}`]: '' })).toBeUndefined();
    expect(await fromRow({ ...asRead(row!), [`document_${column}`]: null })).toBeUndefined();
  });
});

describe('the model', () => {
  test.each([
    ['a'.repeat(LONGEST_MODEL), LONGEST_MODEL],
    ['a'.repeat(LONGEST_MODEL + 1), LONGEST_MODEL],
    [`${'a'.repeat(LONGEST_MODEL - 1)}\u00e9`, LONGEST_MODEL - 1],
    [`${'a'.repeat(LONGEST_MODEL - 3)}\u{1f31e}`, LONGEST_MODEL - 3],
    ['\u{1f31e}'.repeat(LONGEST_MODEL / 4 + 1), LONGEST_MODEL],
  ])('is cut between two characters: case %#', async (model, bytes) => {
    const row = await rowOf(cacheEntry(1, { model }));
    const cut = String(row?.model);
    expect(Buffer.byteLength(cut)).toBe(bytes);
    expect(model.startsWith(cut)).toBe(true);
    expect((await fromRow(asRead(row!)))?.model).toBe(model);
  });
});

describe('keys', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

  test('a digest is its own key', () => {
    expect(digestOf('0a'.repeat(32))).toBe('0a'.repeat(32));
  });

  test.each([
    ...['', 'x', 'A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), `${'a'.repeat(64)}\n`],
    ...['" or 1 == 1', '\0', 'g'.repeat(64)],
  ])('of %j it is the digest', (text) => {
    expect(digestOf(text)).toBe(sha256(text));
  });

  test('an entry with other ids is found under their digests, and comes back with its own', async () => {
    const entry = cacheEntry(1, { id: 'my "id"', scope: 'my scope', embedder: 'my model' });
    const row = await rowOf(entry);
    expect(row).toMatchObject({
      ...{ id: sha256('my "id"'), scope: sha256('my scope'), embedder: sha256('my model') },
    });
    expect(await fromRow(asRead(row!))).toStrictEqual(entry);
  });
});

describe('a row that is nobody', () => {
  test('lies under the key of another entry', async () => {
    const row = asRead((await rowOf(cacheEntry(1)))!);
    expect(await fromRow({ ...row, id: cacheEntry(2).id })).toBeUndefined();
    expect(await fromRow({ ...row, id: undefined })).toBeUndefined();
  });

  test('has no document, or columns of other types', async () => {
    const row = asRead((await rowOf(cacheEntry(1)))!);
    expect(await fromRow({ ...row, document: '' })).toBeUndefined();
    expect(await fromRow({ ...row, document: 7 })).toBeUndefined();
    expect(await fromRow({})).toBeUndefined();
  });
});
