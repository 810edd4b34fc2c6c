import { answerText, type Exchange } from './exchange.ts';
import type { NotStoredReason } from './not-stored-reason.ts';

/** Characters; a longer question is a document, and never comes again word for word. */
const LONGEST_QUESTION = 32_000;
const LONGEST_ANSWER = 200_000;

/** Keeps the store from filling with texts that cannot pay for their place. */
export function checkSize({ question, answer }: Exchange): NotStoredReason | undefined {
  return question.length > LONGEST_QUESTION || answerText(answer).length > LONGEST_ANSWER
    ? 'too-long'
    : undefined;
}
