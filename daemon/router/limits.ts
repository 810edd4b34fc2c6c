import { TIERS, type Tier } from '../chat/cache-entry.ts';
import type { RoutingLimit, RoutingRecord } from '../chat/routing-record.ts';
import type { LastAnswer } from './conversation/conversation-memory.ts';
import type { Reaction } from './conversation/reaction.ts';
import type { QuestionEstimate } from './heads/estimate-question.ts';

/** What decided which models are wanted. */
export interface Limited {
  by: RoutingRecord['by'];
  limit: RoutingLimit;
  /** For people; undefined where the estimate speaks for itself. */
  reason: string | undefined;
  /** The decision whose answer was taken up. */
  after?: string;
}

/** What was said before, as far as it bears on the choice. */
export interface Past {
  inToolLoop: boolean;
  reaction: Reaction | undefined;
  /** The client wants another answer to the same question. */
  isRetry: boolean;
  /** Whether the earlier answer to it was called wrong. */
  wasWrong: boolean;
  /** The last answer in this conversation. */
  last: LastAnswer | undefined;
  /** The last answer to this very question. */
  earlier: LastAnswer | undefined;
}

/** What the conversation asks for; undefined where the question is judged by itself. */
export function limitOfPast(
  { inToolLoop, reaction, isRetry, wasWrong, last, earlier }: Past,
  estimate: QuestionEstimate | undefined,
): Limited | undefined {
  if (inToolLoop && last) {
    return {
      ...{ by: 'tool-loop', limit: { model: last.model, floor: last.tier } },
      ...{ reason: `in the middle of a tool loop with ${last.model}`, after: last.decision },
    };
  }
  if (wasWrong && earlier) return oneUp('retry', earlier, 'the earlier answer was called wrong');
  if (isRetry && earlier) return oneUp('retry', earlier, 'asked again');
  if (reaction === 'complains' && last) return oneUp('complaint', last, 'the last answer was no good');
  if (reaction === 'goes-on' && last) {
    // A short message may ask for more than the one before: "now prove it".
    const harder = estimate?.isFamiliar === true && rank(estimate.tier) > rank(last.tier);
    const reason = `goes on from ${last.model}`;
    if (!harder) return { by: 'follow-up', limit: { tier: last.tier }, reason, after: last.decision };
  }
  return undefined;
}

/** From here on of the dial a question that is too hard for all goes to the largest there is. */
const LARGEST_FROM = 0.5;

/**
 * Where the heads cannot tell, the default model's tier is the least. What is too hard for every model of the pool is no
 * reason to take the cheapest, though all may fail alike.
 */
export function limitOfEstimate(
  estimate: QuestionEstimate | undefined,
  { safe, pool, quality }: { safe: Sized | undefined; pool: readonly Sized[]; quality: number },
): Limited {
  if (!estimate) {
    const limit = safe && { model: safe.id, tier: safe.tier };
    return {
      by: 'default',
      limit: limit ?? {},
      reason: 'the default model: the question could not be judged',
    };
  }
  if (!estimate.isFamiliar && safe) {
    const reason = `unlike what the router knows: at least ${safe.tier}`;
    return { by: 'unfamiliar', limit: { floor: safe.tier }, reason };
  }
  const largest = TIERS[Math.max(...pool.map(({ tier }) => rank(tier)))];
  if (largest && quality >= LARGEST_FROM && rank(estimate.tier) > rank(largest)) {
    const reason = `asks for ${estimate.tier}: ${largest} is the largest there is`;
    return { by: 'estimate', limit: { floor: largest }, reason };
  }
  return { by: 'estimate', limit: {}, reason: undefined };
}

interface Sized {
  id: string;
  tier: Tier;
}

function oneUp(by: 'retry' | 'complaint', { tier, decision }: LastAnswer, what: string): Limited {
  const next = TIERS[Math.min(rank(tier) + 1, TIERS.length - 1)] ?? tier;
  return {
    by,
    limit: { floor: next },
    reason: `${what}: ${next === tier ? `${tier} again, the largest` : `at least one size up from ${tier}`}`,
    after: decision,
  };
}

function rank(tier: Tier): number {
  return TIERS.indexOf(tier);
}
