import { AMBIGUOUS_NAMES, NAMES } from './words/names.ts';
import type { QuestionFacts } from './question-facts.ts';
import { differenceOf } from './set-difference.ts';
import type { Token } from './words/token.ts';

/** Named things: programming languages, products, systems, places, currencies, ... */
export function compareNamedThings(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const namesA = namesOf(a);
  const namesB = namesOf(b);
  return differenceOf(
    namesA.filter((name) => !isWithin(name, namesB, b)),
    namesB.filter((name) => !isWithin(name, namesA, a)),
  );
}

function namesOf(facts: QuestionFacts): string[] {
  return facts.tokens.flatMap((token, index) => {
    const known = token.kind === 'word' ? NAMES.get(token.value) : undefined;
    if (known === undefined) return [];
    return AMBIGUOUS_NAMES.has(known.name) && !isMeantAsName(token, facts.tokens[index - 1])
      ? []
      : [known.name];
  });
}

function isMeantAsName(token: Token, before: Token | undefined): boolean {
  return token.isName || /^(?:in|on|with|using|for|from|to|via)$/.test(before?.value ?? '');
}

/** A name that the other side has as an everyday word ("rust") or inside a longer one ("Dockerfile") is no difference. */
function isWithin(name: string, otherNames: readonly string[], other: QuestionFacts): boolean {
  if (otherNames.includes(name)) return false;
  return other.tokens.some(
    (token) => token.value === name || (name.length >= 4 && token.value.includes(name)),
  );
}
