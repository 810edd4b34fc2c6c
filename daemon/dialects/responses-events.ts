import type { AnswerPart, ToolCall } from './answer-parts.ts';
import type { AnswerIdentity } from './dialect.ts';
import {
  functionCall,
  messageItem,
  reasoningItem,
  responseObject,
  summaryPart,
  textPart,
} from './responses-objects.ts';

/** The item that is being written. */
type OpenItem =
  | { kind: 'text'; id: string; text: string }
  | { kind: 'reasoning'; id: string; text: string }
  | { kind: 'call'; id: string; index: number; call: ToolCall };

/** The events of one streamed response: items open and close as the kind of content changes. */
export class ResponsesEvents {
  readonly #identity: AnswerIdentity;
  /** Items that are finished. */
  readonly #output: object[] = [];
  #open: OpenItem | undefined;
  #sequence = 0;

  constructor(identity: AnswerIdentity) {
    this.#identity = identity;
  }

  *start(): Generator<string> {
    const response = responseObject(this.#identity, { output: [] });
    yield this.#event('response.created', { response });
    yield this.#event('response.in_progress', { response });
  }

  *write(part: AnswerPart): Generator<string> {
    switch (part.type) {
      case 'text':
        if (this.#open?.kind !== 'text') yield* this.#openText();
        yield* this.#addText(part.text, 'response.output_text.delta', { content_index: 0, logprobs: [] });
        break;
      case 'reasoning':
        if (this.#open?.kind !== 'reasoning') yield* this.#openReasoning();
        yield* this.#addText(part.text, 'response.reasoning_summary_text.delta', { summary_index: 0 });
        break;
      case 'tool-call':
        yield* this.#openCall(part.index, { id: part.id, name: part.name, arguments: '' });
        break;
      case 'tool-arguments':
        yield* this.#addArguments(part.text);
        break;
      case 'end':
        yield* this.#end(part);
    }
  }

  *fail(message: string, code: string): Generator<string> {
    yield this.#event('error', { code, message, param: null });
    const response = responseObject(this.#identity, { output: this.#output, error: { code, message } });
    yield this.#event('response.failed', { response });
  }

  *#end({ finishReason, usage }: AnswerPart & { type: 'end' }): Generator<string> {
    if (this.#open === undefined && this.#output.length === 0) yield* this.#openText();
    yield* this.#close();
    const response = responseObject(this.#identity, { output: this.#output, finishReason, usage });
    yield this.#event(`response.${response.status}`, { response });
  }

  *#openText(): Generator<string> {
    yield* this.#close();
    const id = `msg_${this.#identity.id}_${this.#output.length}`;
    this.#open = { kind: 'text', id, text: '' };
    yield this.#itemEvent('response.output_item.added', messageItem(id, '', 'in_progress'));
    yield this.#partEvent('response.content_part.added', id, { content_index: 0, part: textPart('') });
  }

  *#openReasoning(): Generator<string> {
    yield* this.#close();
    const id = `rs_${this.#identity.id}_${this.#output.length}`;
    this.#open = { kind: 'reasoning', id, text: '' };
    yield this.#itemEvent('response.output_item.added', reasoningItem(id, ''));
    yield this.#partEvent('response.reasoning_summary_part.added', id, {
      summary_index: 0,
      part: summaryPart(''),
    });
  }

  *#openCall(index: number, call: ToolCall): Generator<string> {
    yield* this.#close();
    const id = `fc_${this.#identity.id}_${index}`;
    this.#open = { kind: 'call', id, index, call };
    yield this.#itemEvent('response.output_item.added', functionCall(id, call, 'in_progress'));
  }

  *#addText(text: string, type: string, place: object): Generator<string> {
    const open = this.#open;
    if (!open || open.kind === 'call') return;
    open.text += text;
    yield this.#partEvent(type, open.id, { ...place, delta: text });
  }

  *#addArguments(text: string): Generator<string> {
    const open = this.#open;
    if (open?.kind !== 'call') return;
    open.call.arguments += text;
    yield this.#partEvent('response.function_call_arguments.delta', open.id, { delta: text });
  }

  *#close(): Generator<string> {
    const open = this.#open;
    if (!open) return;
    const item = yield* this.#closeParts(open);
    yield this.#itemEvent('response.output_item.done', item);
    this.#output.push(item);
    this.#open = undefined;
  }

  *#closeParts(open: OpenItem): Generator<string, object> {
    const { id } = open;
    if (open.kind === 'call') {
      const { name, arguments: text } = open.call;
      yield this.#partEvent('response.function_call_arguments.done', id, { name, arguments: text });
      return functionCall(id, open.call, 'completed');
    }
    const { text } = open;
    if (open.kind === 'reasoning') {
      yield this.#partEvent('response.reasoning_summary_text.done', id, { summary_index: 0, text });
      const part = summaryPart(text);
      yield this.#partEvent('response.reasoning_summary_part.done', id, { summary_index: 0, part });
      return reasoningItem(id, text);
    }
    yield this.#partEvent('response.output_text.done', id, { content_index: 0, text, logprobs: [] });
    yield this.#partEvent('response.content_part.done', id, { content_index: 0, part: textPart(text) });
    return messageItem(id, text, 'completed');
  }

  #itemEvent(type: string, item: object): string {
    return this.#event(type, { output_index: this.#output.length, item });
  }

  #partEvent(type: string, itemId: string, fields: object): string {
    return this.#event(type, { item_id: itemId, output_index: this.#output.length, ...fields });
  }

  #event(type: string, fields: object): string {
    const data = { type, sequence_number: this.#sequence, ...fields };
    this.#sequence += 1;
    return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}
