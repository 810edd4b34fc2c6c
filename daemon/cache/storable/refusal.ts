import { answerText, type Exchange } from './exchange.ts';
import type { NotStoredReason } from './not-stored-reason.ts';

/** A model's refusal: the next model, or the same one tomorrow, may well answer. */
export function checkRefusal({ answer }: Exchange): NotStoredReason | undefined {
  const text = answerText(answer).trim().replaceAll('\u2019', "'");
  return text.length <= LONGEST_REFUSAL && REFUSALS.some((pattern) => pattern.test(text))
    ? 'refusal'
    : undefined;
}

/** Characters; a longer text that begins so explains something after all. */
const LONGEST_REFUSAL = 600;

const APOLOGY =
  "(?:(?:i'm|i am|we're|we are) (?:very |so |really )?(?:sorry|afraid)|sorry|i apologi[sz]e|my apologies|unfortunately)[,.]?(?: but)?(?: that)?,? ";
const UNABLE =
  "(?:i|we) (?:can't|cannot|can not|won't|will not|am unable to|am not able to|'m unable to|'m not able to|am not allowed to|don't feel comfortable)";
const UNABLE_SHORT =
  "(?:i'm|we're) (?:unable to|not able to|not allowed to|not permitted to|not in a position to)";
const DEEDS =
  '(?:assist|help|comply|provide|answer|fulfil|fulfill|share|discuss|do that|support|engage|respond|create|generate|write|continue|give|process|complete|offer|access|talk|browse|tell)';

const REFUSALS: readonly RegExp[] = [
  new RegExp(`^(?:${APOLOGY})?(?:${UNABLE}|${UNABLE_SHORT}) (?:\\w+ ){0,2}${DEEDS}\\b`, 'i'),
  /^as an? (?:ai|artificial intelligence|(?:large )?language model)[^.]{0,80}(?:can't|cannot|can not|not able|unable|don't have|do not have)/i,
  /^(?:i'm sorry|sorry|i apologi[sz]e),? (?:but )?(?:i )?(?:don't|do not) have (?:access|enough information|information|the ability|that information)/i,
  /^(?:this|your|that) (?:request|question|content|prompt) (?:violates|goes against|may violate|was (?:blocked|flagged|filtered))/i,
  /^i must (?:decline|refuse)|^i (?:have to|need to) (?:decline|refuse)/i,
];
