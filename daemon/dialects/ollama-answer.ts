import { z } from 'zod';
import type { Answer } from '../chat/answer.ts';
import type { PageAnswerText } from './dialect.ts';
import { isGiven } from './read-body.ts';
import { readLines, readObject } from './read-events.ts';

const lineSchema = z.looseObject({
  message: z
    .looseObject({
      content: z.string().nullish(),
      thinking: z.string().nullish(),
      tool_calls: z.array(z.unknown()).nullish(),
    })
    .optional(),
  response: z.string().optional(),
  thinking: z.string().nullish(),
  done: z.boolean(),
  done_reason: z.string().nullish(),
  prompt_eval_count: z.number().nonnegative().nullish(),
  eval_count: z.number().nonnegative().nullish(),
});

/** A complete answer of chat or generate; a whole one is a stream of one line. Without a `done` line it was cut off. */
export function readOllamaAnswer({ body }: PageAnswerText): Answer | undefined {
  const { data: lines } = z.array(lineSchema).safeParse(readLines(body) ?? [readObject(body)]);
  const last = lines?.at(-1);
  if (!lines || !last?.done || lines.slice(0, -1).some(({ done }) => done)) return undefined;
  if (!lines.every(({ message, response }) => message !== undefined || response !== undefined))
    return undefined;
  const choice = {
    text: '',
    reasoning: '',
    finishReason: last.done_reason ?? 'stop',
    hasMoreThanText: false,
  };
  for (const { message, response, thinking } of lines) {
    choice.text += message?.content ?? response ?? '';
    choice.reasoning += message?.thinking ?? thinking ?? '';
    choice.hasMoreThanText ||= isGiven(message?.tool_calls) || isGiven(message?.images);
  }
  const { prompt_eval_count: promptTokens, eval_count: completionTokens } = last;
  const usage = completionTokens ? { promptTokens: promptTokens ?? 0, completionTokens } : undefined;
  return { choices: [choice], usage };
}
