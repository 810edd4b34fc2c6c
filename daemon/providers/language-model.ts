import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';

/** A model that can be asked. */
export interface LanguageModel {
  readonly info: ModelInfo;
  /**
   * Resolves when the first chunk has come, so that a caller may still turn to another model until then.
   * Rejects with a DaemonError; `isRetryable` says whether another model (or a later try) may succeed.
   * The iteration throws a DaemonError where the answer breaks off; it ends only after a complete answer.
   * A signal that aborts with a DaemonError as its reason makes it the call's own failure; else it says that the client left.
   */
  generate(
    request: ChatRequest,
    signal: AbortSignal,
    options?: GenerateOptions,
  ): Promise<AsyncIterable<ChatChunk>>;
  /** `open`: failed so often lately that it is not asked for a while. */
  breaker(): BreakerState;
}

export interface GenerateOptions {
  /** Whether the model is to reason first, where it has a switch for that; unless told, its tier says. */
  reasoning?: ReasoningMode | undefined;
}

export type ReasoningMode = 'on' | 'off';

export type BreakerState = 'closed' | 'open' | 'half-open';
