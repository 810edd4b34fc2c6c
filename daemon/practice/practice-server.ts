import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createServer } from 'node:http';
import { streamSSE } from 'hono/streaming';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { textOf } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { invariant } from '../lib/errors.ts';
import { PRACTICE_MODELS, practiceAnswer, type PracticeModel } from './practice-answers.ts';

/**
 * An OpenAI-compatible upstream that makes its answers up, on a loopback port of its own: where no provider is found,
 * requests still take the whole road (the real client, real HTTP, real streams) and every answer says it is simulated.
 */
export interface PracticeServer {
  /** The models it serves, ready for the registry. */
  models: ModelInfo[];
  close(): Promise<void>;
}

const bodySchema = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});
type PracticeRequest = z.infer<typeof bodySchema>;

export async function startPracticeServer(): Promise<PracticeServer> {
  const answer = getRequestListener(createPracticeApp().fetch);
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  invariant(address !== null && typeof address === 'object', 'a TCP server has a port');
  const baseUrl = `http://127.0.0.1:${address.port}/v1`;
  return {
    models: PRACTICE_MODELS.map((model) => describe(model, baseUrl)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function createPracticeApp(): Hono {
  const app = new Hono();
  app.post('/v1/chat/completions', async (context) => {
    const request = bodySchema.parse(await context.req.json());
    const model = PRACTICE_MODELS.find(({ name }) => name === request.model);
    if (!model) return context.json({ error: { message: `no model ${request.model}` } }, 404);
    const text = practiceAnswer(model, textOf(request.messages.at(-1)?.content) ?? '');
    const words = text.split(/(?<=\s)/);
    const usage = usageOf(request, words);
    const base = { id: 'chatcmpl-practice', created: Math.floor(Date.now() / 1000), model: model.name };
    await pause(model.firstWordMs);
    if (!request.stream) {
      await pause(model.wordMs * words.length);
      const message = { role: 'assistant', content: text, refusal: null };
      return context.json({
        ...base,
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage,
      });
    }
    return streamSSE(context, async (stream) => {
      const send = (choices: object[], more: object = {}): Promise<void> =>
        stream.writeSSE({
          data: JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, ...more }),
        });
      await send([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]);
      for (const word of words) {
        if (stream.aborted) return;
        await send([{ index: 0, delta: { content: word }, finish_reason: null }]);
        await pause(model.wordMs);
      }
      await send([{ index: 0, delta: {}, finish_reason: 'stop' }]);
      await send([], { usage });
      await stream.writeSSE({ data: '[DONE]' });
    });
  });
  return app;
}

function usageOf(request: PracticeRequest, words: string[]): object {
  const promptTokens = Math.ceil(JSON.stringify(request.messages).length / 4);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: words.length,
    total_tokens: promptTokens + words.length,
  };
}

function describe({ name, tier }: PracticeModel, baseUrl: string): ModelInfo {
  return {
    id: name,
    tier,
    baseUrl,
    apiKey: undefined,
    upstreamName: name,
    contextWindow: 32_768,
    price: undefined,
    capabilities: [],
    timeoutMs: 30_000,
    simulated: true,
  };
}
