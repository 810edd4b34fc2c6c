import { TIERS, type Tier } from '../../chat/cache-entry.ts';
import type { RoutingLimit } from '../../chat/routing-record.ts';
import { utilitiesOf, type Offer } from './utility.ts';

export interface PolicySettings {
  /** 0: the cheapest; 1: the best. */
  quality: number;
  /** Longest expected wait for a whole answer, in milliseconds. */
  maxLatencyMs: number | undefined;
}

/** A model that can take the request, and what is expected of it. */
export interface Choice extends Offer {
  /** Id of the model. */
  model: string;
  /** It failed so often lately that it is left alone for a moment. */
  isDown: boolean;
}

export interface RankedChoice extends Choice {
  /** Why it was left out, for people; undefined where it was not. */
  out: string | undefined;
}

export interface Means {
  limit: RoutingLimit;
  settings: PolicySettings;
  /** US dollars left of the day's budget; undefined where there is none. */
  budgetUsd: number | undefined;
}

/** Best first. What is left out comes last, so that there is always somebody to ask. */
export function rankModels(
  choices: readonly Choice[],
  { limit, settings, budgetUsd }: Means,
): RankedChoice[] {
  const utilities = utilitiesOf(choices, settings.quality);
  const ranked = choices.map((choice, index) => {
    const isBeyond = budgetUsd !== undefined && (choice.costUsd ?? 0) > budgetUsd;
    const isSlow = settings.maxLatencyMs !== undefined && choice.seconds * 1_000 > settings.maxLatencyMs;
    const out = isBeyond ? BEYOND_BUDGET : choice.isDown ? DOWN : isSlow ? TOO_SLOW : undefined;
    const keys = [
      ...[isBeyond ? (choice.costUsd ?? 0) : 0, Number(choice.isDown)],
      ...[distanceFrom(limit, choice), isSlow ? choice.seconds : 0],
      ...[-(utilities[index] ?? 0), TIERS.indexOf(choice.tier)],
    ];
    return { keys, ranked: { ...choice, out } };
  });
  return ranked.sort((a, b) => compare(a.keys, b.keys)).map(({ ranked: one }) => one);
}

/** Why a model is left out that failed so often lately that it is left alone for a moment. */
export const DOWN = 'failed lately';
export const BEYOND_BUDGET = "beyond the day's budget";
const TOO_SLOW = 'too slow';

/** 0 for what is wanted; otherwise how far it is from that. Of two equally near the larger, which errs on the side of a good answer. */
function distanceFrom({ model, tier, floor }: RoutingLimit, choice: Choice): number {
  if (model !== undefined && choice.model === model) return 0;
  const wanted = tier ?? floor;
  const steps = wanted === undefined ? 0 : stepsBetween(wanted, choice.tier);
  const distance = tier === undefined ? fromFloor(steps) : fromTier(steps);
  return model === undefined ? distance : 1 + distance;
}

/** Any smaller one is further than any larger one. */
function fromFloor(steps: number): number {
  return steps >= 0 ? 0 : TIERS.length - steps;
}

function fromTier(steps: number): number {
  return steps >= 0 ? steps : -steps + 0.5;
}

function stepsBetween(from: Tier, to: Tier): number {
  return TIERS.indexOf(to) - TIERS.indexOf(from);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
