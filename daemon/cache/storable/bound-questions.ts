import { askingSentences, sentencesOf } from './asking-sentences.ts';
import { estimateBound, type BoundWeights } from './bound-head.ts';
import type { BoundKind } from './bound-kind.ts';
import { isPersonal } from './personal.ts';
import { findSecret } from './secrets.ts';
import { isVolatile } from './volatile.ts';

/** What the right answer to a question depends on besides the question, or that it holds a secret; undefined: on nothing. */
export type BoundTo = (question: string) => BoundKind | undefined;

/**
 * Patterns for what is certain, then a trained head for the rest: "has my parcel left Cologne?", "is the VPN down?".
 * When in doubt a question is bound: that costs a call of a model, a wrong answer costs trust.
 */
export function createBoundTo(weights: BoundWeights): BoundTo {
  return (question) => boundByPattern(question) ?? boundByHead(question, weights);
}

/** What the patterns alone see. */
export function boundByPattern(question: string): BoundKind | undefined {
  if (findSecret(question) !== undefined) return 'secret';
  if (isPersonal(question)) return 'account';
  return isVolatile(question) ? 'time' : undefined;
}

/** Longer messages bring their own material, and the head has learnt from questions of a line or two. */
const LONGEST_READ = 600;
const MOST_SENTENCES = 8;

/** A sentence that tells something does not bind the answer, but it may hold a secret. */
function boundByHead(question: string, weights: BoundWeights): BoundKind | undefined {
  if (question.length > LONGEST_READ) return undefined;
  const asking = new Set(askingSentences(question));
  for (const sentence of sentencesOf(question).slice(-MOST_SENTENCES)) {
    const { probability, kind } = estimateBound(weights, sentence);
    if (probability >= weights.threshold && (kind === 'secret' || asking.has(sentence))) return kind;
  }
  return undefined;
}
