import { expect, test } from 'vitest';
import {
  FEATURES,
  questionFeatures,
  VECTOR_SIZE,
} from '../../../../daemon/router/heads/question-features.ts';
import { SHAPE_SIZE, shapeOf } from '../../../../daemon/router/heads/question-shape.ts';

test('every place is inside the vector and used once', () => {
  const vector = new Float32Array(VECTOR_SIZE).fill(0.05);
  const { indices, values } = questionFeatures('What is 2 + 2? Explain it step by step.', vector);
  expect(indices).toHaveLength(values.length);
  expect(new Set(indices).size).toBe(indices.length);
  expect(Math.max(...indices)).toBe(FEATURES - 1);
});

test('a question without a vector keeps its words and its shape', () => {
  const { indices } = questionFeatures('hello there', undefined);
  expect(Math.min(...indices)).toBeGreaterThanOrEqual(VECTOR_SIZE);
  expect(indices.length).toBeGreaterThan(4);
});

test('numbers of as many digits are one word', () => {
  expect(questionFeatures('add 17 to 23', undefined)).toEqual(questionFeatures('add 41 to 56', undefined));
});

test('a page more of the same costs nothing but its length', () => {
  const page = 'word after word '.repeat(600);
  expect(questionFeatures(page.repeat(40), undefined).indices.length).toBeLessThan(150);
});

test('a wish for little is told from a weighing in as many words and characters', () => {
  const [little, weighing] = ['just one word for it', 'now advise our board'];
  expect(little).toHaveLength(weighing.length);
  expect(shapeOf(little, 20)).not.toEqual(shapeOf(weighing, 20));
});

test('the shape has one number for each step and mark', () => {
  const shape = shapeOf('Prove that 3 > 2.', 17);
  expect(shape).toHaveLength(SHAPE_SIZE);
  expect(shape.every(Number.isFinite)).toBe(true);
});
