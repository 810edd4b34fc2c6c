import { conversationId, earlierConversationId } from '../cache/scope.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import type { RoutingRecord } from '../chat/routing-record.ts';
import { DaemonError } from '../lib/errors.ts';
import type { LanguageModel, ReasoningMode } from '../providers/language-model.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import type { Route, RouteAsk, Router } from '../router/router.ts';
import type { Embedded } from './cache-lookup.ts';
import { isSelfStanding, withoutHistory, type Turn } from './turn.ts';

export interface ModelChoice {
  /** Whom to ask, in order; at least one. */
  models: LanguageModel[];
  /** Why the first, for people. */
  reason: string;
  /** Undefined where the client named the model. */
  record: RoutingRecord | undefined;
  /** What a rule says of reasoning; undefined where none does. */
  reasoning: ReasoningMode | undefined;
  /** Whom to ask before all of these; undefined where nobody. */
  cascade: Cascade | undefined;
  /** To be told which of them answered. */
  answered: (model: ModelInfo) => void;
}

/** A cheaper model whose answer is taken where it passes a check. */
export interface Cascade {
  cheaper: LanguageModel;
  /** Who checks; may be the same. */
  checker: LanguageModel;
}

export interface RoutingParts {
  router: Router;
  models: ModelRegistry;
  /** A question's vector for the router, where the cache has made none; undefined where it cannot be had. Never rejects. */
  vectorOf: (turn: Turn) => Promise<Float32Array | undefined>;
}

/** A model that the client named is asked, and no other; "auto" and the tiers go to the router. */
export async function chooseModels(
  turn: Turn,
  found: Pick<Embedded, 'vector'> | undefined,
  { router, models, vectorOf }: RoutingParts,
  { mayExplore }: Pick<RouteAsk, 'mayExplore'> = { mayExplore: false },
): Promise<ModelChoice> {
  const requested = models.resolve(turn.request.model);
  if (requested.kind === 'named') {
    const { model } = requested;
    return {
      models: [model],
      reason: 'asked for by name',
      record: undefined,
      reasoning: undefined,
      cascade: undefined,
      answered: () => undefined,
    };
  }
  const ask = await routeAsk(
    { turn, found, vectorOf },
    {
      tier: requested.kind === 'tier' ? requested.tier : undefined,
      pool: models.all.map(({ info }) => info),
      mayExplore,
    },
  );
  const { model, fallbacks, reason, record, reasoning, cascade } = routeOrDefault(ask, router, models);
  const find = (info: ModelInfo | undefined): LanguageModel | undefined =>
    models.all.find((one) => one.info === info);
  const [cheaper, checker] = [find(cascade?.cheaper), find(cascade?.checker)];
  return {
    models: [model, ...fallbacks].flatMap((info) => find(info) ?? []),
    ...{ reason, record, reasoning },
    cascade: cheaper && checker && { cheaper, checker },
    answered: (answering) => {
      router.answered(ask, { model: answering.id, tier: answering.tier, tokens: record.promptTokens });
    },
  };
}

/** What follows on a stored answer may ask for a model like the one that wrote it; nobody has read the prompt now. */
export function noteServed(turn: Turn, { model, tier }: CacheEntry, router: Pick<Router, 'answered'>): void {
  const { caller, request, conversation, id: decision, entryId: questionId } = turn;
  if (tier === undefined) return;
  const asked = {
    decision,
    questionId,
    conversationId: conversationId({ ...caller, request, conversation }),
  };
  router.answered(asked, { model, tier, tokens: 0 });
}

interface Asked extends Pick<RoutingParts, 'vectorOf'> {
  turn: Turn;
  /** Undefined where nothing was looked up. */
  found: Pick<Embedded, 'vector'> | undefined;
}

/** What the router is told of a request. */
export async function routeAsk(
  { turn, found, vectorOf }: Asked,
  { tier, pool, mayExplore }: Pick<RouteAsk, 'tier' | 'pool' | 'mayExplore'>,
): Promise<RouteAsk> {
  const vector = found ? found.vector : await vectorOf(turn);
  const { request, conversation, caller, controls, entryId } = turn;
  // Beside no web page there is no origin, only a name.
  const { origin = caller.site } = caller;
  const site = URL.canParse(origin) ? new URL(origin).host : caller.site;
  const named = { ...caller, request, conversation };
  return {
    ...{ request, conversation, vector, tier, pool, mayExplore, user: caller.user, site },
    leans: !isSelfStanding(turn) && withoutHistory(turn) === undefined,
    ...{ conversationId: conversationId(named), earlierId: earlierConversationId(named) },
    ...{ decision: turn.id, questionId: entryId },
    // On HTTP a client may ask for fresh answers as a rule; on a page a person has pressed "regenerate".
    isRetry: turn.dialect !== undefined && controls.noCache,
  };
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
      ...{ reasoning: undefined, cascade: undefined },
      reason: 'default model: the router failed',
      record: { by: 'default', limit: {}, promptTokens: 0, options: [] },
    };
  }
}
