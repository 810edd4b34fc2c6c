import { expect, test } from 'vitest';
import { utilitiesOf, valueOf, type Offer } from '../../../../daemon/router/policy/utility.ts';

const offer = (overrides: Partial<Offer>): Offer => ({
  ...{ tier: 'small', right: 0.9, costUsd: 0.001, seconds: 2 },
  ...overrides,
});
const best = (offers: Offer[], quality = 0.5): number => {
  const utilities = utilitiesOf(offers, quality);
  return utilities.indexOf(Math.max(...utilities));
};

test('a right answer is worth nothing at the lower end of the dial, and more than any price at the upper', () => {
  expect(valueOf(0)).toBe(0);
  expect(valueOf(1)).toBeGreaterThan(1_000);
  expect(valueOf(0.6)).toBeGreaterThan(valueOf(0.5));
});

test('each doubling of the price weighs the same', () => {
  const [a = 0, b = 0, c = 0] = utilitiesOf(
    [0.001, 0.002, 0.004].map((costUsd) => offer({ costUsd })),
    0.5,
  );
  expect(a - b).toBeCloseTo(b - c, 9);
});

test('what no model gets right is no reason to pay', () => {
  const hard = [offer({ right: 0.09 }), offer({ right: 0.1, costUsd: 0.05 })];
  expect(best(hard)).toBe(0);
});

test('a third of what can be got is worth ten times the price', () => {
  expect(best([offer({ right: 0.6 }), offer({ right: 0.95, costUsd: 0.01 })])).toBe(1);
  expect(best([offer({ right: 0.85 }), offer({ right: 0.95, costUsd: 0.01 })])).toBe(0);
});

test('a free model and one by price can be compared', () => {
  expect(best([offer({ costUsd: 0 }), offer({ costUsd: 0.01 })])).toBe(0);
  expect(best([offer({ costUsd: 0, right: 0.1 }), offer({ costUsd: 0.001 })])).toBe(1);
});

test('where a price is not stated, the sizes stand for the prices', () => {
  const offers = [offer({ costUsd: undefined }), offer({ tier: 'large', costUsd: 0.0001 })];
  expect(best(offers)).toBe(0);
});

test('of two equal offers the faster one is worth more', () => {
  expect(best([offer({ seconds: 9 }), offer({ seconds: 3 })])).toBe(1);
});

test('without an estimate the cheapest is worth most', () => {
  const offers = [offer({ right: undefined, costUsd: 0.01 }), offer({ right: undefined })];
  expect(best(offers, 1)).toBe(1);
});
