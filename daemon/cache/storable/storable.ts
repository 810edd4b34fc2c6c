import { BOUND_CODES } from './bound-kind.ts';
import { checkCompleteAnswer } from './complete-answer.ts';
import type { Exchange } from './exchange.ts';
import { checkImages } from './images.ts';
import type { NotStoredReason } from './not-stored-reason.ts';
import { checkPlainText } from './plain-text.ts';
import { checkRefusal } from './refusal.ts';
import { checkSecrets } from './secrets.ts';
import { checkSize } from './size.ts';
import { checkTools } from './tools.ts';
import { checkWebGrounded } from './web-grounded.ts';

/** Says why an exchange must not be stored; undefined where nothing is against it. */
type StorageRule = (exchange: Exchange) => NotStoredReason | undefined;

/** The first that objects gives the reason, so the more telling ones stand first. */
const STORAGE_RULES: readonly StorageRule[] = [
  ({ controls }) => (controls?.noStore === true ? 'no-store' : undefined),
  ({ model, keepsSimulated }) => (model.simulated && keepsSimulated !== true ? 'simulated' : undefined),
  checkTools,
  checkCompleteAnswer,
  checkWebGrounded,
  checkPlainText,
  checkImages,
  checkSize,
  checkRefusal,
  checkSecrets,
  ({ bound }) => bound && BOUND_CODES[bound],
];

/** Why no answer to this question would be stored, as far as the request tells; undefined where one may be. */
export function whyNoAnswerStored(asked: Omit<Exchange, 'answer' | 'model'>): NotStoredReason | undefined {
  return whyNotStored({ ...asked, answer: BLAMELESS_ANSWER, model: { simulated: false } });
}

/** An answer that no rule objects to: for when it is not known, or does not matter. */
export const BLAMELESS_ANSWER: Exchange['answer'] = {
  choices: [{ text: 'Yes.', reasoning: '', finishReason: 'stop', hasMoreThanText: false }],
  usage: undefined,
};

/** Why the answer to this question is never stored; undefined where it may be. */
export function whyNotStored(exchange: Exchange): NotStoredReason | undefined {
  for (const rule of STORAGE_RULES) {
    const reason = rule(exchange);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
