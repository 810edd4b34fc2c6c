import { TIERS, type Tier } from '../../chat/cache-entry.ts';

/** What one model offers. */
export interface Offer {
  tier: Tier;
  /** P(right); undefined where nothing could be estimated. */
  right: number | undefined;
  costUsd: number | undefined;
  seconds: number;
}

/** What a right answer is worth at the middle of the dial: a hundredfold price is 1. Set on written questions (docs/routing.md). */
const VALUE_AT_HALF = 1.75;
/** How fast the value rises with the dial. */
const STEEPNESS = 1.5;
/** A hundredfold wait counts so much of a hundredfold price. */
const TIME_WEIGHT = 0.1;
/** A tier without a stated price counts as so many times the one below. */
const PRICE_STEP = 5;
/** A price counts as no less than so much of the dearest: beside a model that costs nothing no other would ever be worth its price. */
const LEAST_SHARE = 0.01;

/** What a right answer is worth beside the logarithm (base 100) of its price. `quality`: 0 the cheapest, 1 the best. */
export function valueOf(quality: number): number {
  return VALUE_AT_HALF * (quality / Math.max(1e-4, 1 - quality)) ** STEEPNESS;
}

/**
 * The worth of each offer, in their order (docs/decisions/2026-11-24-routing-policy.md): relative rightness by its value,
 * less the logarithms of price and time beside the least of them.
 */
export function utilitiesOf(offers: readonly Offer[], quality: number): number[] {
  const best = Math.max(...offers.map(({ right }) => right ?? 0));
  const prices = pricesOf(offers);
  const [leastPrice, leastTime] = [Math.min(...prices), Math.min(...offers.map(({ seconds }) => seconds))];
  const value = valueOf(quality);
  return offers.map(({ right, seconds }, index) => {
    const rightness = best > 0 ? (right ?? best) / best : 1;
    const price = log100((prices[index] ?? leastPrice) / leastPrice);
    return value * rightness - price - TIME_WEIGHT * log100(seconds / leastTime);
  });
}

/** In dollars where all are stated; otherwise by size alone, since dollars and sizes cannot be compared. */
function pricesOf(offers: readonly Offer[]): number[] {
  const stated = offers.flatMap(({ costUsd }) => costUsd ?? []);
  const least = LEAST_SHARE * Math.max(...stated);
  // Where all are free, their sizes tell what they take of the machine.
  if (stated.length < offers.length || least === 0) {
    return offers.map(({ tier }) => PRICE_STEP ** TIERS.indexOf(tier));
  }
  return stated.map((costUsd) => Math.max(least, costUsd));
}

function log100(ratio: number): number {
  return Math.log(ratio) / Math.log(100);
}
