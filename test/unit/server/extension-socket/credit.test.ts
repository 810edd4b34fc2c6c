import { expect, test } from 'vitest';
import { Credit } from '../../../../daemon/server/extension-socket/credit.ts';

test('so many pieces may go at once, and the next waits until there is credit', async () => {
  const credit = new Credit(2);
  const { signal } = new AbortController();
  const taken: number[] = [];
  const third = (async () => {
    for (let piece = 1; piece <= 3; piece += 1) if (await credit.take(signal)) taken.push(piece);
  })();
  await new Promise(setImmediate);
  expect(taken).toEqual([1, 2]);

  credit.give(1);
  await third;

  expect(taken).toEqual([1, 2, 3]);
});

test('who waits is let go when the page has gone', async () => {
  const controller = new AbortController();
  const waiting = new Credit(0).take(controller.signal);
  controller.abort();
  expect(await waiting).toBe(false);
});

test('there is no credit for a page that has gone already', async () => {
  expect(await new Credit(5).take(AbortSignal.abort())).toBe(false);
});
