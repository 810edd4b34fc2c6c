import { z } from 'zod';
import type { Answer, AnswerChoice } from '../chat/answer.ts';
import type { PageAnswerText } from './dialect.ts';
import { isGiven, isObject } from './read-body.ts';
import { looksLikeJson, readEvents, readObject } from './read-events.ts';

const itemSchema = z.looseObject({
  type: z.string(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).nullish(),
  summary: z.array(z.looseObject({ text: z.string().default('') })).nullish(),
});
const responseSchema = z.looseObject({
  object: z.literal('response'),
  status: z.literal('completed'),
  output: z.array(itemSchema).min(1),
  usage: z
    .looseObject({ input_tokens: z.number().nonnegative(), output_tokens: z.number().nonnegative() })
    .nullish(),
});

/** A complete response. Of a stream its `response.completed` event, which repeats all that was streamed. */
export function readResponsesAnswer({ body }: PageAnswerText): Answer | undefined {
  const { data: response } = responseSchema.safeParse(
    looksLikeJson(body) ? readObject(body) : completedResponse(body),
  );
  if (!response || isGiven(response.error)) return undefined;
  const choice = { text: '', reasoning: '', finishReason: 'stop', hasMoreThanText: false };
  for (const item of response.output) addItem(choice, item);
  if (response.output.filter(({ type }) => type === 'message').length > 1) choice.hasMoreThanText = true;
  const { usage } = response;
  return {
    choices: [choice],
    usage: usage ? { promptTokens: usage.input_tokens, completionTokens: usage.output_tokens } : undefined,
  };
}

function completedResponse(body: string): unknown {
  const events = readEvents(body) ?? [];
  if (events.some(({ type }) => type === 'error' || type === 'response.failed')) return undefined;
  const completed = events.find(({ type }) => type === 'response.completed');
  return isObject(completed?.response) ? completed.response : undefined;
}

function addItem(choice: AnswerChoice, item: z.infer<typeof itemSchema>): void {
  if (item.type === 'reasoning') {
    choice.reasoning += (item.summary ?? []).map(({ text }) => text).join('\n');
    return;
  }
  if (item.type !== 'message') {
    choice.hasMoreThanText = true;
    if (item.type === 'function_call') choice.finishReason = 'tool_calls';
    return;
  }
  for (const part of item.content ?? []) {
    choice.text += part.text ?? '';
    choice.hasMoreThanText ||=
      part.type !== 'output_text' || isGiven(part.annotations) || isGiven(part.logprobs);
  }
}
