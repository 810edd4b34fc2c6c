import { expect, test } from 'vitest';
import { Spending } from '../../../../daemon/router/live/spending.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const DAY_MS = 24 * 60 * 60_000;

test('what was spent before counts from the start, and what is spent is added', () => {
  const spending = new Spending({ clock: new FakeClock(), spentSince: () => 1 });
  spending.note(0.25);
  expect(spending.today()).toBe(1.25);
  expect(spending.leftOf(2)).toBe(0.75);
  expect(spending.leftOf(1)).toBe(0);
  expect(spending.leftOf(undefined)).toBeUndefined();
});

test('with a new day the count begins anew', () => {
  const clock = new FakeClock();
  const asked: number[] = [];
  const spending = new Spending({
    clock,
    spentSince(at) {
      asked.push(at);
      return asked.length === 1 ? 5 : 0;
    },
  });
  expect(spending.today()).toBe(5);
  clock.advance(DAY_MS);
  expect(spending.today()).toBe(0);
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBe(DAY_MS);
});
