import { findContactDetails } from './contact-details.ts';
import { answerText, type Exchange } from './exchange.ts';
import { findKey } from './keys.ts';
import type { NotStoredReason } from './not-stored-reason.ts';
import { findPassword } from './passwords.ts';
import { findPaymentDetails } from './payment-details.ts';

/** A secret or a way to reach a person in the answer: it must not lie on the disk, nor be shown to the next. */
export function checkSecrets({ answer }: Exchange): NotStoredReason | undefined {
  return findSecret(answerText(answer)) === undefined ? undefined : 'secret';
}

/** What kind of secret a text holds; undefined where none is seen. */
export function findSecret(text: string): string | undefined {
  return findKey(text) ?? findPassword(text) ?? findPaymentDetails(text) ?? findContactDetails(text);
}
