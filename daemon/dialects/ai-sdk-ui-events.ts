import { asDaemonError } from '../lib/errors.ts';
import type { AnswerPart } from './answer-parts.ts';
import type { AnswerIdentity } from './dialect.ts';

/**
 * The events of one UI message. Fields are exactly those of ai 5.0.0, whose schemas are strict: `finish` has no finish
 * reason there. Tool calls cannot occur, since a page's request offers no tools that we know of.
 */
export class UiMessageEvents {
  readonly #identity: AnswerIdentity;
  #open: 'text' | 'reasoning' | undefined;
  #blocks = 0;

  constructor(identity: AnswerIdentity) {
    this.#identity = identity;
  }

  *start(): Generator<string> {
    yield event({ type: 'start', messageId: `msg-${this.#identity.id}` });
    yield event({ type: 'start-step' });
  }

  *write(part: AnswerPart): Generator<string> {
    if (part.type === 'text' || part.type === 'reasoning') {
      yield* this.#switchTo(part.type);
      yield event({ type: `${part.type}-delta`, id: this.#blockId(), delta: part.text });
    }
    if (part.type !== 'end') return;
    if (this.#blocks === 0) yield* this.#switchTo('text');
    yield* this.#close();
    yield event({ type: 'finish-step' });
    yield event({ type: 'finish' });
    yield 'data: [DONE]\n\n';
  }

  *fail(error: unknown): Generator<string> {
    yield event({ type: 'error', errorText: asDaemonError(error).message });
  }

  *#switchTo(kind: 'text' | 'reasoning'): Generator<string> {
    if (this.#open === kind) return;
    yield* this.#close();
    this.#open = kind;
    this.#blocks += 1;
    yield event({ type: `${kind}-start`, id: this.#blockId() });
  }

  *#close(): Generator<string> {
    if (this.#open !== undefined) yield event({ type: `${this.#open}-end`, id: this.#blockId() });
    this.#open = undefined;
  }

  #blockId(): string {
    return `block-${this.#blocks}`;
  }
}

function event(data: { type: string } & Record<string, string>): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
