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

test('what is under way counts as expected, until its cost is known', () => {
  const clock = new FakeClock();
  const spending = new Spending({ clock, spentSince: () => 0 });
  spending.reserve('a', 0.5);
  spending.reserve('b', 0.25);
  expect(spending.leftOf(1)).toBe(0.25);
  spending.settle('a', 0.1);
  spending.settle('b', undefined);
  expect([spending.today(), spending.leftOf(1)]).toEqual([0.35, 0.65]);
  spending.reserve('lost', 0.5);
  clock.advance(11 * 60_000);
  spending.reserve('c', 0);
  expect(spending.leftOf(1)).toBe(0.65);
});

test('a log that cannot be read breaks nothing: what is spent from then on counts', () => {
  const spending = new Spending({
    clock: new FakeClock(),
    spentSince: () => {
      throw new Error('disk');
    },
  });
  spending.note(0.5);
  expect(spending.today()).toBe(0.5);
});
