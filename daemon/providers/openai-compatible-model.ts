import OpenAI from 'openai';
import type { Stream } from 'openai/streaming';
import { chatChunkSchema, type ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { LOOP_HEADER } from '../lib/loop-header.ts';
import { chunkFromCompletion } from './chunk-from-completion.ts';
import { createBreaker } from './circuit-breaker.ts';
import { FinishWatch } from './finish-watch.ts';
import { withIdleTimeout } from './idle-timeout.ts';
import type { LanguageModel } from './language-model.ts';
import { asUpstreamError } from './upstream-error.ts';

/** A model behind any OpenAI-compatible endpoint, asked through OpenAI's own client. */
export function createOpenAiCompatibleModel(info: ModelInfo): LanguageModel {
  const client = new OpenAI({
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
  const breaker = createBreaker(info);
  let reportsUsage = true;

  /** Some servers refuse `stream_options`; such a one is asked once more without, and never with it again. */
  async function openStream(request: ChatRequest, signal: AbortSignal): Promise<Stream<unknown>> {
    const post = (): Promise<Stream<unknown>> =>
      client.post<Stream<unknown>>('/chat/completions', {
        body: upstreamBody(request, info, reportsUsage),
        stream: true,
        signal,
      });
    try {
      return await post();
    } catch (error) {
      if (!reportsUsage || !refusesStreamOptions(error)) throw error;
      reportsUsage = false;
      return post();
    }
  }

  async function* streamChunks(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatChunk> {
    try {
      const stream = await openStream(request, signal);
      const finished = new FinishWatch();
      for await (const raw of withIdleTimeout(stream, info)) {
        const chunk = chatChunkSchema.parse(raw);
        finished.see(chunk);
        yield chunk;
      }
      finished.assertDone(info);
    } catch (error) {
      throw asUpstreamError(error, info, signal);
    }
  }

  async function* wholeAnswer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatChunk> {
    try {
      const body = upstreamBody(request, info, false);
      const completion = await client.post<unknown>('/chat/completions', { body, signal });
      yield chunkFromCompletion(completion);
    } catch (error) {
      throw asUpstreamError(error, info, signal);
    }
  }

  return {
    info,
    breaker: () => breaker.state(),
    generate: (request, signal) =>
      breaker.guard(async () => {
        const chunks = request.stream ? streamChunks(request, signal) : wholeAnswer(request, signal);
        const first = await chunks.next();
        return resume(first, chunks);
      }),
  };
}

/** The client's body with another model name: everything that it says beyond that is passed on as it is. */
function upstreamBody(request: ChatRequest, info: ModelInfo, withUsage: boolean): Record<string, unknown> {
  const body: Record<string, unknown> = { ...request.body, model: info.upstreamName, stream: request.stream };
  delete body['stream_options'];
  // Asked for whether or not the client wants it: tokens are counted and kept with the answer.
  if (request.stream && withUsage) body['stream_options'] = { include_usage: true };
  return body;
}

function refusesStreamOptions(error: unknown): boolean {
  return (
    error instanceof OpenAI.APIError &&
    (error.status === 400 || error.status === 422) &&
    error.message.includes('stream_options')
  );
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
