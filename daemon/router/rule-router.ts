import { TIERS, type Tier } from '../chat/cache-entry.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { DaemonError } from '../lib/errors.ts';
import type { Route, RouteAsk, Router } from './router.ts';
import { findRule, type FoundRule } from './rules/find-rule.ts';
import type { Rule, RuleFacts } from './rules/rule.ts';
import { readSignals, type Signals } from './signals.ts';
import { chooseTier } from './tier-rules.ts';

interface RuleRouterOptions {
  /** The user's own rules; they beat every other. */
  pins: readonly Rule[];
  /** Most models to ask after the chosen one failed. */
  maxFallbacks: number;
}

/** Tokens kept free for the answer where the client set no limit. */
const ANSWER_TOKENS = 1_024;

/** Routes by pins, then by the client's wish for a tier, then by the rules of tier-rules.ts. */
export function createRuleRouter({ pins, maxFallbacks }: RuleRouterOptions): Router {
  return {
    route(ask) {
      const signals = readSignals(ask.request, ask.conversation);
      const able = ask.pool.filter((model) => fits(model, ask, signals));
      if (able.length === 0) throw nothingFits(ask, signals);
      const pin = findRule(pins, factsOf(ask, signals));
      const pinned = able.find((model) => model.id === pin?.use.model);
      const wish = pinned ? { tier: pinned.tier, reason: pin?.reason ?? '' } : wishedTier(ask, pin, signals);
      const [model, ...others] = pinned
        ? [pinned, ...byDistance(without(able, pinned), wish.tier)]
        : byDistance(able, wish.tier);
      if (!model) throw nothingFits(ask, signals);
      return {
        model,
        fallbacks: others.slice(0, maxFallbacks),
        reason: model.tier === wish.tier ? wish.reason : `${wish.reason}; no ${wish.tier} model fits`,
        scores: scoresAround(wish.tier),
      };
    },
  };
}

/** What these rules do not estimate stays open. */
function factsOf({ request, conversation, user, site }: RouteAsk, signals: Signals): RuleFacts {
  return {
    ...{ ...signals, question: conversation.question ?? '', user, site },
    ...{ category: undefined, difficulty: undefined, language: undefined },
    turns: request.messages.filter(({ role }) => role === 'user').length,
    inToolLoop: request.messages.at(-1)?.role === 'tool',
  };
}

function wishedTier(
  ask: RouteAsk,
  pin: FoundRule | undefined,
  signals: Signals,
): { tier: Tier; reason: string } {
  const pinnedTier = TIERS.find((tier) => tier === pin?.use.model);
  if (pin && pinnedTier) return { tier: pinnedTier, reason: pin.reason };
  if (ask.tier) return { tier: ask.tier, reason: `asked for ${ask.tier}` };
  return chooseTier(signals);
}

/** A model with too small a window, or without a capability that others state and the request needs, is never chosen. */
function fits(model: ModelInfo, { request, pool }: RouteAsk, signals: Signals): boolean {
  if (signals.promptTokens + (request.maxTokens ?? ANSWER_TOKENS) > model.contextWindow) return false;
  if (signals.hasImages && !model.capabilities.includes('vision')) return false;
  const someStateTools = pool.some(({ capabilities }) => capabilities.includes('tools'));
  return !(signals.offersTools && someStateTools && !model.capabilities.includes('tools'));
}

/** Nearest tier first; of two equally near the larger, which errs on the side of a good answer. */
function byDistance(models: readonly ModelInfo[], wish: Tier): ModelInfo[] {
  const distance = (model: ModelInfo): number => {
    const steps = TIERS.indexOf(model.tier) - TIERS.indexOf(wish);
    return steps >= 0 ? steps : -steps + 0.5;
  };
  return [...models].sort((a, b) => distance(a) - distance(b));
}

function without(models: readonly ModelInfo[], one: ModelInfo): ModelInfo[] {
  return models.filter((model) => model !== one);
}

function scoresAround(wish: Tier): Route['scores'] {
  const steps = (tier: Tier): number => Math.abs(TIERS.indexOf(tier) - TIERS.indexOf(wish));
  return Object.fromEntries(TIERS.map((tier) => [tier, 1 / (1 + steps(tier))]));
}

function nothingFits({ pool, request }: RouteAsk, signals: Signals): DaemonError {
  if (pool.length === 0) {
    return new DaemonError({
      code: 'no_provider',
      status: 503,
      message:
        'No model is configured. Add one under "models" in config.yaml (askonce config path shows where).',
    });
  }
  const needs = signals.promptTokens + (request.maxTokens ?? ANSWER_TOKENS);
  const images = signals.hasImages ? ' and images' : '';
  return new DaemonError({
    code: 'context_too_long',
    status: 400,
    message: `No configured model takes this request: it needs about ${needs} tokens${images}. The largest window is ${Math.max(...pool.map((model) => model.contextWindow))}.`,
  });
}
