import { expect, test } from 'vitest';
import { mentions, searchable } from '../../../../daemon/router/rules/mentions.ts';

const isIn = (phrase: string, text: string): boolean => mentions(searchable(text), phrase);

test.each([
  ['invoice', 'Where is my INVOICE?'],
  ['Invoice', 'invoice'],
  ['credit card', 'Credit-card fees'],
  ['credit card', 'my credit\n  card'],
  ['node.js', 'Is Node.js fast?'],
  ['c++', 'Write it in C++, please'],
  ['c', 'C++ or C'],
  ['résumé', 'my re\u0301sume\u0301'],
  ['合同', '请看这份合同的条款'],
  ['हिन्दी', 'क्या यह हिन्दी है'],
])('"%s" is in "%s"', (phrase, text) => {
  expect(isIn(phrase, text)).toBe(true);
});

test.each([
  ['art', 'How do I start?'],
  ['star', 'How do I start?'],
  ['credit card', 'creditcard'],
  ['credit card', 'credit and card'],
  ['c++', 'Write it in C'],
  ['node.js', 'node and js'],
  ['', 'anything'],
  ['...', 'anything'],
])('"%s" is not in "%s"', (phrase, text) => {
  expect(isIn(phrase, text)).toBe(false);
});

test.each([
  ['- x', '-'],
  ['a b', 'a '],
  ['x y', 'x   .'],
])('a text made to be slow is not: "%s" in many "%s"', (phrase, part) => {
  // Looking on from each place to the end would be 10^11 steps.
  expect(isIn(phrase, part.repeat(400_000))).toBe(false);
});
