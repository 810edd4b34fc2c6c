import { expect, test } from 'vitest';
import { averageQuality, qualityAt } from '../../../daemon/evaluation/quality-cost.ts';

const CHEAP = { cost: 1, quality: 0.4 };
const DEAR = { cost: 3, quality: 0.8 };

test('between two models a coin gives a mix of their qualities', () => {
  expect(qualityAt([DEAR, CHEAP], 2)).toBeCloseTo(0.6, 9);
  expect(averageQuality([DEAR, CHEAP], { cheapest: 1, dearest: 3 })).toBeCloseTo(0.6, 9);
});

test('a model that a mix of others beats adds nothing', () => {
  expect(qualityAt([CHEAP, { cost: 2, quality: 0.5 }, DEAR], 2)).toBeCloseTo(0.6, 9);
});

test('a better point lifts the area on both sides', () => {
  const points = [CHEAP, { cost: 2, quality: 0.8 }, DEAR];
  // 0.4 to 0.8 over the first half, then 0.8.
  expect(averageQuality(points, { cheapest: 1, dearest: 3 })).toBeCloseTo(0.7, 6);
});

test('nothing is had for less than the cheapest costs, and no more than the best gives for more than the dearest', () => {
  expect(qualityAt([CHEAP, DEAR], 0.5)).toBe(0);
  expect(qualityAt([CHEAP, DEAR], 9)).toBe(0.8);
});
