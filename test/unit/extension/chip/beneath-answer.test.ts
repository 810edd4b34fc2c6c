import { expect, test } from 'vitest';
import { CORNER, insetBeneath } from '../../../../extension/chip/beneath-answer';

const WINDOW = { width: 800, height: 600 };
const CHIP = { width: 300, height: 50 };
const inset = (answer: { left: number; top: number; width: number; height: number }) =>
  insetBeneath(answer, CHIP, WINDOW);

test('the chip stands beneath the answer, flush with its left edge', () => {
  expect(inset({ left: 40, top: 100, width: 500, height: 80 })).toBe('186px auto auto 40px');
});

test('the chip stays within the window where the answer reaches beyond it', () => {
  expect(inset({ left: -20, top: 100, width: 500, height: 900 })).toBe('534px auto auto 16px');
  expect(inset({ left: 700, top: 100, width: 90, height: 80 })).toBe('186px auto auto 484px');
});

test.each([
  ['above the window', { left: 40, top: -200, width: 500, height: 80 }],
  ['below the window', { left: 40, top: 601, width: 500, height: 80 }],
  ['hidden', { left: 0, top: 0, width: 0, height: 0 }],
])('the chip stands in its corner where the answer is %s', (_where, answer) => {
  expect(inset(answer)).toBe(CORNER);
});
