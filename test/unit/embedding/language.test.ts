import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { isInOtherLanguage } from '../../../daemon/embedding/language.ts';

const rowSchema = z.object({ text: z.string(), language: z.string() });
const QUESTIONS = readFileSync('test/data/question-languages.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => rowSchema.parse(JSON.parse(line)));

const inLatinScript = QUESTIONS.filter(
  ({ text }) => !/[^\p{Script=Latin}\p{Script=Common}\p{M}]/u.test(text),
);

test('English questions and keywords are kept, code-like and very short ones too', () => {
  const english = inLatinScript.filter(({ language }) => language === 'en');
  const lost = english.filter(({ text }) => isInOtherLanguage(text, ['en']));
  expect(lost.length / english.length).toBeLessThan(0.03);
});

test('questions in other languages of the Latin script are told', () => {
  const others = inLatinScript.filter(({ language }) => language !== 'en');
  const kept = others.filter(({ text }) => !isInOtherLanguage(text, ['en']));
  expect(kept).toEqual([]);
});

test('a model for several languages takes each of them', () => {
  expect(isInOtherLanguage('Wie setze ich mein Passwort zurück?', ['en', 'de'])).toBe(false);
  expect(isInOtherLanguage('How do I reset my password?', ['de'])).toBe(true);
  expect(isInOtherLanguage('mot de passe oublié', ['en', 'de'])).toBe(true);
});

test.each([
  'docker compose logs',
  'React useEffect runs twice',
  'Rio de Janeiro weather statistics',
  'Müller pension plan',
  'translate guten Morgen into English',
  'What does "mañana" mean?',
  'fix `la = el.y` in my script',
  'EU refund rules',
  '12345',
])('%s counts as English', (question) => {
  expect(isInOtherLanguage(question, ['en'])).toBe(false);
});
