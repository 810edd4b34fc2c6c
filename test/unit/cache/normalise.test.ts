import { expect, test } from 'vitest';
import { normaliseQuestion } from '../../../daemon/cache/normalise.ts';

test.each([
  ['blanks at the ends', '  How do I reset it? \n', 'How do I reset it?'],
  ['runs of blanks', 'How  do\tI   reset it?', 'How do I reset it?'],
  ['no-break and other blanks', 'How\u00a0do\u2003I reset it?', 'How do I reset it?'],
  ['Windows line ends', 'one\r\ntwo', 'one\ntwo'],
  ['old Mac line ends', 'one\rtwo', 'one\ntwo'],
  ['blanks at line ends', 'one  \ntwo\t\nthree', 'one\ntwo\nthree'],
  ['zero-width spaces', 'pass\u200bword', 'password'],
  ['a byte order mark', '\ufeffHow?', 'How?'],
  ['soft hyphens and direction marks', 'pass\u00adword\u200e?', 'password?'],
  ['decomposed letters', 'Mu\u0308nchen', 'M\u00fcnchen'],
  ['a combining mark behind a zero-width space', 'u\u200b\u0308', '\u00fc'],
  ['lone surrogates', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
  ['an empty text', ' \n\t ', ''],
])('%s make no difference', (_what, text, expected) => {
  expect(normaliseQuestion(text)).toBe(expected);
});

test.each([
  ['case', 'How do I reset IT?'],
  ['punctuation', 'Really?!'],
  ['line breaks', 'one\n\ntwo'],
  ['emoji built with joiners', 'Is \u{1f468}\u200d\u{1f469}\u200d\u{1f467} one character?'],
  ['indentation', 'Why?\nif a:\n    b()\n        c()'],
  ['indentation by tabs', 'Why?\n\tif a:\n\t\tb()'],
  ['blanks in a fence', 'Why?\n```\na  =  1\nb\t= 2 \n```\nThanks'],
  ['blanks in a fence of tildes', '~~~python\nx  = 1\n~~~'],
  ['blanks in a fence that never closes', '```\na  b'],
  ['blanks between backticks', 'What is `a  b`?'],
  ['a fence inside a longer fence', '````\n```\na  b\n```\nc  d\n````'],
])('%s are kept', (_what, text) => {
  expect(normaliseQuestion(text)).toBe(text);
});

test('blanks after a closed fence are collapsed again', () => {
  expect(normaliseQuestion('```\na  b\n```\nc  d')).toBe('```\na  b\n```\nc d');
});

test('normalising twice changes nothing', () => {
  const pieces = [
    ' ',
    '\t',
    '\n',
    '\r',
    '`',
    '```',
    '~~~',
    'a',
    'e\u0301',
    '\u200b',
    '\u00a0',
    '\ud800',
    '\udc00',
    '    ',
    '\ufeff',
    '?',
  ];
  for (let seed = 1; seed <= 2_000; seed += 1) {
    let state = seed;
    const text = Array.from({ length: 12 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return pieces[state % pieces.length] ?? '';
    }).join('');
    const once = normaliseQuestion(text);
    expect(normaliseQuestion(once)).toBe(once);
  }
});

test('two hundred thousand characters are normalised in no time', () => {
  const begin = performance.now();
  for (const piece of [' ', '`', '\n', '` ', '~~~\n', '\u00a0a', '\ud800', 'e\u0301', ' \t\n'])
    normaliseQuestion(piece.repeat(200_000 / piece.length));
  expect(performance.now() - begin).toBeLessThan(2_000);
});
