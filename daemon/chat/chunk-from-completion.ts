import { z } from 'zod';
import { chatChunkSchema, type ChatChunk } from './chat-chunk.ts';

/** What we use of OpenAI's `chat.completion`; the rest passes through. */
const completionSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({}) })).min(1),
});

/** A whole answer as the single chunk in which it travels through the pipeline, every field kept. */
export function chunkFromCompletion(completion: unknown): ChatChunk {
  const { choices, ...rest } = completionSchema.parse(completion);
  return chatChunkSchema.parse({
    ...rest,
    choices: choices.map(({ message, ...choice }) => ({ ...choice, delta: message })),
  });
}
