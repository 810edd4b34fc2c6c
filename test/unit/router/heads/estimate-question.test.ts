import { expect, test } from 'vitest';
import { TIERS } from '../../../../daemon/chat/cache-entry.ts';
import { estimateQuestion } from '../../../../daemon/router/heads/estimate-question.ts';
import { FEATURES, VECTOR_SIZE } from '../../../../daemon/router/heads/question-features.ts';
import {
  CATEGORIES,
  openRoutingHeads,
  type StoredHeads,
} from '../../../../daemon/router/heads/routing-heads.ts';
import { lengthOf } from '../../../../daemon/router/heads/question-shape.ts';

/** The last feature is always 1: weights there alone set the same probabilities for every question. */
function always(classes: readonly string[], logits: Readonly<Record<string, number>>): StoredHeads['kinds'] {
  const bytes = new Int8Array(FEATURES * classes.length);
  classes.forEach((name, index) => (bytes[(FEATURES - 1) * classes.length + index] = logits[name] ?? 0));
  return { classes: [...classes], unit: 1, weights: Buffer.from(bytes.buffer).toString('base64') };
}

const NEAR = new Float32Array(VECTOR_SIZE).fill(1 / Math.sqrt(VECTOR_SIZE));
const STORED: StoredHeads = {
  embedder: 'test',
  kinds: always(['sums', 'chat'], { sums: 50 }),
  rightByKind: [{ small: 0.3, medium: 0.5, large: 0.7, reasoning: 0.8 }],
  slopes: { small: -0.1, medium: 0, large: 0, reasoning: 0 },
  categories: always(CATEGORIES, { maths: 50 }),
  tiers: always(TIERS, { medium: 50, large: 50 }),
  enoughFrom: 0.7,
  centres: Buffer.from(Int8Array.from(NEAR, (value) => Math.round(value * 127)).buffer).toString('base64'),
  familiarFrom: 0.5,
};

test('a question of a measured kind is as hard as its kind, and as its length says', () => {
  const { right, difficulty, category } = estimateQuestion(openRoutingHeads(STORED), 'one and one', NEAR);
  const small = 0.3 - 0.1 * lengthOf('one and one'.length);
  expect(right.small).toBeCloseTo(small, 6);
  expect(difficulty).toBeCloseTo(1 - small / Math.max(...Object.values(right)), 6);
  expect(right.large).toBeCloseTo(0.7, 6);
  expect(category).toEqual({ name: 'maths', probability: expect.closeTo(1, 6) as number });
});

test('a chat question is as hard as people judged such questions', () => {
  const heads = openRoutingHeads({ ...STORED, kinds: always(['sums', 'chat'], { chat: 50 }) });
  const { right, chat } = estimateQuestion(heads, 'one and one', NEAR);
  expect(chat).toBeCloseTo(1, 6);
  expect(right.small).toBeCloseTo(0.01, 6);
  expect(right.medium).toBeCloseTo(0.475, 6);
  expect(right.large).toBeCloseTo(0.95, 6);
});

test('the smallest tier that is likely enough is chosen', () => {
  const tierFrom = (enoughFrom: number) =>
    estimateQuestion(openRoutingHeads({ ...STORED, enoughFrom }), 'one and one', NEAR).tier;
  expect([tierFrom(0.4), tierFrom(0.7)]).toEqual(['medium', 'large']);
});

test('what is far from all that is known, or has no vector, is unfamiliar', () => {
  const heads = openRoutingHeads(STORED);
  const far = NEAR.map((value, index) => (index % 2 === 0 ? value : -value));
  expect(estimateQuestion(heads, 'q', NEAR).isFamiliar).toBe(true);
  expect(estimateQuestion(heads, 'q', far).isFamiliar).toBe(false);
  expect(estimateQuestion(heads, 'q', undefined).isFamiliar).toBe(false);
});

test('heads of other classes, or of another size, are refused', () => {
  expect(() => openRoutingHeads({ ...STORED, tiers: always(['small', 'huge'], {}) })).toThrow('classes');
  expect(() => openRoutingHeads({ ...STORED, kinds: { ...STORED.kinds, weights: 'AAAA' } })).toThrow(
    'numbers',
  );
});

test('what a correction weighs is the length, the categories and the kinds', () => {
  const { signals } = estimateQuestion(openRoutingHeads(STORED), 'one and one', NEAR);
  expect(signals.length).toBe(1 + CATEGORIES.length + 2);
  expect(signals[0]).toBeCloseTo(lengthOf('one and one'.length), 9);
  expect(signals[1 + CATEGORIES.indexOf('maths')]).toBeCloseTo(1, 6);
  expect(signals[1 + CATEGORIES.length]).toBeCloseTo(1, 6);
  const pasted = estimateQuestion(openRoutingHeads(STORED), 'x'.repeat(100_000), NEAR);
  expect(pasted.signals[0]).toBe(3);
});

test('other heads have another digest, the same heads the same', () => {
  const digest = (stored: StoredHeads): string => openRoutingHeads(stored).digest;
  expect(digest(STORED)).toBe(digest({ ...STORED }));
  expect(digest({ ...STORED, familiarFrom: 0.4 })).not.toBe(digest(STORED));
});
