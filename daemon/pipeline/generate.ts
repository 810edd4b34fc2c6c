import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { asDaemonError } from '../lib/errors.ts';
import type { LanguageModel } from '../providers/language-model.ts';

interface Generation {
  model: ModelInfo;
  chunks: AsyncIterable<ChatChunk>;
  /** Whom we asked before, in vain. */
  failed: { model: string; code: string }[];
}

/**
 * Asks the models in order until one begins to answer. Once it has begun, its failure is final: two models are never
 * spliced into one answer. @throws the last DaemonError where all fail.
 */
export async function generate(
  models: readonly LanguageModel[],
  request: ChatRequest,
  signal: AbortSignal,
): Promise<Generation> {
  const failed: Generation['failed'] = [];
  for (const [position, model] of models.entries()) {
    try {
      return { model: model.info, chunks: await model.generate(request, signal), failed };
    } catch (thrown) {
      const error = asDaemonError(thrown);
      const isLast = position === models.length - 1;
      if (isLast || !error.isRetryable || signal.aborted) throw error;
      failed.push({ model: model.info.id, code: error.code });
    }
  }
  throw new Error('generate() needs at least one model');
}
