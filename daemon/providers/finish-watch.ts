import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { DaemonError } from '../lib/errors.ts';

/**
 * Tells a finished stream from one that was cut. OpenAI's client ends normally when a connection closes cleanly in
 * mid-answer, so the end proves nothing (gonka-ai/gonka#1722): every choice must have said why it stopped.
 */
export class FinishWatch {
  readonly #isFinished = new Map<number, boolean>();

  see(chunk: ChatChunk): void {
    for (const { index, finish_reason: reason } of chunk.choices) {
      this.#isFinished.set(index, Boolean(reason) || this.#isFinished.get(index) === true);
    }
  }

  /** @throws DaemonError where the stream ended too early. */
  assertDone(info: ModelInfo): void {
    const states = [...this.#isFinished.values()];
    if (states.length > 0 && states.every(Boolean)) return;
    throw new DaemonError({
      code: 'upstream_error',
      status: 502,
      isRetryable: true,
      message: `The answer of model "${info.id}" (${info.baseUrl}) broke off before it was finished. Ask again.`,
    });
  }
}
