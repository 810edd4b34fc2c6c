import { expect, test } from 'vitest';
import { logit } from '../../../../daemon/lib/log-odds.ts';
import { shiftOf } from '../../../../daemon/router/live/tier-posterior.ts';

test('where nothing was seen nothing shifts', () => {
  expect(shiftOf({ right: 0, wrong: 0, predicted: 0.7 })).toBe(0);
});

test.each([0.05, 0.3, 0.5, 0.8, 0.99])(
  'the shift leads from the mean %d to that of the Beta posterior',
  (mean) => {
    const mass = 4 / (mean * (1 - mean));
    const posterior = (mass * mean + 3) / (mass + 3 + 5);
    expect(shiftOf({ right: 3, wrong: 5, predicted: mean })).toBeCloseTo(logit(posterior) - logit(mean), 10);
  },
);

test.each([0, 0.01, 0.5, 0.99, 1])(
  'one verdict moves little, however sure the heads were (%d)',
  (predicted) => {
    expect(Math.abs(shiftOf({ right: 0, wrong: 1, predicted }))).toBeLessThan(0.23);
    expect(Math.abs(shiftOf({ right: 1, wrong: 0, predicted }))).toBeLessThan(0.23);
  },
);

test('what was expected moves less than what was not', () => {
  const right = shiftOf({ right: 1, wrong: 0, predicted: 0.9 });
  const wrong = shiftOf({ right: 0, wrong: 1, predicted: 0.9 });
  expect(right).toBeGreaterThan(0);
  expect(-wrong).toBeGreaterThan(5 * right);
});
