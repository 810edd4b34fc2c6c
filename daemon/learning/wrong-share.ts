import { logit } from '../lib/log-odds.ts';
import { betaProbability, betaQuantile } from './beta-distribution.ts';

/** What was seen of some answers that were served by meaning. Sums, so that one more answer costs an addition. */
export interface ServedSums {
  /** Those that can be counted: their probability is known, or somebody judged them. */
  served: number;
  judged: number;
  /** Judged wrong. */
  wrong: number;
  /** How many of the unjudged ones are wrong by their probabilities. */
  expected: number;
  /** Of those that were drawn by chance and judged by a model: how many were wrong, and were to be by their probabilities. */
  audited: { wrong: number; expected: number };
  /** Of those with log-odds, judged or not: how many were judged wrong, and were to be by the calibration alone. */
  weighed: { wrong: number; expected: number };
}

/** The share of wrong answers among those served by meaning, with the interval in which it lies nine times in ten. */
export interface WrongShare {
  served: number;
  judged: number;
  share: number;
  low: number;
  high: number;
}

/** One-sided. */
const SURE = 0.95;
/** How many wrong answers would have to come as expected before what was seen outweighs the calibration. */
const TRUST_IN_PROBABILITIES = 1;
const TRUST_IN_CALIBRATION = 2;
/** Log-odds; no bar rises further for the budget's sake. */
const HIGHEST_RAISE = 6;

/**
 * Undefined where nothing was served. The model: a judged answer counts as it was judged. An unjudged one counts as
 * probably wrong as its probability says, times a factor that audits alone decide, since people report what annoys them
 * and audits are drawn by chance: factor ~ Gamma(1, 1), wrong audits ~ Poisson(factor * expected ones), so its mean is
 * (1 + wrong) / (1 + expected). The interval is that of a share seen in so many answers (Jeffreys' prior).
 */
export function wrongShareOf(sums: ServedSums): WrongShare | undefined {
  const { served, judged } = sums;
  if (served === 0) return undefined;
  const wrong = wrongOf(sums);
  const [a, b] = posterior(wrong, served);
  const share = wrong / served;
  // With none or all wrong the share is the interval's end (Brown, Cai and DasGupta, 2001).
  return {
    ...{ served, judged, share },
    low: Math.min(share, betaQuantile(1 - SURE, a, b)),
    high: Math.max(share, betaQuantile(SURE, a, b)),
  };
}

/**
 * Log-odds by which the bar must rise for the budget to hold again: 0 where the share is within it; where it is over,
 * from the moment that the interval says so for sure until the share is within again.
 */
export function raiseFor(sums: ServedSums, budget: number, wasRaised: boolean): number {
  if (sums.served === 0 || isWithin(sums, budget)) return 0;
  const wrong = wrongOf(sums);
  const share = wrong / sums.served;
  const isSure = wasRaised || betaProbability(budget, ...posterior(wrong, sums.served)) < 1 - SURE;
  return isSure ? Math.min(logit(share) - logit(budget), HIGHEST_RAISE) : 0;
}

/** Whether the share is known and within the budget. */
export function isWithin(sums: ServedSums, budget: number): boolean {
  return sums.served > 0 && wrongOf(sums) / sums.served <= budget;
}

/** How many of the served are wrong, as far as is known. */
function wrongOf({ served, judged, wrong, expected, audited }: ServedSums): number {
  const factor = (TRUST_IN_PROBABILITIES + audited.wrong) / (TRUST_IN_PROBABILITIES + audited.expected);
  return wrong + Math.min(factor * expected, served - judged);
}

function posterior(wrong: number, served: number): [number, number] {
  return [wrong + 0.5, served - wrong + 0.5];
}

/**
 * How many times more often than calibrated answers were wrong, overall and in one group: what is expected of an entry
 * of which nothing is known yet. Wrong ones ~ Poisson(factor * expected), factor ~ Gamma with the overall factor as its
 * mean (empirical Bayes), in closed form. Silence counts as right here, so nothing is made laxer by it: 1 at least.
 */
export function wrongFactor({ wrong, expected }: ServedSums['weighed'], overall = 1): number {
  return Math.max(1, (TRUST_IN_CALIBRATION * overall + wrong) / (TRUST_IN_CALIBRATION + expected));
}

export function emptySums(): ServedSums {
  return {
    ...{ served: 0, judged: 0, wrong: 0, expected: 0 },
    ...{ audited: { wrong: 0, expected: 0 }, weighed: { wrong: 0, expected: 0 } },
  };
}
