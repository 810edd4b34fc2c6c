import type { QuestionFacts } from './question-facts.ts';
import type { Token } from './words/token.ts';

/** Negation: an odd number of negations on one side and an even number on the other ("renewable", "non-renewable"). */
export function compareNegation(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const negationsA = negationsOf(a);
  const negationsB = negationsOf(b);
  if (negationsA.length % 2 !== negationsB.length % 2) {
    const word = negationsA.length > negationsB.length ? negationsA.at(-1) : negationsB.at(-1);
    return `'${word ?? ''}' on one side only`;
  }
  return negatedByPrefix(a, b) ?? negatedByPrefix(b, a);
}

const NEGATORS = new Set(
  'not no never without none nothing nobody neither nor non unable except unless avoid prevent excluding ignore lack lacks instead_of'.split(
    ' ',
  ),
);

function negationsOf(facts: QuestionFacts): string[] {
  return facts.tokens
    .filter((token, index) => isNegation(token, facts.tokens[index + 1]))
    .map((token) => token.value.replace('_', ' '));
}

function isNegation(token: Token, next: Token | undefined): boolean {
  if (token.kind !== 'word' || !NEGATORS.has(token.value)) return false;
  // "No. 5", "not only"
  return (
    !(token.value === 'no' && next?.kind === 'number') && !(token.value === 'not' && next?.value === 'only')
  );
}

const PREFIXES = /^(?:non|un|in|im|il|ir|dis|anti|de|mis)-?/;

/** "Valid" on one side where the other says "invalid". */
function negatedByPrefix(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const valuesA = new Set(a.content.map((word) => word.value));
  const valuesB = new Set(b.content.map((word) => word.value));
  for (const value of valuesB) {
    const positive = value.replace(PREFIXES, '');
    if (
      positive !== value &&
      positive.length >= 4 &&
      valuesA.has(positive) &&
      !valuesA.has(value) &&
      !valuesB.has(positive)
    )
      return `'${positive}' against '${value}'`;
  }
  return undefined;
}
