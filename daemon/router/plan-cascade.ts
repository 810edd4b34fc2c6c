import type { ModelInfo } from '../chat/model-info.ts';
import type { PolicySettings, RankedChoice } from './policy/rank-models.ts';
import { CHECK_ACCURACY, cheaperFirst, type Check } from './policy/cascade.ts';
import { expect, type Load, type ObservedPace } from './policy/expectations.ts';
import type { CascadePlan, RouteAsk } from './router.ts';
import type { Signals } from './signals.ts';

/** `check`: id of the model that checks, or SELF_CHECK. */
export interface CascadeSettings {
  check: string;
}

interface Planned {
  ask: RouteAsk;
  signals: Signals;
  load: Load;
  /** By the estimate alone. */
  ranked: readonly RankedChoice[];
}

interface CascadeParts {
  check: string;
  settings: PolicySettings;
  paceOf: (model: string) => ObservedPace;
  isDown: (model: string) => boolean;
  /** US dollars left of the day's budget; undefined where there is none. */
  budgetUsd: number | undefined;
}

/** The cheaper model checks its own answer. */
const SELF_CHECK = 'self';
/** The words around what is checked, about. */
const INSTRUCTION_TOKENS = 200;
const VERDICT_TOKENS = 10;

/** Whether to ask a cheaper model first, and who checks its answer; undefined where that is not expected to pay. */
export function planCascade(
  { ask, signals, load, ranked }: Planned,
  { check, settings, paceOf, isDown, budgetUsd }: CascadeParts,
): CascadePlan | undefined {
  if (!isPlainQuestion(ask, signals)) return undefined;
  const find = (id: string): ModelInfo | undefined => ask.pool.find((model) => model.id === id);
  const checkerOf = (cheaper: string): ModelInfo | undefined => find(check === SELF_CHECK ? cheaper : check);
  const model = cheaperFirst(ranked, {
    quality: settings.quality,
    checkOf(id) {
      const [cheaper, checker] = [find(id), checkerOf(id)];
      if (!cheaper || !checker || isDown(checker.id)) return undefined;
      return checkBy(checker, {
        load,
        cheaper: { info: cheaper, pace: paceOf(id) },
        pace: paceOf(checker.id),
      });
    },
    fits: ({ costUsd, seconds }) =>
      costUsd <= (budgetUsd ?? Infinity) && seconds * 1_000 <= (settings.maxLatencyMs ?? Infinity),
  });
  const [cheaper, checker] = model === undefined ? [] : [find(model), checkerOf(model)];
  return cheaper && checker && { cheaper, checker };
}

/** One answer in plain text is wanted, to a question that says itself what is asked: else there is nothing that can be checked. */
function isPlainQuestion(
  { tier, leans, conversation, request }: RouteAsk,
  { hasImages, offersTools }: Signals,
): boolean {
  const { n = 1, functions, logprobs } = request.body;
  const wantsMore = n !== 1 || functions !== undefined || logprobs === true;
  return (
    tier === undefined &&
    conversation.question !== undefined &&
    !leans &&
    !hasImages &&
    !offersTools &&
    !wantsMore
  );
}

interface CheckOf {
  load: Load;
  cheaper: { info: ModelInfo; pace: ObservedPace };
  /** Of the checker. */
  pace: ObservedPace;
}

/** What a check is expected to cost and take; undefined where what is to be checked may not fit into the checker's window. */
function checkBy(checker: ModelInfo, { load, cheaper, pace }: CheckOf): Check | undefined {
  const { promptTokens, answerLimit } = load;
  if (promptTokens + answerLimit + INSTRUCTION_TOKENS + VERDICT_TOKENS > checker.contextWindow)
    return undefined;
  const { answerTokens } = expect(cheaper.info, load, cheaper.pace);
  const reading = { promptTokens: promptTokens + answerTokens + INSTRUCTION_TOKENS, stay: undefined };
  // What reasons first writes more than a word.
  const answerLimitOfCheck = checker.tier === 'reasoning' ? answerLimit : VERDICT_TOKENS;
  return {
    ...expect(checker, { ...reading, answerLimit: answerLimitOfCheck }, pace),
    ...CHECK_ACCURACY[checker.id === cheaper.info.id ? 'self' : 'other'],
  };
}
