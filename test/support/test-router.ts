import type { ModelInfo } from '../../daemon/chat/model-info.ts';
import type { Tier } from '../../daemon/chat/cache-entry.ts';
import { ConversationMemory } from '../../daemon/router/conversation/conversation-memory.ts';
import { createRouter, type RouterOptions } from '../../daemon/router/create-router.ts';
import type { QuestionEstimate } from '../../daemon/router/heads/estimate-question.ts';
import type { Router } from '../../daemon/router/router.ts';
import { FakeClock } from './fake-clock.ts';

/** P(right) of the smaller tiers is low, from this one on high. */
export function estimateOf(tier: Tier, overrides: Partial<QuestionEstimate> = {}): QuestionEstimate {
  const from = { small: 0, medium: 1, large: 2, reasoning: 3 }[tier];
  const [small = 0, medium = 0, large = 0, reasoning = 0] = [0, 1, 2, 3].map((at) =>
    at >= from ? 0.95 : 0.2,
  );
  return {
    category: { name: 'coding', probability: 0.9 },
    ...{ tier, right: { small, medium, large, reasoning } },
    ...{ difficulty: 1 - small / 0.95, chat: 1, isFamiliar: true, signals: new Float64Array(2) },
    ...overrides,
  };
}

/** The real router by a simple estimate: what speaks of code is for the medium tier, all else for the small one. */
export function createTestRouter(options: Partial<RouterOptions> = {}): Router {
  const clock = new FakeClock();
  return createRouter({
    ...{ languageOf: () => undefined, explore: 0, random: () => 0 },
    ...{ pins: [], maxFallbacks: 2, cascade: undefined, settings: { quality: 0.5, maxLatencyMs: undefined } },
    ...{ defaultModel: () => undefined, tierOf: () => undefined },
    estimate: (question) => estimateOf(/\b(?:function|code)\b/.test(question) ? 'medium' : 'small'),
    rightOf: ({ tier }: ModelInfo, { right }) => right[tier],
    nearest: () => [],
    paceOf: () => ({
      ...{ firstTokenMs: undefined, perTokenMs: undefined, answerTokens: undefined, failureRate: 0 },
    }),
    ...{ isDown: () => false, wasWrong: () => false, exampleFor: () => undefined },
    budgetUsd: () => undefined,
    memory: new ConversationMemory({ clock, keepMs: 60 * 60_000 }),
    ...options,
  });
}
