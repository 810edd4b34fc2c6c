import { expect, test } from 'vitest';
import { boundFeatures } from '../../../../daemon/cache/storable/bound-features.ts';

test('questions about different things share their frame', () => {
  const parcel = boundFeatures('Has my parcel left Cologne?');
  const courier = boundFeatures('Has our courier reached Madrid?');
  expect(parcel).toContain('^ has my X');
  expect(boundFeatures('Has my sofa left Madrid?')).toContain('left N ? $');
  expect(courier).toContain('^ has our X');
});

test('words that play the same part are one to the head', () => {
  for (const question of ['Is the VPN down?', 'is the printer offline?']) {
    expect(boundFeatures(question)).toContain('is the <system> <state>');
  }
});

test('code and quoted words are spoken of, not asked', () => {
  for (const question of [
    'What does `my_account.balance` return?',
    'What does my_account.balance return?',
    'What does "where is my order" return?',
  ]) {
    const features = boundFeatures(question);
    expect(features).toContain('codespan return');
    expect(features).not.toContain('my');
  }
});

test('a word beside a value that is no word is told', () => {
  expect(boundFeatures('user jkern pass Zelt4platz fails')).toContain('#secret-word-and-value');
  expect(boundFeatures('How do I choose a password?')).not.toContain('#secret-word-and-value');
});

test('six hundred characters of anything are read in no time', () => {
  const begin = performance.now();
  for (const piece of ['a', 'a ', 'a1', '`', '"', 'a_', 'a.', 'aB(', '1 ']) {
    boundFeatures(piece.repeat(600 / piece.length));
  }
  expect(performance.now() - begin).toBeLessThan(1_000);
});
