import { NAMES } from './words/names.ts';
import type { QuestionFacts } from './question-facts.ts';
import { differenceOf } from './set-difference.ts';
import type { Token } from './words/token.ts';

/** Versions, which are no numbers: 3.10 is not 3.1, and "Python 3.11" is not "Python 3.12". */
export function compareVersions(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const difference = differenceOf(versionsOf(a, b), versionsOf(b, a));
  return difference === undefined ? undefined : `version ${difference}`;
}

/** A version that the other side has as a plain number ("v3", "3") is no difference. */
function versionsOf(facts: QuestionFacts, other: QuestionFacts): string[] {
  const numbers = new Set(
    other.tokens.filter((token) => token.kind === 'number').map((token) => token.value),
  );
  return facts.tokens.flatMap(({ value }, index) =>
    isVersionAt(facts.tokens, index) && !numbers.has(value) ? [value] : [],
  );
}

/** Whether the token at this place is a version: it has two dots, or stands after a name, or after the word. */
export function isVersionAt(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token?.kind !== 'number') return false;
  const before = tokens[index - 1]?.value ?? '';
  const isVersion = /\..*\./.test(token.value) || before === 'version' || before === 'v' || NAMES.has(before);
  // "Python 3" is what Python means by now.
  return isVersion && !(before === 'python' && token.value === '3');
}
