import { expect, test } from 'vitest';
import { wilsonInterval } from '../../../../daemon/cache/matching/wilson-interval.ts';

test('the interval is Wilson’s: 1 of 10 lies between 1.8 and 40.4 %', () => {
  const [low, high] = wilsonInterval(0.1, 10);
  expect(low).toBeCloseTo(0.0179, 3);
  expect(high).toBeCloseTo(0.4042, 3);
});

test('none of few may be many, and without a case anything may be', () => {
  expect(wilsonInterval(0, 20)[0]).toBe(0);
  expect(wilsonInterval(0, 20)[1]).toBeCloseTo(0.161, 3);
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
});
