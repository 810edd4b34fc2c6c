import { z } from 'zod';

const loadSchema = z.looseObject({
  model: z.string().min(1),
  prompt: z.literal('').optional(),
  messages: z.array(z.unknown()).max(0).optional(),
  keep_alive: z.union([z.string(), z.number()]).nullish(),
});

/**
 * Ollama's clients send a request without prompt or messages to load a model, or to unload it (`keep_alive: 0`). Our
 * models need neither, so that it is done at once.
 */
export function withoutQuestion(body: unknown): object | undefined {
  const { data: asked } = loadSchema.safeParse(body);
  if (!asked) return undefined;
  return {
    model: asked.model,
    created_at: new Date().toISOString(),
    ...(asked.messages ? { message: { role: 'assistant', content: '' } } : { response: '' }),
    done: true,
    done_reason: asked.keep_alive === 0 || asked.keep_alive === '0' ? 'unload' : 'load',
  };
}
