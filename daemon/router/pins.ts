import { TIERS, type Tier } from '../chat/cache-entry.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { DaemonError } from '../lib/errors.ts';
import type { QuestionEstimate } from './heads/estimate-question.ts';
import type { Limited } from './limits.ts';
import type { RouteAsk } from './router.ts';
import { findRule, type FoundRule } from './rules/find-rule.ts';
import type { Rule } from './rules/rule.ts';
import type { Signals } from './signals.ts';

interface PinParts {
  /** The user's own rules. */
  pins: readonly Rule[];
  /** BCP 47 code of a text's language; undefined where nothing tells it. */
  languageOf: (text: string) => string | undefined;
}

/** The rule that holds for a request, if any does. */
export function findPin(
  { site, user }: RouteAsk,
  {
    signals,
    estimate,
    question,
  }: { signals: Signals; estimate: QuestionEstimate | undefined; question: string },
  { pins, languageOf }: PinParts,
): FoundRule | undefined {
  if (pins.length === 0) return undefined;
  // What the heads do not know they say nothing of.
  const known = estimate?.isFamiliar === true ? estimate : undefined;
  return findRule(pins, {
    ...{ ...signals, question, site, user, language: languageOf(question) },
    ...{ category: known?.category.name, difficulty: known?.difficulty },
  });
}

/** @throws DaemonError where a rule lets no other model answer, and that one cannot take the request. */
export function allowedBy(pin: FoundRule | undefined, takers: readonly ModelInfo[]): readonly ModelInfo[] {
  const { model, only } = pin?.use ?? {};
  if (!only || model === undefined) return takers;
  const allowed = takers.filter(({ id, tier }) => id === model || tier === model);
  if (allowed.length > 0) return allowed;
  throw new DaemonError({
    code: 'no_provider',
    status: 503,
    message: `A rule of yours (${pin?.reason ?? ''}) lets only "${model}" answer this, and it cannot take the request: its context window, or what it is said to be capable of. No other model was asked.`,
  });
}

/** Among a site's own models the tier of the pinned one is wanted. Undefined where the rule names none. */
export function limitOfPin(
  { use, reason }: FoundRule,
  tierOf: (model: string) => Tier | undefined,
): Limited | undefined {
  const { model } = use;
  if (model === undefined) return undefined;
  const tier = TIERS.find((one) => one === model);
  const limit = tier ? { tier } : { model, tier: tierOf(model) };
  return { by: 'pin', limit, reason };
}
