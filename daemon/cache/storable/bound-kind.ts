/** What a right answer may depend on besides the question: when, where or for whom it is asked; or it holds a secret. */
export const boundKinds = ['time', 'place', 'account', 'secret'] as const;

export type BoundKind = (typeof boundKinds)[number];

/** Such a question's label in the metrics. */
export const BOUND_CODES = {
  time: 'bound-to-moment',
  place: 'bound-to-place',
  account: 'bound-to-account',
  secret: 'secret',
} as const satisfies Record<BoundKind, string>;

/** The same for people. */
export const BOUND_WORDS: Record<BoundKind, string> = {
  time: 'bound to a moment',
  place: 'bound to a place',
  account: 'bound to an account',
  secret: 'holds a secret',
};
