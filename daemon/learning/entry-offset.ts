import { sigmoid } from '../lib/log-odds.ts';

/** What was said of one stored answer for one wording. */
export interface Observation {
  /** Log-odds that it was right, by all that was known without this entry's own history. */
  logOdds: number;
  isRight: boolean;
}

/**
 * How far entries differ from each other, in log-odds (standard deviation of the prior). Wide on purpose: an entry with
 * one wrong answer is more often flawed (bound to a moment, to one version, to one asker) than unlucky.
 */
const SPREAD = 2;
/** However often an answer is called right, it is trusted no further than this beyond the calibration. */
const LOWEST = -1;
const HALVINGS = 40;

/**
 * How much less an entry deserves than its scores say: the most probable offset o, where
 * P(right) = sigmoid(logOdds - o) and o ~ N(0, SPREAD²), at LOWEST or above. One more wrong answer always raises it, one
 * more right answer always lowers it: the derivative of the log posterior falls in o and rises with each wrong one.
 */
export function offsetOf(observations: readonly Observation[]): number {
  if (observations.length === 0) return 0;
  let low = LOWEST;
  // Beyond this even certain mistakes do not outweigh the prior.
  let high = SPREAD * SPREAD * observations.length;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (slopeAt(middle, observations) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Derivative of the log posterior. */
function slopeAt(offset: number, observations: readonly Observation[]): number {
  return observations.reduce(
    (sum, { logOdds, isRight }) => sum + sigmoid(logOdds - offset) - (isRight ? 1 : 0),
    -offset / (SPREAD * SPREAD),
  );
}
