import { expect, test } from 'vitest';
import { sentencesOf, withoutRepeats } from '../../../daemon/cache/finding.ts';

const VERSION = { quoting: 'version 3.11 against 3.12', plain: 'another version' };
const NUMBER = { quoting: '3.11 against 3.12', plain: 'another number' };

test('words of the questions are said only where they may be', () => {
  const findings = ['97.0 % sure', VERSION];
  expect(sentencesOf(findings, { mayQuote: true })).toEqual(['97.0 % sure', 'version 3.11 against 3.12']);
  expect(sentencesOf(findings, { mayQuote: false })).toEqual(['97.0 % sure', 'another version']);
});

test('two findings that are the same without their words are said once', () => {
  const other = { ...VERSION, quoting: 'version 1 against 2' };
  expect(sentencesOf([VERSION, other], { mayQuote: false })).toEqual(['another version']);
});

test('what another finding says too is left out, whichever comes first', () => {
  expect(withoutRepeats([NUMBER, VERSION])).toEqual([VERSION]);
  expect(withoutRepeats([VERSION, NUMBER])).toEqual([VERSION]);
});

test('a word on one side only is left out beside what it stands against', () => {
  const lonely = { quoting: "'without' on one side only", plain: 'a negation on one side only' };
  const turned = { quoting: 'without receipt against with receipt', plain: 'the other direction' };
  expect(withoutRepeats([lonely, turned])).toEqual([turned]);
  expect(withoutRepeats([lonely])).toEqual([lonely]);
});

test('of two findings in equal words the first stays', () => {
  const opposite = { quoting: "'Enable' against 'disable'", plain: 'opposite words' };
  const replaced = { quoting: "'enable' against 'disable'", plain: 'another word' };
  expect(withoutRepeats([opposite, replaced])).toEqual([opposite]);
});
