import { TIERS, type Tier } from '../chat/cache-entry.ts';
import type { DecisionRecord } from '../decisions/decision-log.ts';

/** An answer whose model the heads had a say in. */
interface RoutedAnswer {
  category: string;
  /** Of the model that wrote it. */
  tier: Tier;
  /** P(right) of that tier as the heads said, before any shift. */
  predicted: number;
}

const LEANING = new Set(['tool-loop', 'follow-up', 'complaint']);

/**
 * Undefined where the heads judged nothing, or nothing was written for this request: a stored answer was written for
 * another one, by a model that the heads did not weigh for this.
 */
export function routedAnswerOf({ cache, outcome, tier, routing }: DecisionRecord): RoutedAnswer | undefined {
  // "Yes, go on" is small talk to the heads, whatever it goes on with.
  if (LEANING.has(routing?.by ?? 'estimate')) return undefined;
  const isFresh = (cache === 'miss' || cache === 'bypass') && outcome !== 'failed';
  const wroteIt = TIERS.find((one) => one === tier);
  const predicted = wroteIt && routing?.right?.[wroteIt];
  if (!isFresh || !wroteIt || predicted === undefined || routing?.category === undefined) return undefined;
  return { category: routing.category, tier: wroteIt, predicted };
}
