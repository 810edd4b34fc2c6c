import { expect, test } from 'vitest';
import { AttemptLimiter } from '../../../../daemon/server/extension-socket/attempt-limiter.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function limiterAfter(wrong: number): { limiter: AttemptLimiter; clock: FakeClock } {
  const clock = new FakeClock();
  const limiter = new AttemptLimiter(clock);
  for (let attempt = 0; attempt < wrong; attempt += 1) limiter.noteWrong();
  return { limiter, clock };
}

test.each([
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 1_000],
  [4, 2_000],
  [8, 32_000],
  [9, 60_000],
  [1_000, 60_000],
])('after %i wrong attempts everybody waits %i ms', (wrong, waitMs) => {
  expect(limiterAfter(wrong).limiter.waitMs()).toBe(waitMs);
});

test('the wait passes with time', () => {
  const { limiter, clock } = limiterAfter(4);
  clock.advance(1_500);
  expect(limiter.waitMs()).toBe(500);
  clock.advance(500);
  expect(limiter.waitMs()).toBe(0);
});

test('a right attempt ends the count', () => {
  const { limiter } = limiterAfter(9);
  limiter.noteRight();
  limiter.noteWrong();
  expect(limiter.waitMs()).toBe(0);
});

test('ten quiet minutes end the count', () => {
  const { limiter, clock } = limiterAfter(9);
  clock.advance(10 * 60_000);
  expect(limiter.waitMs()).toBe(0);
  limiter.noteWrong();
  expect(limiter.waitMs()).toBe(0);
});
