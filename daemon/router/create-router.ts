import type { ModelInfo } from '../chat/model-info.ts';
import type { Tier } from '../chat/cache-entry.ts';
import type { RoutingRecord } from '../chat/routing-record.ts';
import { textOf } from '../chat/chat-request.ts';
import type { ConversationMemory } from './conversation/conversation-memory.ts';
import { reactionOf } from './conversation/reaction.ts';
import type { QuestionEstimate } from './heads/estimate-question.ts';
import { explore } from './explore.ts';
import { limitOfEstimate, limitOfPast, type Limited } from './limits.ts';
import { expect, type Load, type ObservedPace } from './policy/expectations.ts';
import {
  BEYOND_BUDGET,
  rankModels,
  type Choice,
  type PolicySettings,
  type RankedChoice,
} from './policy/rank-models.ts';
import { allowedBy, findPin, limitOfPin } from './pins.ts';
import { planCascade, type CascadeSettings } from './plan-cascade.ts';
import { leftOut, reasonOfEstimate } from './reason.ts';
import type { Route, RouteAsk, Router } from './router.ts';
import type { FoundRule } from './rules/find-rule.ts';
import type { Rule } from './rules/rule.ts';
import { readSignals, type Signals } from './signals.ts';
import { takersOf } from './takers.ts';

export interface RouterOptions {
  /** The user's own rules; they beat every other. */
  pins: readonly Rule[];
  /** BCP 47 code of a text's language; undefined where nothing tells it. */
  languageOf: (text: string) => string | undefined;
  settings: PolicySettings;
  /** Most models to ask after the chosen one failed. */
  maxFallbacks: number;
  /** Undefined: no cheaper model is ever asked first. */
  cascade: CascadeSettings | undefined;
  /** Id of the model for what cannot be judged. */
  defaultModel: () => ModelInfo | undefined;
  /** Of a configured model; undefined for a name that none has. */
  tierOf: (model: string) => Tier | undefined;
  /** Share of estimated questions for which the next cheaper model is tried, in [0, 0.05]. */
  explore: number;
  /** In [0, 1): Math.random, or what a test says. */
  random: () => number;
  /** What the heads think of a question; undefined where there are none. */
  estimate: (question: string, vector: Float32Array | undefined) => QuestionEstimate | undefined;
  /** P(right) of a model, by what the heads and use say. */
  rightOf: (model: ModelInfo, estimate: QuestionEstimate) => number;
  /** Questions whose tier is known, to show beside the estimate. */
  nearest: (vector: Float32Array) => NonNullable<RoutingRecord['nearest']>;
  paceOf: (model: string) => ObservedPace;
  isDown: (model: string) => boolean;
  /** US dollars left of the day's budget; undefined where there is none. */
  budgetUsd: () => number | undefined;
  memory: ConversationMemory;
  /** Whether the answer of a decision was called wrong. */
  wasWrong: (decision: string) => boolean;
  /** The model that the user named a question like this one for, if any. */
  exampleFor: (vector: Float32Array) => { model: string } | undefined;
}

/** Routes by pins, by what the conversation asks for, then by the heads' estimate; the policy orders the models. */
export function createRouter(options: RouterOptions): Router {
  const { memory, settings, maxFallbacks } = options;

  function route(ask: RouteAsk): Route {
    const signals = readSignals(ask.request);
    const question = questionOf(ask);
    const vector = ask.conversation.question === undefined ? undefined : ask.vector;
    const estimate = options.estimate(question, vector);
    const load = loadOf(ask, signals, memory);
    const pin = findPin(ask, { signals, estimate, question }, options);
    const takers = allowedBy(pin, takersOf(ask, signals));
    const wanted = limitOf(ask, { signals, estimate, pin, vector }, options);
    const choices = takers.map((model) => choiceOf(model, { load, estimate }, options));
    const budgetUsd = options.budgetUsd();
    const { limited, ranked } = explore(
      { limited: wanted, ranked: rankModels(choices, { limit: wanted.limit, settings, budgetUsd }) },
      { share: ask.mayExplore ? options.explore : 0, random: options.random },
    );
    const [chosen, ...others] = ranked;
    const infoOf = (choice: RankedChoice | undefined): ModelInfo | undefined =>
      takers.find(({ id }) => id === choice?.model);
    const model = infoOf(chosen);
    if (!model) throw new Error('There is a model for each choice.');
    const affordable = others.filter(({ out }) => out !== BEYOND_BUDGET);
    return {
      model,
      fallbacks: affordable.slice(0, maxFallbacks).flatMap((choice) => infoOf(choice) ?? []),
      reasoning: pin?.use.reasoning,
      reason: reasonOf(limited, estimate, ranked),
      // A rule may say something of the way in which the answer is to be made.
      cascade:
        options.cascade && limited.by === 'estimate' && !pin
          ? planCascade({ ask, signals, load, ranked }, { ...options, ...options.cascade, budgetUsd })
          : undefined,
      record: {
        ...recordOf(limited, { load, estimate, ranked }),
        ...(vector && { nearest: options.nearest(vector) }),
      },
    };
  }

  return {
    route,
    answered({ decision, conversationId, questionId }, by) {
      memory.note(conversationId, { decision, ...by });
      memory.note(questionId, { decision, ...by });
    },
  };
}

/** The question, or in a tool loop the one that began it. */
function questionOf({ request, conversation }: RouteAsk): string {
  if (conversation.question !== undefined) return conversation.question;
  const last = request.messages.findLast(({ role }) => role === 'user');
  return textOf(last?.content) ?? '';
}

function loadOf({ earlierId }: RouteAsk, signals: Signals, memory: ConversationMemory): Load {
  const { promptTokens, answerLimit } = signals;
  const last = earlierId === undefined ? undefined : memory.of(earlierId);
  const stay = last && { model: last.model, tokens: Math.min(last.tokens, promptTokens) };
  return { promptTokens, answerLimit, stay };
}

function limitOf(
  ask: RouteAsk,
  {
    signals,
    estimate,
    pin,
    vector,
  }: {
    signals: Signals;
    estimate: QuestionEstimate | undefined;
    pin: FoundRule | undefined;
    vector: Float32Array | undefined;
  },
  { memory, settings, defaultModel, tierOf, wasWrong, exampleFor }: RouterOptions,
): Limited {
  const pinned = pin && limitOfPin(pin, tierOf);
  if (pinned) return pinned;
  if (ask.tier) return { by: 'tier', limit: { tier: ask.tier }, reason: `asked for ${ask.tier}` };
  const { conversation, earlierId, questionId, leans, isRetry } = ask;
  const earlier = memory.of(questionId);
  const past = {
    ...{ inToolLoop: signals.inToolLoop, isRetry, earlier },
    wasWrong: earlier !== undefined && wasWrong(earlier.decision),
    reaction: reactionOf(conversation.question ?? '', { history: conversation.history, leans }),
    last: earlierId === undefined ? undefined : memory.of(earlierId),
  };
  const example = vector && exampleFor(vector);
  return (
    limitOfPast(past, estimate) ??
    limitOfExample(example, ask.pool) ??
    limitOfEstimate(estimate, { safe: defaultModel(), pool: ask.pool, quality: settings.quality })
  );
}

/** Site pools have models of their own: there the example says nothing. */
function limitOfExample(
  example: { model: string } | undefined,
  pool: readonly ModelInfo[],
): Limited | undefined {
  const model = pool.find(({ id }) => id === example?.model);
  if (!model) return undefined;
  const limit = { model: model.id, tier: model.tier };
  return { by: 'example', limit, reason: `like a question that was named for ${model.id}` };
}

function choiceOf(
  model: ModelInfo,
  { load, estimate }: { load: Load; estimate: QuestionEstimate | undefined },
  { paceOf, rightOf, isDown }: RouterOptions,
): Choice {
  const pace = paceOf(model.id);
  return {
    ...{ model: model.id, tier: model.tier, isDown: isDown(model.id) },
    ...expect(model, load, pace),
    right: estimate && rightOf(model, estimate) * (1 - pace.failureRate),
  };
}

function reasonOf(
  limited: Limited,
  estimate: QuestionEstimate | undefined,
  ranked: readonly RankedChoice[],
): string {
  const why = limited.reason ?? (estimate ? reasonOfEstimate(estimate, ranked) : 'the default model');
  const { tier } = limited.limit;
  const chosen = ranked[0];
  const isOther = tier !== undefined && chosen !== undefined && chosen.tier !== tier;
  return [why, ...(isOther ? [`no ${tier} model can be asked`] : []), ...leftOut(ranked, limited.limit)].join(
    '; ',
  );
}

function recordOf(
  { by, limit, after }: Limited,
  {
    load,
    estimate,
    ranked,
  }: { load: Load; estimate: QuestionEstimate | undefined; ranked: readonly RankedChoice[] },
): RoutingRecord {
  return {
    ...{ by, limit, after, promptTokens: load.promptTokens, stay: load.stay },
    ...(estimate && {
      category: estimate.category.name,
      difficulty: estimate.difficulty,
      right: estimate.right,
    }),
    options: ranked.map(({ model, tier, right, costUsd, seconds, out }) => ({
      ...{ model, tier, right, costUsd, seconds, out },
    })),
  };
}
