import { isAnswer, type ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import { asDaemonError, type DaemonError } from '../lib/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { LanguageModel } from '../providers/language-model.ts';
import type { ModelCall, ModelPace } from '../router/live/model-pace.ts';

export interface CallNotes {
  pace: Pick<ModelPace, 'note'>;
  clock: Pick<Clock, 'elapsed'>;
}

/** One call of a model, from now on; noted once, however it ends. */
export interface TimedCall {
  /** It ended before the first chunk. */
  failed(error: DaemonError): void;
  /** Passes the chunks on, and notes how they ended. */
  watch(chunks: AsyncIterable<ChatChunk>): AsyncGenerator<ChatChunk>;
}

export function timeCall(
  model: LanguageModel,
  { stream }: Pick<ChatRequest, 'stream'>,
  { pace, clock }: CallNotes,
): TimedCall {
  const start = clock.elapsed();
  const elapsed = (): number => clock.elapsed() - start;
  let isNoted = false;
  const note = (call: Omit<ModelCall, 'model'>): void => {
    if (isNoted) return;
    isNoted = true;
    pace.note({ model: model.info.id, ...call });
  };
  // Refused without a call, or the probe: the failures that led here were noted, and shall not grow by requests.
  const wasLeftAlone = model.breaker() === 'open';
  return {
    failed(error) {
      const outcome = outcomeOf(error);
      if (outcome === undefined || wasLeftAlone) return;
      note({ outcome, firstTokenMs: outcome === 'slow' && stream ? elapsed() : undefined });
    },
    async *watch(chunks) {
      const call: Omit<ModelCall, 'model'> = { outcome: 'left' };
      try {
        for await (const chunk of chunks) {
          // What comes whole has no first token.
          if (stream && isAnswer(chunk)) call.firstTokenMs ??= elapsed();
          const counted = chunk.usage?.completion_tokens ?? 0;
          if (counted > 0) call.answerTokens = counted;
          yield chunk;
        }
        call.outcome = 'answered';
        call.totalMs = elapsed();
      } catch (thrown) {
        call.outcome = outcomeOf(asDaemonError(thrown)) ?? 'failed';
        throw thrown;
      } finally {
        note(call);
      }
    },
  };
}

/** Undefined for a fault of the request itself, which tells nothing of the model. */
function outcomeOf({ code, isRetryable }: DaemonError): ModelCall['outcome'] | undefined {
  if (code === 'too_slow') return 'slow';
  if (code === 'client_closed') return 'left';
  return isRetryable ? 'failed' : undefined;
}
