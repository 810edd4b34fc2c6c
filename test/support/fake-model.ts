import type { ChatChunk } from '../../daemon/chat/chat-chunk.ts';
import type { ChatRequest } from '../../daemon/chat/chat-request.ts';
import type { ModelInfo } from '../../daemon/chat/model-info.ts';
import { DaemonError } from '../../daemon/lib/errors.ts';
import type { BreakerState, GenerateOptions, LanguageModel } from '../../daemon/providers/language-model.ts';
import { createGate } from './gate.ts';
import { modelInfo } from './model-info.ts';

/** A model that does as the test says and records what it is asked. */
export class FakeModel implements LanguageModel {
  readonly info: ModelInfo;
  readonly requests: ChatRequest[] = [];
  readonly signals: AbortSignal[] = [];
  readonly options: (GenerateOptions | undefined)[] = [];
  breakerState: BreakerState = 'closed';
  readonly #asked = createGate();
  #reply: () => AsyncIterable<ChatChunk> = () => whole('an answer', 'stop');
  #failure: DaemonError | undefined;
  #wait: Promise<void> = Promise.resolve();

  constructor(overrides: Partial<ModelInfo>) {
    this.info = modelInfo(overrides);
  }

  /** Resolves with the first call. */
  get asked(): Promise<void> {
    return this.#asked.opened;
  }

  answersWith(reply: () => AsyncIterable<ChatChunk>): void {
    this.#reply = reply;
  }

  answers(text: string, finishReason = 'stop'): void {
    this.#reply = () => whole(text, finishReason);
  }

  breaksOffAfter(text: string): void {
    this.#reply = async function* () {
      yield chunk(text);
      throw new DaemonError({ code: 'upstream_error', status: 502, isRetryable: true, message: 'broke off' });
    };
  }

  /** Sends a first chunk without a word, and no other. */
  greetsAndFallsSilent(): void {
    this.#reply = async function* () {
      yield chunk('');
      await new Promise(() => undefined);
    };
  }

  failsWith(failure: DaemonError): void {
    this.#failure = failure;
  }

  /** Answers only when this resolves. */
  waitsFor(promise: Promise<void>): void {
    this.#wait = promise;
  }

  breaker(): BreakerState {
    return this.breakerState;
  }

  async generate(
    request: ChatRequest,
    signal: AbortSignal,
    options?: GenerateOptions,
  ): Promise<AsyncIterable<ChatChunk>> {
    this.requests.push(request);
    this.signals.push(signal);
    this.options.push(options);
    this.#asked.open();
    await this.#wait;
    if (this.#failure) throw this.#failure;
    return this.#reply();
  }
}

async function* whole(text: string, finishReason: string): AsyncGenerator<ChatChunk> {
  yield chunk(text);
  yield { choices: [{ index: 0, delta: {}, finish_reason: finishReason }] };
}

function chunk(content: string): ChatChunk {
  return { choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] };
}
