import { z } from 'zod';
import type { ChatChunk, Usage } from '../chat/chat-chunk.ts';

/** A piece of an answer, for the dialects whose events differ by what they carry. */
export type AnswerPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** A new tool call, numbered from 0. */
  | { type: 'tool-call'; index: number; id: string; name: string }
  /** More of the JSON text of that call's arguments. */
  | { type: 'tool-arguments'; index: number; text: string }
  /** Always the last, and always there. */
  | { type: 'end'; finishReason: string; usage: Usage };

export interface ToolCall {
  id: string;
  name: string;
  /** JSON text. */
  arguments: string;
}

/** The same, put together. */
export interface WholeAnswer {
  text: string;
  reasoning: string;
  toolCalls: ToolCall[];
  finishReason: string;
  usage: Usage;
}

/** Takes chunks apart; of several choices only the first, since no other dialect has more. A refusal is text. */
export async function* answerParts(chunks: AsyncIterable<ChatChunk>): AsyncGenerator<AnswerPart> {
  const calls = new CallNumbers();
  let finishReason = 'stop';
  let usage: Usage = { promptTokens: 0, completionTokens: 0 };
  for await (const chunk of chunks) {
    if (chunk.usage) {
      usage = {
        promptTokens: chunk.usage.prompt_tokens,
        completionTokens: chunk.usage.completion_tokens,
      };
    }
    const choice = chunk.choices.find(({ index }) => index === 0);
    if (!choice) continue;
    const { delta } = choice;
    const reasoning = delta.reasoning_content ?? delta.reasoning ?? '';
    if (reasoning !== '') yield { type: 'reasoning', text: reasoning };
    const text = (delta.content ?? '') + (delta.refusal ?? '');
    if (text !== '') yield { type: 'text', text };
    for (const [position, call] of (delta.tool_calls ?? []).entries()) yield* calls.parts(call, position);
    finishReason = choice.finish_reason ?? finishReason;
  }
  yield { type: 'end', finishReason, usage };
}

export async function collectParts(chunks: AsyncIterable<ChatChunk>): Promise<WholeAnswer> {
  const whole: WholeAnswer = {
    text: '',
    reasoning: '',
    toolCalls: [],
    finishReason: 'stop',
    usage: { promptTokens: 0, completionTokens: 0 },
  };
  for await (const part of answerParts(chunks)) addPart(whole, part);
  return whole;
}

export function addPart(whole: WholeAnswer, part: AnswerPart): void {
  if (part.type === 'text') whole.text += part.text;
  else if (part.type === 'reasoning') whole.reasoning += part.text;
  else if (part.type === 'tool-call')
    whole.toolCalls[part.index] = { id: part.id, name: part.name, arguments: '' };
  else if (part.type === 'tool-arguments') {
    const call = whole.toolCalls[part.index];
    if (call) call.arguments += part.text;
  } else Object.assign(whole, { finishReason: part.finishReason, usage: part.usage });
}

/** The arguments of a call as a value; models now and then write none, or what is not JSON. */
export function parseArguments(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    // The client must see what the model wrote, and its tool will refuse it in its own words.
    return text.trim() === '' ? {} : { arguments: text };
  }
}

const toolCallSchema = z.looseObject({
  index: z.number().int().nonnegative().optional(),
  id: z.string().nullish(),
  function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});

/** Numbers calls from 0 in the order in which they begin, whatever numbers the server gave them. */
class CallNumbers {
  readonly #numbers = new Map<number, number>();

  *parts(call: unknown, position: number): Generator<AnswerPart> {
    const parsed = toolCallSchema.safeParse(call);
    if (!parsed.success) return;
    const { id, function: named } = parsed.data;
    const key = parsed.data.index ?? position;
    let index = this.#numbers.get(key);
    if (index === undefined) {
      index = this.#numbers.size;
      this.#numbers.set(key, index);
      yield { type: 'tool-call', index, id: id ?? `call_${index}`, name: named?.name ?? '' };
    }
    if (named?.arguments) yield { type: 'tool-arguments', index, text: named.arguments };
  }
}
