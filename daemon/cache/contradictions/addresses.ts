import type { QuestionFacts } from './question-facts.ts';
import { differenceOf } from './set-difference.ts';

/** Web addresses, e-mail addresses, host names and IP addresses. */
export function compareAddresses(a: QuestionFacts, b: QuestionFacts): string | undefined {
  return differenceOf(addressesOf(a), addressesOf(b));
}

function addressesOf(facts: QuestionFacts): string[] {
  return facts.tokens
    .filter((token) => token.kind === 'address')
    .map((token) => token.value.replace(/^https?:\/\/(?:www\.)?|^www\./, '').replace(/[/.,;!?]+$/, ''));
}
