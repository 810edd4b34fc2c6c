import type { DaemonMessage, ExtensionMessage, Operation } from '../../shared/protocol';
import type { FromChip } from '../messages';
import type { PageDocument } from './page-document';

interface ChipDeskOptions {
  newId: () => string;
  link: {
    /** Whether models of the user's own can answer. */
    readonly canGenerate: boolean;
    send(message: ExtensionMessage): void;
  };
}

/** A fresh answer on its way to the chip. */
interface FreshAnswer {
  document: PageDocument;
  decision: string;
  text: string;
}

/** Does what people press on the chip: refuse a stored answer, forget it, and show what their own models say instead. */
export class ChipDesk {
  readonly #options: ChipDeskOptions;
  readonly #underWay = new Map<string, FreshAnswer>();

  constructor(options: ChipDeskOptions) {
    this.#options = options;
  }

  /** Whoever speaks in the chip's name knows what the chip was shown; the page does not. */
  receive(document: PageDocument, message: FromChip): void {
    if (!document.hasShown(message)) return;
    const { link, newId } = this.#options;
    const { decision } = message;
    const { site, document: name } = document.identity;
    link.send({ type: 'operation', id: newId(), operation: operationOf(message, name) });
    if (message.type !== 'ask-model-next' || !link.canGenerate) return;
    const id = newId();
    this.#underWay.set(id, { document, decision, text: '' });
    link.send({ type: 'fresh-answer', id, site, document: name, decision });
  }

  /** The daemon's word on a fresh answer; false where it is on none. */
  take(message: DaemonMessage): boolean {
    const id = 'id' in message ? message.id : undefined;
    const answer = id === undefined ? undefined : this.#underWay.get(id);
    if (id === undefined || !answer) return false;
    if (message.type === 'verdict' && message.verdict.kind === 'respond') {
      this.#add(id, answer, message.verdict.chunks);
      if (!message.verdict.more) this.#underWay.delete(id);
    } else if (message.type === 'chunks') this.#add(id, answer, message.chunks);
    else if (message.type === 'end') this.#underWay.delete(id);
    else if (message.type === 'failed' || message.type === 'error') {
      this.#fail(answer, message.message);
      this.#underWay.delete(id);
    }
    return true;
  }

  /** The document is gone: nobody reads on. */
  forget(document: PageDocument): void {
    for (const [id, answer] of this.#underWay) {
      if (answer.document !== document) continue;
      this.#underWay.delete(id);
      this.#options.link.send({ type: 'cancel', id });
    }
  }

  daemonGone(): void {
    for (const answer of this.#underWay.values()) this.#fail(answer, 'AskOnce stopped.');
    this.#underWay.clear();
  }

  #add(id: string, answer: FreshAnswer, pieces: readonly string[]): void {
    if (pieces.length === 0) return;
    answer.text += pieces.join('');
    const { document, decision, text } = answer;
    document.send({ type: 'chip-answer', decision, text });
    this.#options.link.send({ type: 'chunks-read', id, count: pieces.length });
  }

  #fail({ document, decision, text }: FreshAnswer, failure: string): void {
    document.send({ type: 'chip-answer', decision, text, failure });
  }
}

function operationOf(message: FromChip, document: string): Operation {
  const { decision } = message;
  switch (message.type) {
    case 'ask-model-next':
      return { name: 'ask-model-next', decision, document };
    case 'take-back':
      return { name: 'judge', decision, verdict: 'undo' };
    case 'forget-entry':
      return { name: 'forget-entry', entry: message.entry };
  }
}
