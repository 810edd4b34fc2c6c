import { z } from 'zod';

/**
 * One piece of an answer: OpenAI's `chat.completion.chunk`, the form in which answers travel through the pipeline.
 * An answer that came whole (no streaming asked) travels as a single chunk whose deltas are the full messages.
 * The schema is minimal and lenient (foreign servers vary); unknown fields pass through.
 */
export const chatChunkSchema = z.looseObject({
  id: z.string().optional(),
  created: z.number().optional(),
  model: z.string().optional(),
  choices: z
    .array(
      z.looseObject({
        index: z.number().int().nonnegative().default(0),
        delta: z
          .looseObject({
            role: z.string().nullish(),
            content: z.string().nullish(),
            /** Kept apart from the answer; named `reasoning_content` by DeepSeek, vLLM and others, `reasoning` by OpenRouter and Ollama. */
            reasoning_content: z.string().nullish(),
            reasoning: z.string().nullish(),
            refusal: z.string().nullish(),
            tool_calls: z.array(z.unknown()).nullish(),
          })
          .default({}),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z
    .looseObject({
      prompt_tokens: z.number().nonnegative().default(0),
      completion_tokens: z.number().nonnegative().default(0),
      total_tokens: z.number().nonnegative().optional(),
    })
    .nullish(),
});

export type ChatChunk = z.infer<typeof chatChunkSchema>;

/** Whether it brings something of the answer: the first chunk of a stream may be a mere greeting. */
export function isAnswer({ choices }: ChatChunk): boolean {
  return choices.some(({ delta }) =>
    [delta.content, delta.reasoning_content, delta.reasoning, delta.tool_calls?.length].some(Boolean),
  );
}

/** Tokens counted by the model that answered. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
}
