import type { ModelInfo } from '../chat/model-info.ts';
import { DaemonError } from '../lib/errors.ts';
import type { RouteAsk } from './router.ts';
import type { Signals } from './signals.ts';

/** Less room than this is none. */
const LEAST_ANSWER_TOKENS = 512;

/**
 * The models that can take a request: its window holds it, and where some state that they can do what it needs, it is one
 * of those. @throws DaemonError where there is none.
 */
export function takersOf({ pool }: Pick<RouteAsk, 'pool'>, signals: Signals): ModelInfo[] {
  if (pool.length === 0) throw noModel();
  const roomFor = (answer: number): ModelInfo[] =>
    pool.filter(({ contextWindow }) => signals.promptTokens + answer <= contextWindow);
  const wanted = roomFor(signals.answerLimit);
  // A client may allow more than any model can write.
  const roomy = wanted.length > 0 ? wanted : roomFor(Math.min(LEAST_ANSWER_TOKENS, signals.answerLimit));
  const seeing = signals.hasImages
    ? roomy.filter(({ capabilities }) => capabilities.includes('vision'))
    : roomy;
  if (seeing.length === 0) throw nothingFits(pool, signals);
  const withTools = signals.offersTools ? preferring('tools', seeing) : seeing;
  return signals.wantsJson ? preferring('json', withTools) : withTools;
}

/** Where none states it, nothing is held against any: few configurations list it. */
function preferring(capability: 'tools' | 'json', models: ModelInfo[]): ModelInfo[] {
  const able = models.filter(({ capabilities }) => capabilities.includes(capability));
  return able.length > 0 ? able : models;
}

function noModel(): DaemonError {
  return new DaemonError({
    code: 'no_provider',
    status: 503,
    message:
      'No model is configured. Add one under "models" in config.yaml (askonce config path shows where).',
  });
}

function nothingFits(
  pool: readonly ModelInfo[],
  { promptTokens, answerLimit, hasImages }: Signals,
): DaemonError {
  const images = hasImages ? ' and a model with the capability "vision"' : '';
  return new DaemonError({
    code: 'context_too_long',
    status: 400,
    message: `No configured model takes this request: it needs about ${promptTokens + answerLimit} tokens${images}. The largest window is ${Math.max(...pool.map((model) => model.contextWindow))}.`,
  });
}
