import type { BOUND_CODES, BoundKind } from './bound-kind.ts';

/** Why an answer is not stored: a closed list, since it labels a metric. */
export type NotStoredReason =
  | 'no-store'
  | 'simulated'
  | 'incomplete'
  | 'finish-reason'
  | 'several-choices'
  | 'tool-call'
  | 'web-grounded'
  | 'not-plain-text'
  | 'images'
  | 'empty'
  | 'refusal'
  | 'too-long'
  | (typeof BOUND_CODES)[BoundKind];
