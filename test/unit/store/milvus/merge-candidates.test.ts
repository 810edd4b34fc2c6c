import { expect, test } from 'vitest';
import type { CacheEntry, Candidate } from '../../../../daemon/chat/cache-entry.ts';
import { mergeCandidates } from '../../../../daemon/store/milvus/merge-candidates.ts';
import { cacheEntry } from '../../../support/cache-entry.ts';

const QUERY = { scope: 'b'.repeat(64), vector: Float32Array.of(1, 0), embedder: 'fake', limit: 3 };

/** Lies at this angle from the question. */
function at(number: number, angle: number, change: Partial<CacheEntry> = {}): CacheEntry {
  return cacheEntry(number, { embedding: Float32Array.of(Math.cos(angle), Math.sin(angle)), ...change });
}

function near(entry: CacheEntry, similarity: number): Candidate {
  return { entry, similarity };
}

function merged(
  candidates: readonly Candidate[],
  far: readonly CacheEntry[],
  query = QUERY,
): [id: string, similarity: number][] {
  return mergeCandidates(candidates, far, query).map(({ entry, similarity }) => [
    entry.id,
    Number(similarity.toFixed(4)),
  ]);
}

const ids = (...numbers: number[]): string[] => numbers.map((number) => cacheEntry(number).id);

test('the best of both tiers come first, and no more than were asked for', () => {
  const candidates = [near(at(1, 0.1), 0.995), near(at(2, 0.5), 0.8776)];
  const found = merged(candidates, [at(3, 0.4), at(4, 0.2)]);
  expect(found.map(([id]) => id)).toEqual(ids(1, 4, 3));
});

test('similarities are computed anew, in [0, 1]', () => {
  const longer = at(3, 0, { embedding: Float32Array.of(1.1, 0) });
  expect(merged([], [at(1, 0.3), at(2, 3), longer])).toEqual([
    [ids(3)[0], 1],
    [ids(1)[0], Number(Math.cos(0.3).toFixed(4))],
    [ids(2)[0], 0],
  ]);
});

test('of an entry in both tiers the newer version counts', () => {
  const older = at(1, 0.2, { createdAt: 10 });
  const newer = at(1, 0.4, { createdAt: 11 });
  expect(mergeCandidates([near(older, 0.98)], [newer], QUERY)[0]?.entry).toBe(newer);
  expect(mergeCandidates([near(newer, 0.92)], [older], QUERY)[0]?.entry).toBe(newer);
  expect(mergeCandidates([near(older, 0.98)], [newer], QUERY)).toHaveLength(1);
});

test('of two versions of the same age the one in this process counts', () => {
  const mine = at(1, 0.2);
  expect(mergeCandidates([near(mine, 0.98)], [at(1, 0.2)], QUERY)[0]?.entry).toBe(mine);
});

test.each<[string, Partial<CacheEntry>]>([
  ['of another scope', { scope: 'c'.repeat(64) }],
  ['of another embedding model', { embedder: 'other' }],
  ['without an embedding model', { embedder: undefined }],
  ['without a vector', { embedding: undefined }],
  ['with a shorter vector', { embedding: Float32Array.of(1) }],
  ['with a longer vector', { embedding: Float32Array.of(1, 0, 0) }],
  ['whose vector is no number', { embedding: Float32Array.of(Number.NaN, 0) }],
])('an entry %s is left out, whatever Milvus said', (_what, change) => {
  expect(merged([], [at(1, 0.1, change), at(2, 0.2)]).map(([id]) => id)).toEqual(ids(2));
});

test('nothing in either tier is nothing', () => {
  expect(merged([], [])).toEqual([]);
});
