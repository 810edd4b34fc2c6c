import { expect, test } from 'vitest';
import { knownQuestionsFile } from '../../../../daemon/config/model-folders.ts';
import { KnownQuestions } from '../../../../daemon/router/heads/known-questions.ts';
import { VECTOR_SIZE } from '../../../../daemon/router/heads/question-features.ts';

const vectorAt = (place: number): Float32Array =>
  Float32Array.from({ length: VECTOR_SIZE }, (_, index) => (index === place ? 1 : 0));
const QUESTIONS = ['first', 'second'].map((text) => ({ text, category: 'coding', tier: 'small' as const }));
const BYTES = Int8Array.from([...vectorAt(0), ...vectorAt(1)], (value) => value * 127);

test('the nearest known question comes first, with its similarity', () => {
  const known = new KnownQuestions({
    ...{ embedder: 'e', questions: QUESTIONS },
    vectors: Buffer.from(BYTES.buffer).toString('base64'),
  });
  expect(known.nearest(vectorAt(1), 2)).toMatchObject([
    { text: 'second', similarity: expect.closeTo(1, 6) as number },
    { text: 'first', similarity: 0 },
  ]);
});

test('a file whose parts do not fit each other is refused', () => {
  expect(() => new KnownQuestions({ embedder: 'e', questions: QUESTIONS, vectors: '' })).toThrow('0 numbers');
});

test('the file that ships is of some hundred questions, each with a vector', () => {
  expect(KnownQuestions.read(knownQuestionsFile()).nearest(vectorAt(0), 300)).toHaveLength(300);
});
