/** Why an answer is not stored: the closed list, since it labels a metric. */
export const NOT_STORED_REASONS = [
  'no-store',
  'simulated',
  'incomplete',
  'finish-reason',
  'several-choices',
  'tool-call',
  'web-grounded',
  'not-plain-text',
  'images',
  'empty',
  'refusal',
  'too-long',
  'secret',
  'personal',
  'volatile',
] as const;

export type NotStoredReason = (typeof NOT_STORED_REASONS)[number];
