import { expect, test } from 'vitest';
import { readQuestion } from '../../../../daemon/cache/contradictions/question-facts.ts';
import { stem } from '../../../../daemon/cache/contradictions/words/stem.ts';
import { tokenise } from '../../../../daemon/cache/contradictions/words/tokens.ts';
import { isTypoOf } from '../../../../daemon/cache/contradictions/words/typos.ts';

test.each([
  ['refunds', 'refund'],
  ['cancelled', 'cancel'],
  ['cancellation', 'cancel'],
  ['installing', 'installation'],
  ['migrate', 'migrating'],
  ['expires', 'expiry'],
  ['batteries', 'battery'],
  ['children', 'child'],
  ['bought', 'buy'],
  ['easily', 'easy'],
  ['shipment', 'ship'],
  ['boxes', 'box'],
])('%s and %s share a stem', (one, other) => {
  expect(stem(one)).toBe(stem(other));
});

test.each([
  ['university', 'universe'],
  ['department', 'depart'],
  ['instalment', 'install'],
  ['policy', 'police'],
  ['version', 'verse'],
  ['business', 'busy'],
])('%s and %s do not', (one, other) => {
  expect(stem(one)).not.toBe(stem(other));
});

test.each([
  ['account', 'acount'],
  ['password', 'pasword'],
  ['receive', 'recieve'],
  ['calendar', 'calender'],
  ['environment', 'enviroment'],
])('%s may be mistyped %s', (one, other) => {
  expect(isTypoOf(one, other)).toBe(true);
  expect(isTypoOf(other, one)).toBe(true);
});

test.each([
  ['form', 'from'],
  ['mental', 'dental'],
  ['country', 'county'],
  ['strong', 'string'],
  ['cat', 'car'],
  ['enable', 'unable'],
  ['trial', 'trail'],
])('%s is no mistyped %s', (one, other) => {
  expect(isTypoOf(one, other)).toBe(false);
  expect(isTypoOf(other, one)).toBe(false);
});

test.each([
  ["can't", ['can', 'not']],
  ['dont', ['do', 'not']],
  ["what's", ['what']],
  ['16GB', ['16', 'gigabyte']],
  ['5k', ['5000']],
  ['2nd', ['second']],
  ['$1,000', ['1000', 'dollar']],
  ['twenty-five', ['25']],
  ['two hundred', ['200']],
  ['a dozen', ['12']],
  ['python3.12', ['python', '3.12']],
  ['C++', ['c++']],
  ['node.js', ['node.js']],
  ['main.rs', ['main.rs']],
  ['non-renewable', ['non', 'renewable']],
  ['works.What', ['works', 'what']],
])('"%s" is cut into %j', (text, values) => {
  expect(tokenise(text).map((token) => token.value)).toEqual(values);
});

test('a capital inside a sentence makes a name, one at its start or in a headline does not', () => {
  const names = (text: string): string[] =>
    tokenise(text)
      .filter((token) => token.isName)
      .map((token) => token.text);
  expect(names('Open the file in Word. Then close it')).toEqual(['Word']);
  expect(names('How To Open The File In Word')).toEqual([]);
});

test.each([
  ['get rid of it', 'remove'],
  ['switch the voicemail off', 'turn_off'],
  ['trains to New York', 'new_york'],
  ['in VS Code', 'vscode'],
])('"%s" holds %s', (text, value) => {
  expect(readQuestion(text).tokens.map((token) => token.value)).toContain(value);
});

test('code and quotations are found, apostrophes are neither', () => {
  const facts = readQuestion('What\'s `a  b` in the user\'s "second line"?\n```js\nlet x;\n```');
  expect(facts.codeSpans).toEqual(['let x;', 'a b']);
  expect(facts.quotes).toEqual(['second line']);
});
