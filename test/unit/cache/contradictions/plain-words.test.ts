import { expect, test } from 'vitest';
import { CONTRADICTION_RULES } from '../../../../daemon/cache/contradictions/contradictions.ts';
import { withoutWords } from '../../../../daemon/cache/contradictions/plain-words.ts';

test.each(Object.keys(CONTRADICTION_RULES))('what the rule "%s" sees can be said without words', (rule) => {
  const plain = withoutWords(rule, "'blue' against 'red'");
  expect(plain).not.toBe('a difference');
  expect(plain).not.toMatch(/blue|red/);
});

test('what stands on one side alone is said so', () => {
  expect(withoutWords('versions', 'version 3.11 on one side only')).toBe('a version on one side only');
});
