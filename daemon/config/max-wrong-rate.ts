/** Names for error budgets that nobody has to think about: of the answers served from the cache, so many may be wrong. */
const NAMED_RATES = { strict: 0.02, balanced: 0.05, eager: 0.1 } as const;

export const WRONG_RATE_NAMES = [
  'strict',
  'balanced',
  'eager',
] as const satisfies (keyof typeof NAMED_RATES)[];

/** The configured budget as a share. */
export function maxWrongRateOf(configured: number | keyof typeof NAMED_RATES): number {
  return typeof configured === 'number' ? configured : NAMED_RATES[configured];
}
