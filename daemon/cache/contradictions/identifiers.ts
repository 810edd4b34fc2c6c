import type { QuestionFacts } from './question-facts.ts';
import { differenceOf } from './set-difference.ts';

/** Codes that mix letters and digits (error codes, order ids, hashes, UUIDs) and operators. */
export function compareIdentifiers(a: QuestionFacts, b: QuestionFacts): string | undefined {
  return differenceOf(codesOf(a, b), codesOf(b, a)) ?? differenceOf(operatorsOf(a), operatorsOf(b));
}

/** Command-line flags and codes that the other side spells differently ("utf-8", "utf8") do not count. */
function codesOf(facts: QuestionFacts, other: QuestionFacts): string[] {
  const letters = lettersOf(other.text);
  return facts.tokens
    .filter((token) => token.kind === 'code' && !letters.includes(lettersOf(token.value)))
    .map((token) => token.value);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function operatorsOf(facts: QuestionFacts): string[] {
  return facts.tokens.filter((token) => token.kind === 'operator').map((token) => token.value);
}
