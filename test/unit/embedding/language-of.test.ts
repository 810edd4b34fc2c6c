import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { LANGUAGE_CODES, languageOf } from '../../../daemon/embedding/language-of.ts';

const rowSchema = z.object({ text: z.string(), language: z.string() });
const QUESTIONS = readFileSync('test/data/question-languages.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => rowSchema.parse(JSON.parse(line)));

/** Romanised Hindi counts as Hindi. */
const told = QUESTIONS.map(({ text, language }) => ({
  isEnglish: language === 'en',
  isRight: languageOf(text) === language.slice(0, 2),
  isOpen: languageOf(text) === undefined,
}));

test('questions in other languages are told by name', () => {
  const others = told.filter(({ isEnglish }) => !isEnglish);
  expect(others.filter(({ isRight }) => isRight).length).toBeGreaterThanOrEqual(0.95 * others.length);
});

test('a wrong language is hardly ever named: keywords and code leave it open', () => {
  expect(told.filter(({ isRight, isOpen }) => !isRight && !isOpen).length).toBeLessThanOrEqual(2);
  expect(languageOf('nginx docker logs')).toBeUndefined();
  expect(languageOf('42')).toBeUndefined();
});

test.each([
  ['uk', 'Як скинути пароль? Її забули'],
  ['ru', 'Как сбросить пароль?'],
  ['ja', '漢字の読み方を教えて'],
  ['zh', '请解释 React useEffect 的用法'],
  ['el', 'Πώς αλλάζω κωδικό;'],
  ['he', 'איך מאפסים סיסמה'],
  ['th', 'รีเซ็ตรหัสผ่านอย่างไร'],
])('a script of its own tells %s', (code, text) => {
  expect(languageOf(text)).toBe(code);
  expect(LANGUAGE_CODES).toContain(code);
});

test('a quoted word of another script does not make the question foreign', () => {
  expect(languageOf('What does the word 你好 mean and how do I use it?')).toBe('en');
});
