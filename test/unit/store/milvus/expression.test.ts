import { describe, expect, test } from 'vitest';
import { expression, type Condition } from '../../../../daemon/store/milvus/expression.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const DIGEST = 'a1'.repeat(32);

/** What the types forbid, and a caller without them could still hand in. */
function forced(...parts: unknown[]): string {
  return expression(parts as unknown as Condition);
}

test.each<[Condition, string]>([
  [['id', '==', DIGEST], `id == "${DIGEST}"`],
  [['id', '>', '0'], 'id > "0"'],
  [['entry', 'in', ['ab', 'cd']], 'entry in ["ab", "cd"]'],
  [['scope', 'in', []], 'scope in []'],
  [['epoch', '==', 0], 'epoch == 0'],
  [['epoch', '>=', 3], 'epoch >= 3'],
  [['epoch', '<', -1], 'epoch < -1'],
  [['hits', '<=', -0], 'hits <= 0'],
  [['expires_at', '>', Number.MAX_SAFE_INTEGER], 'expires_at > 9007199254740991'],
])('%j is written %s', (condition, written) => {
  expect(expression(condition)).toBe(written);
});

test('conditions are joined by "and", and none at all is an empty filter', () => {
  expect(expression(['scope', '==', 'ab'], ['expires_at', '>', 1], ['epoch', '>=', 2])).toBe(
    'scope == "ab" and expires_at > 1 and epoch >= 2',
  );
  expect(expression()).toBe('');
});

const HOSTILE = [
  ...['', ' ', '"', "'", '\\', '\n', '\0', '%', '_', '{}', '$', '\u2028'],
  ...['ab"', '"ab', 'ab\n', '\nab', 'ab\0', 'a b', 'ab\\', 'AB', 'xy', '\uff41\uff42', '\u0430'],
  ...['ab" or "" == "', '" or 1 == 1 or id == "', 'ab"] or id > "0', '"; drop', 'a'.repeat(129)],
  ...['../../etc', '0x1f', '1.5', 'true', 'null', '{id}', '${id}', 'ab" and scope != "'],
];

describe('text that is no digest in hexadecimal enters no filter', () => {
  test.each(HOSTILE)('%j', (text) => {
    expect(() => forced('id', '==', text)).toThrow(TypeError);
    expect(() => forced('id', '>', text)).toThrow(TypeError);
    expect(() => forced('id', 'in', [text])).toThrow(TypeError);
    expect(() => forced('id', 'in', ['ab', text, 'cd'])).toThrow(TypeError);
  });

  test('nor does any other, whatever it is made of', () => {
    const random = seededRandom(7);
    const alphabet = '0123456789abcdefABCDEFxyz"\'\\ \n\t\0()[]{}<>=!&|,;%_$.-+\u00e9\u2028\ud800';
    for (let round = 0; round < 5_000; round += 1) {
      const length = Math.floor(random() * 20);
      const text = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
      let written: string | undefined;
      try {
        written = forced('id', 'in', [text]);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
      }
      if (written !== undefined) expect(written).toMatch(/^id in \["[0-9a-f]+"\]$/);
    }
  });
});

test.each([...[Number.NaN, 1e400, -1e400, 0.5, -0.5, 1e300, 2 ** 53, -(2 ** 53), Number.EPSILON]])(
  '%d enters no filter',
  (value) => {
    expect(() => expression(['epoch', '>=', value])).toThrow(TypeError);
  },
);

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['a boolean', true],
  ['an object', { toString: () => 'ab' }],
  ['a big integer', 1n],
  ['a function', () => 'ab'],
  ['a symbol', Symbol('ab')],
])('%s enters no filter, alone or in a list', (_what, value) => {
  expect(() => forced('id', '==', value)).toThrow(TypeError);
  expect(() => forced('id', 'in', [value])).toThrow(TypeError);
});

test('text that is asked for twice does not change in between', () => {
  const answers = ['ab', '" or 1 == 1 or id == "'];
  const changing = { toString: () => answers.shift() ?? '' };
  expect(() => forced('id', 'in', [changing])).toThrow(TypeError);
});
