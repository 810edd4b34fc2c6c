import type { ChatMessage } from '../../chat/chat-request.ts';

/**
 * How a later message takes up the answer before it. goes-on: wants it continued, carried out or changed, and says little
 * itself. complains: the answer was no good.
 */
export type Reaction = 'goes-on' | 'complains';

const MOST_WORDS_GOING_ON = 8;
const MOST_WORDS_COMPLAINING = 40;
const GOES_ON =
  /^(?:(?:yes|yeah|yep|y|ok|okay|sure|right|great|perfect|fine|please|and|then|now|so)[,.! ]+)*(?:(?:yes|yeah|yep|y|ok|okay|sure|please|go (?:on|ahead)|continue|proceed|carry on|keep going|next|more|again|do (?:it|that|so|this)|commit|apply|run|push|merge|deploy|ship|try) ?(?:it|that|this|them|both|all|the (?:rest|change|changes|first|second|next)(?: one)?)?(?: please| now| then| again)?)[.! ]*$/i;
const COMPLAINS =
  /\b(?:(?:that|this|it|which)(?:'s| is| was) (?:still |just |simply |completely |all )?(?:wrong|incorrect|false|nonsense|not (?:right|correct|true|working|what|helpful))|wrong answer|(?:does|did|do) ?(?:n't|not) work|(?:is|are)(?:n't| not) working|still (?:wrong|fail\w*|broken|not|does|get|the same)|try (?:it )?again|you (?:are|were|'re) wrong|you (?:made|have made) (?:a |an |the )?(?:mistake|error)|you (?:misunderstood|missed)|not what i (?:asked|meant|wanted)|(?:same|another|new) error)\b/i;

/**
 * Undefined for a question of its own. `leans`: it cannot be understood without the history. English only: elsewhere a
 * short message that leans still goes on.
 */
export function reactionOf(
  question: string,
  { history, leans }: { history: readonly ChatMessage[]; leans: boolean },
): Reaction | undefined {
  if (!history.some(({ role }) => role === 'assistant')) return undefined;
  const words = question.split(/\s+/).filter(Boolean).length;
  const text = question.replaceAll('’', "'").trim();
  // A question of its own may speak of what is wrong, and a question mark asks.
  const mayComplain = leans && words <= MOST_WORDS_COMPLAINING && !text.endsWith('?');
  if (mayComplain && COMPLAINS.test(text)) return 'complains';
  if (words > MOST_WORDS_GOING_ON) return undefined;
  return leans || GOES_ON.test(text) ? 'goes-on' : undefined;
}
