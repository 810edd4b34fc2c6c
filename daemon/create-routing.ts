import { ownModelsFile } from './calibrating/own-models-store.ts';
import type { ModelInfo } from './chat/model-info.ts';
import type { Config } from './config/config-schema.ts';
import { knownQuestionsFile, routingHeadsFile } from './config/model-folders.ts';
import type { DecisionLog } from './decisions/decision-log.ts';
import type { Embedder } from './embedding/embedder.ts';
import { embedExamples } from './embed-examples.ts';
import { languageOf } from './embedding/language-of.ts';
import type { Clock } from './lib/clock.ts';
import { logit, sigmoid } from './lib/log-odds.ts';
import type { PipelineParts } from './pipeline/answering.ts';
import type { RoutingParts } from './pipeline/choose-models.ts';
import { explainRoute } from './pipeline/explain-route.ts';
import type { ModelRegistry } from './providers/model-registry.ts';
import { ConversationMemory } from './router/conversation/conversation-memory.ts';
import { createRouter, type RouterOptions } from './router/create-router.ts';
import { estimateQuestion, type QuestionEstimate } from './router/heads/estimate-question.ts';
import { KnownQuestions } from './router/heads/known-questions.ts';
import { readRoutingHeads } from './router/heads/routing-heads.ts';
import { createModelPace } from './router/live/model-pace.ts';
import { createPatience } from './router/live/patience.ts';
import { Spending } from './router/live/spending.ts';
import type { TierTuning } from './router/live/tier-tuning.ts';
import { EXAMPLE_FLOOR, nearestExample } from './router/own-models/nearest-example.ts';
import type { RoutingApiOptions } from './server/routing-api.ts';
import { createOwnModels, rightOf, type OwnModels } from './router/own-models/own-models.ts';

interface RoutingOptions {
  config: Config;
  dataFolder: string;
  models: ModelRegistry;
  embedder: Embedder;
  /** What use has taught; undefined where that is switched off. */
  tuning: Pick<TierTuning, 'shift'> | undefined;
  decisions: Pick<DecisionLog, 'get' | 'spentSince'> | undefined;
  clock: Clock;
  /** In [0, 1), for what is drawn by chance. */
  random: () => number;
  log: { warn(fields: object, message: string): void };
}

/** What the pipeline routes by. */
export interface Routing extends RoutingParts, Pick<PipelineParts, 'pace' | 'patience' | 'reserve'> {
  /** What was learnt of single models; undefined where the heads cannot be read. */
  ownModels: OwnModels | undefined;
  /** Counts towards the day's budget, in US dollars: of a decision what was expected, where its cost is not known. */
  noteSpent: (usd: number | undefined, decision: string | undefined) => void;
  /** Undefined where no budget is set. */
  budget: () => { spentUsd: number; maxUsd: number } | undefined;
}

/** A conversation is over after an hour. */
const REMEMBERED_MS = 60 * 60_000;
const NEAREST = 3;

/** The router with all that it decides by. */
export function createRouting(options: RoutingOptions): Routing {
  const { config, models, embedder, tuning, decisions, clock, random, log } = options;
  const { routing } = config;
  const pace = createModelPace(clock);
  const patience = createPatience(pace);
  const spending = new Spending({ clock, spentSince: (at) => decisions?.spentSince(at) ?? 0 });
  const { estimate, nearest, ownModels } = openHeads(options);
  const examples = embedExamples(config, embedder, log);
  const corrected = ownModels ?? NOTHING_LEARNT;
  const router = createRouter({
    ...{ pins: routing.pins, maxFallbacks: routing.max_fallbacks, estimate, nearest, languageOf },
    ...{ explore: routing.explore, random },
    settings: { quality: routing.quality, maxLatencyMs: routing.max_latency_ms },
    cascade: routing.cascade.enabled ? routing.cascade : undefined,
    exampleFor: (vector) => nearestExample(vector, examples, EXAMPLE_FLOOR),
    tierOf: (id) => models.all.find(({ info }) => info.id === id)?.info.tier,
    defaultModel: () => models.defaultModel?.info,
    rightOf: ({ id, tier }: ModelInfo, estimated: QuestionEstimate) =>
      shifted(rightOf(corrected, estimated, id, tier), tuning?.shift(estimated.category.name, tier) ?? 0),
    paceOf: (id) => pace.of(id),
    isDown: (id) => models.all.find(({ info }) => info.id === id)?.breaker() === 'open',
    budgetUsd: () => spending.leftOf(routing.max_cost_per_day),
    memory: new ConversationMemory({ clock, keepMs: REMEMBERED_MS }),
    wasWrong: (decision) => decisions?.get(decision)?.judged === 'wrong',
  });
  return {
    ...{ router, models, pace, ownModels },
    noteSpent(usd, decision) {
      if (decision === undefined) spending.note(usd ?? 0);
      else spending.settle(decision, usd);
    },
    reserve: (decision, usd) => {
      spending.reserve(decision, usd);
    },
    budget() {
      const { max_cost_per_day: maxUsd } = routing;
      return maxUsd === undefined ? undefined : { spentUsd: spending.today(), maxUsd };
    },
    // Who has not begun by then cannot be done by then.
    patience: (model, request) => Math.min(patience(model, request), routing.max_latency_ms ?? Infinity),
    async vectorOf({ question, signal }) {
      if (question === '') return undefined;
      const outcome = await embedder.embed(question, signal);
      return outcome.kind === 'vector' ? outcome.vector : undefined;
    },
  };
}

/** What can be asked of the router besides a route. */
export function routingDesk(
  routing: Routing,
  clock: Clock,
): Pick<RoutingApiOptions, 'explain' | 'reloadOwnModels'> & Pick<Routing, 'pace'> {
  return {
    pace: routing.pace,
    explain: (question, caller) => explainRoute({ ...routing, clock }, { question, caller }),
    reloadOwnModels() {
      routing.ownModels?.reload();
      return routing.ownModels?.fault;
    },
  };
}

const NOTHING_LEARNT: Pick<OwnModels, 'corrections'> = { corrections: new Map() };

function shifted(right: number, shift: number): number {
  return shift === 0 ? right : sigmoid(logit(right) + shift);
}

type Heads = Pick<RouterOptions, 'estimate' | 'nearest'> & Pick<Routing, 'ownModels'>;

/** Heads that cannot be read are told of once; without them every question goes to the default model. */
function openHeads({ dataFolder, embedder, log }: RoutingOptions): Heads {
  try {
    const heads = readRoutingHeads(routingHeadsFile());
    const known = KnownQuestions.read(knownQuestionsFile());
    // Both know the vectors of one embedder only.
    const knowsVectors = embedder.id === heads.embedder;
    return {
      estimate: (question, vector) => estimateQuestion(heads, question, knowsVectors ? vector : undefined),
      nearest: (vector) => (knowsVectors ? known.nearest(vector, NEAREST) : []),
      ownModels: createOwnModels({
        file: ownModelsFile(dataFolder),
        ...{ heads: heads.digest, embedder: embedder.id },
      }),
    };
  } catch (error) {
    log.warn({ error: String(error) }, 'The router cannot judge questions; the default model answers.');
    return { estimate: () => undefined, nearest: () => [], ownModels: undefined };
  }
}
