/** What was seen of the answers of one tier in one category, by weight. */
export interface SeenAnswers {
  right: number;
  wrong: number;
  /** The heads' mean P(right) of these answers, before any shift. */
  predicted: number;
}

/**
 * How far the heads are trusted: the prior is Beta with their mean m and the mass PRIOR / (m (1 - m)), which makes it as
 * wide in log-odds whatever m is (a standard deviation of about 1 / sqrt(PRIOR)).
 */
const PRIOR = 4;

/**
 * With each further answer of its tier and category, what was seen counts this much: so its mass stays under 50, it
 * follows a model that changes, and complaints weigh by how often they come (docs/decisions/2026-11-24-routing-policy.md).
 */
export const KEPT_AN_ANSWER = 0.98;

/**
 * Log-odds from the heads' mean to the mean of the posterior, without bounds. One answer moves it by less than
 * ln(1 + 1/PRIOR) = 0.22, and by less the less it surprises: the mass above makes the fraction cancel to this.
 */
export function shiftOf({ right, wrong, predicted }: SeenAnswers): number {
  return Math.log1p((right * (1 - predicted)) / PRIOR) - Math.log1p((wrong * predicted) / PRIOR);
}
