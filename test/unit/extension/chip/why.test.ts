import { expect, test } from 'vitest';
import { whyOf } from '../../../../extension/chip/why';
import type { Source } from '../../../../shared/protocol';

const source: Source = {
  ...{ decision: 'd', cache: 'hit-semantic', model: 'm', reason: 'r' },
  agreed: ['98.2 % sure that one answer serves both', 'shared words: password'],
  against: ["'customer' on one side only"],
};

test('an answer to other words says what agreed, and what spoke against it after all', () => {
  expect(whyOf(source)).toEqual([
    '98.2 % sure that one answer serves both',
    'shared words: password',
    "but: 'customer' on one side only",
  ]);
});

test('an answer to the same question, or of an older daemon, says nothing', () => {
  expect(whyOf({ ...source, cache: 'hit-exact' })).toEqual([]);
  expect(whyOf({ decision: 'd', cache: 'hit-semantic', model: 'm', reason: 'r' })).toEqual([]);
});
