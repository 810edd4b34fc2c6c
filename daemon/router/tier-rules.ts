import type { Tier } from '../chat/cache-entry.ts';
import type { Signals } from './signals.ts';

interface TierChoice {
  tier: Tier;
  /** Why, for people. */
  reason: string;
}

const LONG_QUESTION_WORDS = 150;
const LONG_PROMPT_TOKENS = 8_000;

/**
 * The first version of the routing decision: a short list of rules, first match wins. A trained router takes its place
 * behind the same interface; until then the rules claim no more than they show.
 */
export function chooseTier(signals: Signals): TierChoice {
  return RULES.find((rule) => rule.holds(signals)) ?? { tier: 'small', reason: 'short, plain question' };
}

const RULES: (TierChoice & { holds: (signals: Signals) => boolean })[] = [
  { tier: 'small', reason: 'small talk', holds: (signals) => signals.isSmallTalk },
  { tier: 'reasoning', reason: 'asks for a proof', holds: (signals) => signals.asksForProof },
  {
    tier: 'reasoning',
    reason: 'maths in several steps',
    holds: (signals) => signals.asksForMaths && signals.words > 25,
  },
  {
    tier: 'large',
    reason: 'long context',
    holds: (signals) => signals.promptTokens > LONG_PROMPT_TOKENS,
  },
  {
    tier: 'large',
    reason: 'hard debugging',
    holds: (signals) => signals.asksToDebug && signals.asksForCode && signals.words > 60,
  },
  {
    tier: 'large',
    reason: 'design with trade-offs',
    holds: (signals) => signals.asksForDesign && signals.words > 25,
  },
  { tier: 'large', reason: 'several questions at once', holds: (signals) => signals.asks > 3 },
  { tier: 'medium', reason: 'asks for code', holds: (signals) => signals.asksForCode },
  { tier: 'medium', reason: 'asks for maths', holds: (signals) => signals.asksForMaths },
  { tier: 'medium', reason: 'asks for a design', holds: (signals) => signals.asksForDesign },
  { tier: 'medium', reason: 'long question', holds: (signals) => signals.words > LONG_QUESTION_WORDS },
];
