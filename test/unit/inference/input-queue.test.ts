import { expect, test } from 'vitest';
import { takeBatch } from '../../../daemon/inference/input-queue.ts';

const waiting = (...lengths: number[]) =>
  lengths.map((length) => ({ tokenIds: Array.from({ length }, () => 7), passedOver: 0 }));
const lengthsOf = (texts: { tokenIds: readonly number[] }[]) => texts.map((text) => text.tokenIds.length);

test('an empty queue gives an empty batch', () => {
  expect(takeBatch([], true)).toEqual([]);
});

test('texts of similar length run together', () => {
  const queue = waiting(10, 12, 11);
  expect(lengthsOf(takeBatch(queue, true))).toEqual([10, 11, 12]);
  expect(queue).toEqual([]);
});

test('short texts go before a long one, which runs alone', () => {
  const queue = waiting(200, 10, 11);
  expect(lengthsOf(takeBatch(queue, true))).toEqual([10, 11]);
  expect(lengthsOf(takeBatch(queue, true))).toEqual([200]);
});

test('a batch holds no more tokens than the longest question', () => {
  expect(takeBatch(waiting(...Array.from({ length: 40 }, () => 16)), true)).toHaveLength(16);
});

test('a text longer than a batch still runs', () => {
  expect(takeBatch(waiting(512), true)).toHaveLength(1);
});

test('a model whose vectors depend on the batch runs its texts one by one', () => {
  const queue = waiting(10, 10, 10);
  expect(takeBatch(queue, false)).toHaveLength(1);
  expect(queue).toHaveLength(2);
});

test('a long text goes first after four turns, however many short ones keep coming', () => {
  const queue = waiting(200);
  for (let turn = 0; turn < 4; turn += 1) {
    queue.push(...waiting(10));
    expect(lengthsOf(takeBatch(queue, true))).toEqual([10]);
  }
  queue.push(...waiting(10));
  expect(lengthsOf(takeBatch(queue, true))).toEqual([200]);
});
