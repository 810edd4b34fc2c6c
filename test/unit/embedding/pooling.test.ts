import { expect, test } from 'vitest';
import { poolBatch } from '../../../daemon/embedding/pooling.ts';

const state = (values: number[], length: number) => ({ values: Float32Array.from(values), length, width: 2 });

test('the mean of the tokens, at unit length', () => {
  const [vector] = poolBatch(state([3, 0, 0, 4], 2), [2], 'mean');
  expect([...vector!]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
});

test('padding does not count', () => {
  const vectors = poolBatch(state([0, 2, 99, 99, 1, 0, 1, 0], 2), [1, 2], 'mean');
  expect(vectors.map((vector) => [...vector!])).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

test('cls takes the first token only', () => {
  const [vector] = poolBatch(state([0, 5, 7, 7], 2), [2], 'cls');
  expect([...vector!]).toEqual([0, 1]);
});

test('not-a-number and zeros give no vector', () => {
  expect(poolBatch(state([NaN, 1], 1), [1], 'mean')).toEqual([undefined]);
  expect(poolBatch(state([Infinity, 1], 1), [1], 'mean')).toEqual([undefined]);
  expect(poolBatch(state([0, 0], 1), [1], 'mean')).toEqual([undefined]);
});
