import type { ModelInfo } from './chat/model-info.ts';
import type { Config } from './config/config-schema.ts';
import { knownQuestionsFile, routingHeadsFile } from './config/model-folders.ts';
import type { Embedder } from './embedding/embedder.ts';
import { languageOf } from './embedding/language-of.ts';
import type { Clock } from './lib/clock.ts';
import type { PipelineParts } from './pipeline/answering.ts';
import type { RoutingParts } from './pipeline/choose-models.ts';
import type { ModelRegistry } from './providers/model-registry.ts';
import { ConversationMemory } from './router/conversation/conversation-memory.ts';
import { createRouter, type RouterOptions } from './router/create-router.ts';
import { estimateQuestion, type QuestionEstimate } from './router/heads/estimate-question.ts';
import { KnownQuestions } from './router/heads/known-questions.ts';
import { readRoutingHeads } from './router/heads/routing-heads.ts';
import { createModelPace } from './router/live/model-pace.ts';
import { createPatience } from './router/live/patience.ts';
import type { Spending } from './router/live/spending.ts';

interface RoutingOptions {
  config: Config;
  models: ModelRegistry;
  embedder: Embedder;
  spending: Spending;
  clock: Clock;
  log: { warn(fields: object, message: string): void };
}

/** A conversation is over after an hour. */
const REMEMBERED_MS = 60 * 60_000;

/** What the pipeline routes by. */
type Routing = RoutingParts & Pick<PipelineParts, 'pace' | 'patience'>;

/** The router with all that it decides by. */
export function createRouting({ config, models, embedder, spending, clock, log }: RoutingOptions): Routing {
  const { routing } = config;
  const pace = createModelPace(clock);
  const patience = createPatience(pace);
  const { estimate, nearest } = openHeads(embedder, log);
  const router = createRouter({
    ...{ pins: routing.pins, maxFallbacks: routing.max_fallbacks, estimate, nearest },
    settings: { quality: routing.quality, maxLatencyMs: routing.max_latency_ms },
    languageOf,
    defaultModel: () => models.defaultModel?.info,
    rightOf: rightOfTier,
    paceOf: (id) => pace.of(id),
    isDown: (id) => models.all.find(({ info }) => info.id === id)?.breaker() === 'open',
    budgetUsd: () => spending.leftOf(routing.max_cost_per_day),
    memory: new ConversationMemory({ clock, keepMs: REMEMBERED_MS }),
  });
  return {
    ...{ router, models, pace },
    // Who has not begun by then cannot be done by then.
    patience: (model, request) => Math.min(patience(model, request), routing.max_latency_ms ?? Infinity),
    async vectorOf({ question, signal }) {
      if (question === '') return undefined;
      const outcome = await embedder.embed(question, signal);
      return outcome.kind === 'vector' ? outcome.vector : undefined;
    },
  };
}

function rightOfTier({ tier }: ModelInfo, { right }: QuestionEstimate): number {
  return right[tier];
}

type Heads = Pick<RouterOptions, 'estimate' | 'nearest'>;

/** Heads that cannot be read are told of once; without them every question goes to the default model. */
function openHeads(embedder: Embedder, log: RoutingOptions['log']): Heads {
  try {
    const heads = readRoutingHeads(routingHeadsFile());
    const known = KnownQuestions.read(knownQuestionsFile());
    // Both know the vectors of one embedder only.
    const knowsVectors = embedder.id === heads.embedder;
    return {
      estimate: (question, vector) => estimateQuestion(heads, question, knowsVectors ? vector : undefined),
      nearest: (vector) => (knowsVectors ? known.nearest(vector, NEAREST) : []),
    };
  } catch (error) {
    log.warn({ error: String(error) }, 'The router cannot judge questions; the default model answers.');
    return { estimate: () => undefined, nearest: () => [] };
  }
}

const NEAREST = 3;
