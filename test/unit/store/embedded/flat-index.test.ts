import { expect, test } from 'vitest';
import { innerProduct } from '../../../../daemon/lib/inner-product.ts';
import { FlatIndex } from '../../../../daemon/store/embedded/flat-index.ts';
import { unitVectors } from '../../../support/unit-vectors.ts';

const VECTORS = unitVectors(100, 10);

function filled(): FlatIndex {
  const index = new FlatIndex(10);
  for (const [sequence, vector] of VECTORS.entries()) index.add(sequence, vector);
  return index;
}

test('finds the nearest, best first, with exact similarities', () => {
  const query = VECTORS[42]!;
  const expected = [...VECTORS.entries()]
    .map(([sequence, vector]) => ({ sequence, similarity: innerProduct(query, vector) }))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, 5);
  expect(filled().nearest(query, 5)).toEqual(expected);
});

test('returns all where there are fewer than asked for, and none where none are wanted', () => {
  expect(filled().nearest(VECTORS[0]!, 1000)).toHaveLength(100);
  expect(filled().nearest(VECTORS[0]!, 0)).toEqual([]);
  expect(new FlatIndex(10).nearest(VECTORS[0]!, 3)).toEqual([]);
});

test('forgets exactly what is removed, in any order', () => {
  const index = filled();
  for (let sequence = 99; sequence >= 0; sequence -= 2) index.remove(sequence);
  index.remove(0);
  index.remove(12_345);
  expect(index.size).toBe(49);
  for (let sequence = 2; sequence < 100; sequence += 2) {
    expect(index.nearest(VECTORS[sequence]!, 1)[0]?.sequence).toBe(sequence);
  }
});

test('adding a number twice keeps the first vector', () => {
  const index = filled();
  index.add(7, VECTORS[8]!);
  expect(index.size).toBe(100);
  expect(index.nearest(VECTORS[7]!, 1)[0]?.sequence).toBe(7);
});

test('a vector of no numbers is never the nearest', () => {
  const index = filled();
  index.add(1000, new Float32Array(10).fill(Number.NaN));
  expect(index.nearest(VECTORS[1]!, 200)).toHaveLength(100);
});

test('the inner product takes vectors of any length', () => {
  for (const length of [0, 1, 3, 4, 5, 11]) {
    const vector = Float32Array.from({ length }, (_, index) => index + 1);
    expect(innerProduct(vector, vector)).toBe(vector.reduce((sum, value) => sum + value * value, 0));
  }
});
