import { answerText } from '../cache/storable/exchange.ts';
import { checkCompleteAnswer } from '../cache/storable/complete-answer.ts';
import { checkPlainText } from '../cache/storable/plain-text.ts';
import { checkRefusal } from '../cache/storable/refusal.ts';
import { AnswerCollector, type Answer } from '../chat/answer.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import type { CascadeOutcome } from '../chat/routing-record.ts';
import { asDaemonError } from '../lib/errors.ts';
import type { LanguageModel } from '../providers/language-model.ts';
import { checkRequest } from './answer-check.ts';
import { askWhole } from './ask-whole.ts';
import { drawCode, readVerdict } from './coded-verdict.ts';
import type { Cascade, ModelChoice } from './choose-models.ts';
import { askOne, type CallParts } from './generate.ts';
import type { Turn } from './turn.ts';
import type { Verdict } from './verdict.ts';

/** How asking the cheaper model first ended. */
export interface Tried extends Cascade {
  outcome: CascadeOutcome;
  /** Its answer, as it came; undefined where the chosen model is to be asked. */
  accepted: { model: ModelInfo; chunks: AsyncIterable<ChatChunk>; failed: Verdict['failed'] } | undefined;
  /** What failed on the way. */
  failed: Verdict['failed'];
}

export interface CascadeParts extends Omit<CallParts, 'request' | 'signal' | 'reasoning'> {
  /** In [0, 1), for the code of the check. */
  random: () => number;
}

/**
 * Asks the cheaper model for the whole answer, then has it checked: nothing is sent before. Whatever fails on the way means that
 * the chosen models are asked as usual. @throws DaemonError where the client leaves.
 */
export async function tryCheaper(
  turn: Turn,
  { cheaper, checker, others }: Cascade & { others: readonly LanguageModel[] },
  parts: CascadeParts,
): Promise<Tried> {
  const { request, signal } = turn;
  const collector = new AnswerCollector();
  const chunks: ChatChunk[] = [];
  let outcome: CascadeOutcome = 'failed';
  const failed: Verdict['failed'] = [];
  let asked = cheaper;
  try {
    for await (const chunk of await askOne(cheaper, { ...parts, request, signal }, others)) {
      chunks.push(chunk);
      collector.add(chunk);
    }
    asked = checker;
    outcome = await check(turn, collector.answer(), { cheaper, checker }, parts.random);
  } catch (error) {
    if (signal.aborted) throw error;
    failed.push({ model: asked.info.id, code: asDaemonError(error).code });
  } finally {
    const { usage } = collector.answer();
    if (outcome !== 'accepted' && usage) turn.furtherCalls.push({ model: cheaper.info, usage });
  }
  const accepted =
    outcome === 'accepted' ? { model: cheaper.info, chunks: inTurn(chunks), failed: [] } : undefined;
  return { cheaper, checker, outcome, accepted, failed };
}

/** Nobody is asked about an answer that is none. */
async function check(
  turn: Turn,
  answer: Answer,
  { cheaper, checker }: Cascade,
  random: () => number,
): Promise<CascadeOutcome> {
  const exchange = { ...turn, answer, model: cheaper.info };
  const faults = [checkCompleteAnswer, checkPlainText, checkRefusal].map((rule) => rule(exchange));
  if (faults.some((fault) => fault !== undefined)) return 'failed';
  const { system, question = '' } = turn.conversation;
  const code = drawCode(random);
  const reply = await askWhole(
    checker,
    checkRequest({ system, question, answer: answerText(answer) }, { info: checker.info, code }),
    { calls: turn.furtherCalls, signal: turn.signal, reasoning: 'off' },
  );
  const verdict = readVerdict(reply, code);
  return verdict === 'unsure' ? 'failed' : verdict === 'right' ? 'accepted' : 'rejected';
}

// eslint-disable-next-line @typescript-eslint/require-await -- an answer is read asynchronously wherever it comes from
async function* inTurn(chunks: readonly ChatChunk[]): AsyncGenerator<ChatChunk> {
  yield* chunks;
}

/** What the choice was, with what came of asking a cheaper model first; as it was where none was asked. */
export function withTried(
  { reason, record }: ModelChoice,
  tried: Tried | undefined,
): Pick<ModelChoice, 'reason' | 'record'> {
  if (!tried) return { reason, record };
  const { cheaper, checker, outcome, failed } = tried;
  const { id, tier } = cheaper.info;
  const passed = outcome === 'accepted' ? 'passed the check' : 'did not pass the check';
  return {
    reason: failed.length > 0 ? reason : `${id}'s answer ${passed}; ${reason}`,
    record: record && { ...record, cascade: { model: id, tier, check: checker.info.id, outcome } },
  };
}
