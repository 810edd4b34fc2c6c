import OpenAI from 'openai';
import type { Stream } from 'openai/streaming';
import { chatChunkSchema, type ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { LOOP_HEADER } from '../lib/loop-header.ts';
import { chunkFromCompletion } from '../chat/chunk-from-completion.ts';
import { createBreaker, type Breaker } from './circuit-breaker.ts';
import { FinishWatch } from './finish-watch.ts';
import { withIdleTimeout } from './idle-timeout.ts';
import type { BreakerState, GenerateOptions, LanguageModel } from './language-model.ts';
import { withReasoning } from './reasoning-switch.ts';
import { asUpstreamError } from './upstream-error.ts';

/** A model behind any OpenAI-compatible endpoint, asked through OpenAI's own client. */
export class OpenAiCompatibleModel implements LanguageModel {
  readonly info: ModelInfo;
  readonly #client: OpenAI;
  readonly #breaker: Breaker;
  #takesStreamOptions = true;

  constructor(info: ModelInfo) {
    this.info = info;
    this.#breaker = createBreaker(info);
    this.#client = new OpenAI({
      // Explicit, since the shell may export our own address as OPENAI_BASE_URL.
      baseURL: info.baseUrl,
      apiKey: info.apiKey ?? 'none',
      organization: null,
      project: null,
      // Trying again is the pipeline's business: it may choose another model.
      maxRetries: 0,
      timeout: info.timeoutMs,
      defaultHeaders: { [LOOP_HEADER]: '1' },
    });
  }

  breaker(): BreakerState {
    return this.#breaker.state();
  }

  generate(
    request: ChatRequest,
    signal: AbortSignal,
    { reasoning }: GenerateOptions = {},
  ): Promise<AsyncIterable<ChatChunk>> {
    const body = upstreamBody(request, this.info, reasoning);
    return this.#breaker.guard(async () => {
      const chunks = request.stream ? this.#streamed(body, signal) : this.#whole(body, signal);
      return resume(await chunks.next(), chunks);
    });
  }

  async *#streamed(body: UpstreamBody, signal: AbortSignal): AsyncGenerator<ChatChunk> {
    try {
      const finish = new FinishWatch();
      for await (const raw of withIdleTimeout(await this.#openStream(body, signal), this.info)) {
        const chunk = chatChunkSchema.parse(raw);
        finish.see(chunk);
        yield chunk;
      }
      finish.assertDone(this.info);
    } catch (error) {
      throw asUpstreamError(error, this.info, signal);
    }
  }

  async *#whole(body: UpstreamBody, signal: AbortSignal): AsyncGenerator<ChatChunk> {
    try {
      yield chunkFromCompletion(await this.#client.post<unknown>('/chat/completions', { body, signal }));
    } catch (error) {
      throw asUpstreamError(error, this.info, signal);
    }
  }

  /** Some servers refuse `stream_options`; such a one is asked once more without, and never with it again. */
  async #openStream(body: UpstreamBody, signal: AbortSignal): Promise<Stream<unknown>> {
    const post = (): Promise<Stream<unknown>> => {
      // Usage is asked for whether or not the client wants it: tokens are counted and kept with the answer.
      const usage = this.#takesStreamOptions ? { stream_options: { include_usage: true } } : {};
      return this.#client.post<Stream<unknown>>('/chat/completions', {
        ...{ body: { ...body, ...usage }, stream: true, signal },
      });
    };
    try {
      return await post();
    } catch (error) {
      if (!this.#takesStreamOptions || !refusesStreamOptions(error)) throw error;
      this.#takesStreamOptions = false;
      return post();
    }
  }
}

type UpstreamBody = Record<string, unknown>;

/** The client's body with another model name and its reasoning switch: all that it says beyond that is passed on as it is. */
function upstreamBody(
  request: ChatRequest,
  info: ModelInfo,
  reasoning: GenerateOptions['reasoning'],
): UpstreamBody {
  const { stream_options: _ours, ...body } = withReasoning(request, info, reasoning);
  return { ...body, model: info.upstreamName, stream: request.stream };
}

function refusesStreamOptions(error: unknown): boolean {
  if (!(error instanceof OpenAI.APIError)) return false;
  return (error.status === 400 || error.status === 422) && error.message.includes('stream_options');
}

/** An iteration whose first step was taken already. */
async function* resume(
  first: IteratorResult<ChatChunk, unknown>,
  rest: AsyncGenerator<ChatChunk>,
): AsyncGenerator<ChatChunk> {
  try {
    if (!first.done) yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
