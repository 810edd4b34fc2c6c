import type { Tier } from '../../chat/cache-entry.ts';
import type { ModelInfo } from '../../chat/model-info.ts';

/** What the latest calls of a model tell; undefined where there were too few. */
export interface ObservedPace {
  firstTokenMs: { p50: number } | undefined;
  /** Between two tokens. */
  perTokenMs: number | undefined;
  /** Mean length of its answers. */
  answerTokens: number | undefined;
  /** Share of calls that failed or were given up, in [0, 1]. */
  failureRate: number;
}

export interface Load {
  promptTokens: number;
  /** Most tokens that the answer may have. */
  answerLimit: number;
  /** The model that answered last in this conversation, and how many tokens of the prompt it has read before. */
  stay: { model: string; tokens: number } | undefined;
}

/** What an answer will cost and take. */
export interface Expectation {
  /** US dollars; undefined where no price is stated. */
  costUsd: number | undefined;
  seconds: number;
  answerTokens: number;
}

/** Before anything was observed: about what hosted models of these sizes take. A reasoning model thinks before it speaks. */
const TYPICAL: Record<Tier, { firstTokenMs: number; perTokenMs: number; answerTokens: number }> = {
  small: { firstTokenMs: 400, perTokenMs: 6, answerTokens: 300 },
  medium: { firstTokenMs: 700, perTokenMs: 12, answerTokens: 400 },
  large: { firstTokenMs: 1_200, perTokenMs: 20, answerTokens: 500 },
  reasoning: { firstTokenMs: 6_000, perTokenMs: 20, answerTokens: 2_000 },
};
/** Providers take a tenth to a half for a prompt that they have in their cache; a quarter lies between. */
const CACHED_PRICE = 0.25;

export function expect({ id, tier, price }: ModelInfo, load: Load, pace: ObservedPace): Expectation {
  const typical = TYPICAL[tier];
  const answerTokens = Math.min(load.answerLimit, pace.answerTokens ?? typical.answerTokens);
  const firstTokenMs = pace.firstTokenMs?.p50 ?? typical.firstTokenMs;
  const cached = load.stay?.model === id ? Math.min(load.promptTokens, load.stay.tokens) : 0;
  const paid = load.promptTokens - (1 - CACHED_PRICE) * cached;
  return {
    costUsd: price && (paid * price.inputPerMillion + answerTokens * price.outputPerMillion) / 1_000_000,
    answerTokens,
    seconds: (firstTokenMs + answerTokens * (pace.perTokenMs ?? typical.perTokenMs)) / 1_000,
  };
}
