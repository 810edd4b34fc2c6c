import { answerText, type Exchange } from './exchange.ts';
import type { NotStoredReason } from './not-stored-reason.ts';

/** Only plain text is stored, and only where there is some: no audio, log probabilities, annotations. */
export function checkPlainText({ answer }: Exchange): NotStoredReason | undefined {
  if (answer.choices.some((choice) => choice.hasMoreThanText)) return 'not-plain-text';
  return answerText(answer).trim() === '' ? 'empty' : undefined;
}
