import { anyOf } from './any-of.ts';
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

const SORRY = `(?:${anyOf("i'm_(?:very_|so_|really_)?(?:sorry|afraid) i_am_(?:very_|so_|really_)?(?:sorry|afraid) sorry i_apologi[sz]e my_apologies unfortunately")},?(?: but)?(?: that)?,? )?`;
const UNABLE = `(?:i|we)(?: ${anyOf("can't cannot can_not won't will_not won't_be_able_to am_unable_to am_not_able_to am_not_allowed_to don't_feel_comfortable")}|'(?:m|re) ${anyOf('unable_to not_able_to not_allowed_to not_permitted_to not_in_a_position_to')})`;
const DEEDS =
  anyOf(`assist help comply provide answer fulfill? share discuss do support engage respond create generate writ(?:e|ing)
  continue give process complete offer access talk browse tell`);

const REFUSALS: readonly RegExp[] = [
  new RegExp(`^${SORRY}${UNABLE} (?:[a-z]{1,12} ){0,2}${DEEDS}\\b`, 'i'),
  new RegExp(
    `^${SORRY}i (?:don't|do not) have ${anyOf('access enough_information information the_ability that_information')}\\b`,
    'i',
  ),
  /^as an? (?:ai|artificial intelligence|(?:large )?language model)\b[^.]{0,80}(?:can't|cannot|can not|not able|unable|don't have|do not have)/i,
  /^(?:this|your|that) (?:request|question|content|prompt) (?:violates|goes against|may violate|was (?:blocked|flagged|filtered))/i,
  /^i (?:must|have to|need to) (?:decline|refuse)\b/i,
];
