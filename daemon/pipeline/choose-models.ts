import { DaemonError } from '../lib/errors.ts';
import type { LanguageModel } from '../providers/language-model.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import type { Route, RouteAsk, Router } from '../router/router.ts';
import type { Turn } from './turn.ts';

interface ModelChoice {
  /** Whom to ask, in order; at least one. */
  models: LanguageModel[];
  /** Why the first, for people. */
  reason: string;
}

/** A model that the client named is asked, and no other; "auto" and the tiers go to the router. */
export function chooseModels(
  { request, conversation, caller }: Turn,
  vector: Float32Array | undefined,
  { router, models }: { router: Router; models: ModelRegistry },
): ModelChoice {
  const requested = models.resolve(request.model);
  if (requested.kind === 'named') return { models: [requested.model], reason: 'asked for by name' };
  const ask = routeAsk({ request, conversation, caller }, vector, {
    tier: requested.kind === 'tier' ? requested.tier : undefined,
    pool: models.all.map(({ info }) => info),
  });
  const route = routeOrDefault(ask, router, models);
  const order = [route.model, ...route.fallbacks];
  return {
    models: order.flatMap((info) => models.all.find((model) => model.info === info) ?? []),
    reason: route.reason,
  };
}

/** What the router is told of a request. */
export function routeAsk(
  { request, conversation, caller }: Pick<Turn, 'request' | 'conversation' | 'caller'>,
  vector: Float32Array | undefined,
  { tier, pool }: Pick<RouteAsk, 'tier' | 'pool'>,
): RouteAsk {
  // Beside no web page there is no origin, only a name.
  const { origin = caller.site } = caller;
  const site = URL.canParse(origin) ? new URL(origin).host : caller.site;
  return { request, conversation, vector, tier, pool, user: caller.user, site };
}

/** A router that breaks must not break the answer: the default model takes over. */
function routeOrDefault(ask: RouteAsk, router: Router, models: ModelRegistry): Route {
  try {
    return router.route(ask);
  } catch (error) {
    if (error instanceof DaemonError || !models.defaultModel) throw error;
    return {
      model: models.defaultModel.info,
      fallbacks: [],
      reason: 'default model: the router failed',
      scores: {},
    };
  }
}
