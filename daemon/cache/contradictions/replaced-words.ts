import { align } from './alignment.ts';
import type { QuestionFacts } from './question-facts.ts';

/** The same sentence with another word in it: "debit card" against "credit card", "become" against "find". */
export function compareReplacedWords(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const { onlyA, onlyB } = align(a, b);
  const first = onlyA[0]?.text;
  const second = onlyB[0]?.text;
  if (first !== undefined && second !== undefined) return `'${first}' against '${second}'`;
  return replacedLightVerb(a, b);
}

/**
 * Verbs so light that one side may do without them; two that share no group and stand on either side alone say
 * different things ("how do I become a partner", "how do I find a partner").
 */
const LIGHT_VERBS: Readonly<Record<string, string>> = {
  get: 'gain turn',
  gets: 'gain turn',
  getting: 'gain turn',
  find: 'gain look',
  finding: 'gain look',
  see: 'look',
  seeing: 'look',
  become: 'turn',
  becoming: 'turn',
  make: 'make',
  making: 'make',
  use: 'use',
  using: 'use',
  used: 'use',
  give: 'give',
  giving: 'give',
};

function replacedLightVerb(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const inA = lightVerbsOf(a);
  const inB = lightVerbsOf(b);
  const onlyA = inA.filter((verb) => !inB.some((other) => shareGroup(verb, other)));
  const onlyB = inB.filter((verb) => !inA.some((other) => shareGroup(verb, other)));
  return onlyA[0] !== undefined && onlyB[0] !== undefined ? `'${onlyA[0]}' against '${onlyB[0]}'` : undefined;
}

function lightVerbsOf(facts: QuestionFacts): string[] {
  return facts.tokens.filter((token) => Object.hasOwn(LIGHT_VERBS, token.value)).map((token) => token.value);
}

function shareGroup(one: string, other: string): boolean {
  const groups = (LIGHT_VERBS[other] ?? '').split(' ');
  return (LIGHT_VERBS[one] ?? '').split(' ').some((group) => groups.includes(group));
}
