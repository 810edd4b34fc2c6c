import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createOwnModels, rightOf } from '../../../../daemon/router/own-models/own-models.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const LEARNT = {
  ...{ tier: 'small', bias: 0, weights: [0, 1], rows: 100, at: 0 },
  logLoss: { before: 0.7, after: 0.6 },
};
const ESTIMATE = {
  right: { small: 0.5, medium: 0.6, large: 0.7, reasoning: 0.8 },
  signals: Float64Array.of(3, 1),
};

let file: string;

beforeEach(() => {
  file = path.join(temporaryFolder(), 'router.json');
});

function open(stored?: object | string) {
  if (stored !== undefined) writeFileSync(file, typeof stored === 'string' ? stored : JSON.stringify(stored));
  return createOwnModels({ file, heads: 'h', embedder: 'e' });
}

test('a model that was learnt of is as right as its outcomes say, any other as its tier', () => {
  const own = open({ heads: 'h', embedder: 'e', models: { mine: LEARNT } });
  expect(own.fault).toBeUndefined();
  expect(rightOf(own, ESTIMATE, 'mine', 'small')).toBeCloseTo(1 / (1 + Math.exp(-1)), 9);
  expect(rightOf(own, ESTIMATE, 'another', 'large')).toBe(0.7);
});

test('a model that moved to another tier keeps what was learnt of it', () => {
  const own = open({ heads: 'h', embedder: 'e', models: { mine: LEARNT } });
  expect(rightOf(own, ESTIMATE, 'mine', 'large')).toBe(rightOf(own, ESTIMATE, 'mine', 'small'));
});

test('no correction makes certain', () => {
  const own = open({ heads: 'h', embedder: 'e', models: { mine: { ...LEARNT, bias: 50 } } });
  expect(rightOf(own, ESTIMATE, 'mine', 'small')).toBe(0.99);
});

test.each([
  ['{', 'could not be read as JSON'],
  [{ heads: 'h', embedder: 'e', models: { mine: { ...LEARNT, tier: 'huge' } } }, 'is not as expected'],
  [{ heads: 'old', embedder: 'e', models: { mine: LEARNT } }, 'heads that an update has replaced'],
  [{ heads: 'h', embedder: 'x', models: { mine: LEARNT } }, 'was made with x, not with e'],
])('what cannot be used is left aside, and why is said (%#)', (stored, words) => {
  const own = open(stored);
  expect(own.fault).toContain(words);
  expect(own.fault).toContain('askonce route train --reset');
  expect(rightOf(own, ESTIMATE, 'mine', 'small')).toBe(0.5);
});

test('what was learnt meanwhile counts from the next reading on', () => {
  const own = open();
  expect([own.corrections.size, own.fault]).toEqual([0, undefined]);
  writeFileSync(file, JSON.stringify({ heads: 'h', embedder: 'e', models: { mine: LEARNT } }));
  own.reload();
  expect([...own.corrections.keys()]).toEqual(['mine']);
  rmSync(file);
  own.reload();
  expect(own.corrections.size).toBe(0);
});
