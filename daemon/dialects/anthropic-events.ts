import { parseArguments, type AnswerPart, type WholeAnswer } from './answer-parts.ts';
import type { AnswerIdentity } from './dialect.ts';

/** An event of a stream; Anthropic's client drops data that has no `event:` line. */
export function anthropicEvent(data: { type: string } & Record<string, unknown>): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Their word for OpenAI's finish reason. */
export function stopReason(finishReason: string): string {
  return STOP_REASONS[finishReason] ?? 'end_turn';
}

const STOP_REASONS: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
  content_filter: 'refusal',
};

/** The blocks of a whole answer; one empty text block where the model said nothing. */
export function contentBlocks({ text, reasoning, toolCalls }: WholeAnswer): object[] {
  return [
    ...(reasoning === '' ? [] : [{ type: 'thinking', thinking: reasoning, signature: '' }]),
    ...(text === '' && toolCalls.length > 0 ? [] : [{ type: 'text', text }]),
    ...toolCalls.map(({ id, name, arguments: input }) => ({
      type: 'tool_use',
      id,
      name,
      input: parseArguments(input),
    })),
  ];
}

/** The events of one streamed message: blocks open and close as the kind of content changes. */
export class AnthropicEvents {
  readonly #identity: AnswerIdentity;
  /** Which content the open block is for: "text", "reasoning", or the number of a tool call. */
  #open: 'text' | 'reasoning' | number | undefined;
  #blocks = 0;

  constructor(identity: AnswerIdentity) {
    this.#identity = identity;
  }

  start(): string {
    const { id, model } = this.#identity;
    return anthropicEvent({
      type: 'message_start',
      message: {
        id: `msg_${id}`,
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        // Counted by the model only at its end: message_delta has them.
        usage: { input_tokens: 0, output_tokens: 0 },
      },
    });
  }

  *write(part: AnswerPart): Generator<string> {
    switch (part.type) {
      case 'text':
        yield* this.#switchTo('text', { type: 'text', text: '' });
        yield this.#delta({ type: 'text_delta', text: part.text });
        break;
      case 'reasoning':
        yield* this.#switchTo('reasoning', { type: 'thinking', thinking: '', signature: '' });
        yield this.#delta({ type: 'thinking_delta', thinking: part.text });
        break;
      case 'tool-call':
        yield* this.#switchTo(part.index, { type: 'tool_use', id: part.id, name: part.name, input: {} });
        break;
      case 'tool-arguments':
        yield this.#delta({ type: 'input_json_delta', partial_json: part.text });
        break;
      case 'end':
        yield* this.#end(part);
    }
  }

  *#end({ finishReason, usage }: AnswerPart & { type: 'end' }): Generator<string> {
    if (this.#blocks === 0) yield* this.#switchTo('text', { type: 'text', text: '' });
    yield* this.#close();
    yield anthropicEvent({
      type: 'message_delta',
      delta: { stop_reason: stopReason(finishReason), stop_sequence: null },
      usage: { input_tokens: usage.promptTokens, output_tokens: usage.completionTokens },
    });
    yield anthropicEvent({ type: 'message_stop' });
  }

  *#switchTo(kind: 'text' | 'reasoning' | number, block: object): Generator<string> {
    if (this.#open === kind) return;
    yield* this.#close();
    this.#open = kind;
    yield anthropicEvent({ type: 'content_block_start', index: this.#blocks, content_block: block });
    this.#blocks += 1;
  }

  *#close(): Generator<string> {
    if (this.#open === undefined) return;
    this.#open = undefined;
    yield anthropicEvent({ type: 'content_block_stop', index: this.#blocks - 1 });
  }

  #delta(delta: object): string {
    return anthropicEvent({ type: 'content_block_delta', index: this.#blocks - 1, delta });
  }
}
