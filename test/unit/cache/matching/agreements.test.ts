import { expect, test } from 'vitest';
import { readQuestion } from '../../../../daemon/cache/contradictions/question-facts.ts';
import { sentencesOf } from '../../../../daemon/cache/finding.ts';
import { agreementsOf } from '../../../../daemon/cache/matching/agreements.ts';

function said(a: string, b: string, mayQuote = true): string[] {
  return sentencesOf(agreementsOf(readQuestion(a), readQuestion(b)), { mayQuote });
}

test.each([
  ['install Python 3.11', 'Python 3.11: how to install', 'the same version: 3.11'],
  ['raise the limit to 5 MB', 'limit of 5 MB', 'the same number: 5'],
  ['rust error E0382', 'what is E0382', 'the same id, address or file: E0382'],
  ['what does "break a leg" mean', 'meaning of "break a leg"', 'the same quoted text: "break a leg"'],
  ['capital of France', 'the capital of France?', 'the same name: France'],
  ['trains from Paris to Rome', 'how to go from Paris to Rome', 'the same order: from Paris, to Rome'],
  ['how do I purchase storage', 'how to buy storage', 'shared words: purchase = buy, storage'],
])('%s / %s: %s', (a, b, sentence) => {
  expect(said(a, b)).toContain(sentence);
});

test('what agrees can be said without a word of the questions', () => {
  const question = 'How do I send 5 files to "Rome" from Paris with Python 3.11 and `scp`?';
  const words = new Set(question.toLowerCase().match(/[\w.]+/g));
  const plain = said(question, question, false);
  expect(plain).toEqual([
    'the same version',
    'the same number',
    'the same quoted text',
    'the same name',
    'the same order',
    '3 shared words',
  ]);
  expect(
    plain
      .join(' ')
      .split(' ')
      .filter((word) => words.has(word)),
  ).toEqual([]);
});

test('of many shared words the first are named', () => {
  const many = 'apple bear cat dog elephant fox goat horse iguana jaguar';
  expect(said(many, many)).toEqual(['shared words: apple, bear, cat, dog, elephant, fox, goat, horse, ...']);
});

test('questions without a word in common agree in nothing', () => {
  expect(said('reset my password', 'cancel the order')).toEqual([]);
});
