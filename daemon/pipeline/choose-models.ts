import { DaemonError } from '../lib/errors.ts';
import type { LanguageModel } from '../providers/language-model.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import type { Router } from '../router/router.ts';
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
  const ask = {
    request,
    conversation,
    vector,
    tier: requested.kind === 'tier' ? requested.tier : undefined,
    pool: models.all.map(({ info }) => info),
    user: caller.user,
    site: caller.site,
  };
  const route = routeOrDefault(ask, router, models);
  const order = [route.model, ...route.fallbacks];
  return {
    models: order.flatMap((info) => models.all.find((model) => model.info === info) ?? []),
    reason: route.reason,
  };
}

/** A router that breaks must not break the answer: the default model takes over. */
function routeOrDefault(
  ask: Parameters<Router['route']>[0],
  router: Router,
  models: ModelRegistry,
): ReturnType<Router['route']> {
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
