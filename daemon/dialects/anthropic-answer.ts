import { z } from 'zod';
import type { Answer, AnswerChoice } from '../chat/answer.ts';
import type { PageAnswerText } from './dialect.ts';
import { isGiven } from './read-body.ts';
import { looksLikeJson, readEvents, readObject } from './read-events.ts';

const usageSchema = z.looseObject({
  input_tokens: z.number().nonnegative().nullish(),
  output_tokens: z.number().nonnegative().nullish(),
});
const blockSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  thinking: z.string().optional(),
});
const messageSchema = z.looseObject({
  type: z.literal('message'),
  content: z.array(blockSchema),
  stop_reason: z.string(),
  usage: usageSchema.nullish(),
});
const eventSchema = z.looseObject({
  type: z.string(),
  message: z.looseObject({ usage: usageSchema.nullish() }).optional(),
  content_block: blockSchema.optional(),
  delta: z
    .looseObject({
      type: z.string().optional(),
      text: z.string().optional(),
      thinking: z.string().optional(),
      stop_reason: z.string().nullish(),
    })
    .optional(),
  usage: usageSchema.nullish(),
});
type Event = z.infer<typeof eventSchema>;

/** A complete message, whole or streamed to its `message_stop`. */
export function readAnthropicAnswer({ body }: PageAnswerText): Answer | undefined {
  return looksLikeJson(body) ? readMessage(body) : readStream(body);
}

function readMessage(body: string): Answer | undefined {
  const { data: message } = messageSchema.safeParse(readObject(body));
  if (!message) return undefined;
  const choice = emptyChoice();
  for (const block of message.content) addBlock(choice, block);
  choice.finishReason = finishReason(message.stop_reason);
  return answer(choice, message.usage?.input_tokens, message.usage?.output_tokens);
}

function readStream(body: string): Answer | undefined {
  const { data: events } = z.array(eventSchema).safeParse(readEvents(body));
  if (!events || events.at(-1)?.type !== 'message_stop' || events.some(({ type }) => type === 'error')) {
    return undefined;
  }
  const choice = emptyChoice();
  let promptTokens = 0;
  let completionTokens = 0;
  for (const event of events) {
    addEvent(choice, event);
    const usage = event.usage ?? event.message?.usage;
    // Cumulative, and the input often only at the start: the largest holds.
    promptTokens = Math.max(promptTokens, usage?.input_tokens ?? 0);
    completionTokens = Math.max(completionTokens, usage?.output_tokens ?? 0);
  }
  return choice.finishReason === undefined ? undefined : answer(choice, promptTokens, completionTokens);
}

function addEvent(choice: AnswerChoice, { type, content_block: block, delta }: Event): void {
  if (type === 'content_block_start' && block) addBlock(choice, block);
  if (type === 'content_block_delta' && delta) {
    choice.text += delta.text ?? '';
    choice.reasoning += delta.thinking ?? '';
    choice.hasMoreThanText ||= !PLAIN_DELTAS.has(delta.type ?? '');
  }
  if (type === 'message_delta' && delta?.stop_reason) choice.finishReason = finishReason(delta.stop_reason);
}

const PLAIN_DELTAS = new Set(['text_delta', 'thinking_delta', 'signature_delta']);

function addBlock(choice: AnswerChoice, block: z.infer<typeof blockSchema>): void {
  if (block.type === 'text') choice.text += block.text ?? '';
  else if (block.type === 'thinking') choice.reasoning += block.thinking ?? '';
  else if (block.type !== 'redacted_thinking') choice.hasMoreThanText = true;
  if (isGiven(block.citations)) choice.hasMoreThanText = true;
}

/** In OpenAI's words; what has none there stays as it is and is no accepted end. */
function finishReason(stopReason: string): string {
  return FINISH_REASONS[stopReason] ?? stopReason;
}

const FINISH_REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

function emptyChoice(): AnswerChoice {
  return { text: '', reasoning: '', finishReason: undefined, hasMoreThanText: false };
}

function answer(
  choice: AnswerChoice,
  promptTokens: number | null | undefined,
  completionTokens: number | null | undefined,
): Answer {
  const usage = { promptTokens: promptTokens ?? 0, completionTokens: completionTokens ?? 0 };
  return { choices: [choice], usage: completionTokens ? usage : undefined };
}
