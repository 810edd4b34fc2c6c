import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { asDaemonError, DaemonError } from '../lib/errors.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import type { GenerateOptions, LanguageModel } from '../providers/language-model.ts';
import type { Patience } from '../router/live/patience.ts';
import { fromFirstWord } from './from-first-word.ts';
import { timeCall, type CallNotes, type TimedCall } from './timed-call.ts';

interface Generation {
  model: ModelInfo;
  chunks: AsyncIterable<ChatChunk>;
  /** Whom we asked before, in vain. */
  failed: { model: string; code: string }[];
}

export interface CallParts extends CallNotes, GenerateOptions {
  request: ChatRequest;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
  /** How long a model may keep the client waiting while another one is left. */
  patience: Patience;
}

export interface GenerateParts extends CallParts {
  /** The router chose: what one model refuses (too long for it, a field that it does not know) another may take. */
  isRouted: boolean;
}

/**
 * Asks the models in order until one begins to answer; one that does not begin in time is given up for the next, the last
 * one is waited for. Once an answer has begun, its failure is final: two models are never spliced into one answer.
 * @throws the last DaemonError where all fail; where one refused the request, the first of those.
 */
export async function generate(models: readonly LanguageModel[], parts: GenerateParts): Promise<Generation> {
  const failed: Generation['failed'] = [];
  let refusal: DaemonError | undefined;
  for (const [position, model] of models.entries()) {
    const others = models.slice(position + 1);
    try {
      return { model: model.info, chunks: await askOne(model, parts, others), failed };
    } catch (thrown) {
      const error = asDaemonError(thrown);
      const isRefusal = parts.isRouted && error.code === 'invalid_request';
      if (isRefusal) refusal ??= error;
      if (parts.signal.aborted || !(error.isRetryable || isRefusal)) throw error;
      if (others.length === 0) throw refusal ?? error;
      failed.push({ model: model.info.id, code: error.code });
    }
  }
  throw new Error('generate() needs at least one model');
}

/** Resolves when the model begins to answer; waits less for it where one of the others is up. @throws DaemonError */
export async function askOne(
  model: LanguageModel,
  parts: CallParts,
  others: readonly LanguageModel[],
): Promise<AsyncIterable<ChatChunk>> {
  const call = timeCall(model, parts.request, parts);
  try {
    return await (isAnyUp(others) ? beginInTime(model, parts, call) : begin(model, parts, call));
  } catch (thrown) {
    const error = asDaemonError(thrown);
    call.failed(error);
    throw error;
  }
}

/** A slow answer is better than none: who is known to be down is no reason to give up. */
function isAnyUp(models: readonly LanguageModel[]): boolean {
  return models.some((model) => model.breaker() !== 'open');
}

/** A server may greet and then say nothing: only with the first word has it begun. */
async function begin(
  model: LanguageModel,
  { request, signal, reasoning }: CallParts,
  call: TimedCall,
): Promise<AsyncIterable<ChatChunk>> {
  return fromFirstWord(call.watch(await model.generate(request, signal, { reasoning })));
}

/** @throws DaemonError "too_slow" where the patience ends before the answer begins. */
async function beginInTime(
  model: LanguageModel,
  parts: CallParts,
  call: TimedCall,
): Promise<AsyncIterable<ChatChunk>> {
  const patienceMs = parts.patience(model.info, parts.request);
  // Its own timeout says better what is wrong.
  if (patienceMs >= model.info.timeoutMs) return begin(model, parts, call);
  const patience = new AbortController();
  const error = tooSlow(model.info, patienceMs);
  const timer = setTimeout(() => {
    patience.abort(error);
  }, patienceMs);
  const signal = AbortSignal.any([parts.signal, patience.signal]);
  try {
    // Not left to the call alone: it may be waiting for a probe of its model that another request has sent.
    return await unlessAborted(begin(model, { ...parts, signal }, call), patience.signal, () => error);
  } finally {
    clearTimeout(timer);
  }
}

/** Retryable, so that the model's breaker counts it: who is too slow five times in a row is left alone for a moment. */
function tooSlow({ id, baseUrl }: ModelInfo, patienceMs: number): DaemonError {
  return new DaemonError({
    code: 'too_slow',
    status: 504,
    isRetryable: true,
    message: `Model "${id}" (${baseUrl}) did not begin to answer within ${patienceMs / 1000} s; another one was asked.`,
  });
}
