import { CHUNK_WINDOW, type DaemonMessage, type PageVerdict } from '../../../shared/protocol.ts';
import type { ChatChunk } from '../../chat/chat-chunk.ts';
import { asDaemonError, type DaemonError } from '../../lib/errors.ts';
import type { Reply } from '../../pipeline/ask.ts';
import type { AnswerForm } from './answer-form.ts';
import { Credit } from './credit.ts';
import { sourceOf } from './source-of.ts';

type Send = (message: DaemonMessage) => Promise<void>;

/** A stored answer in a stream's form comes in this rhythm, in milliseconds, so that pages show it flowing. */
const PACE_MS = 6;
const STATUS_OK = 200;
const STALLED_AFTER_MS = 120_000;

/** The way of one request's answer to its page: a verdict, and the pieces that follow where there are more. */
export class Delivery {
  /** Aborts when the page, or the extension, has gone. */
  readonly signal: AbortSignal;
  readonly #id: string;
  readonly #send: Send;
  readonly #abort = new AbortController();
  readonly #credit = new Credit(CHUNK_WINDOW);
  #hasVerdict = false;

  constructor(id: string, send: Send) {
    this.#id = id;
    this.#send = send;
    this.signal = this.#abort.signal;
  }

  get hasVerdict(): boolean {
    return this.#hasVerdict;
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** The page has read so many pieces. */
  chunksRead(count: number): void {
    this.#credit.give(count);
  }

  wait(forMs: number): void {
    void this.#send({ type: 'wait', id: this.#id, forMs });
  }

  pass(reason: string, observe: boolean): void {
    this.verdict({ kind: 'pass', observe, reason });
  }

  /** Once; a page that has gone hears nothing. */
  verdict(verdict: PageVerdict): void {
    if (this.#hasVerdict || this.signal.aborted) return;
    this.#hasVerdict = true;
    void this.#send({ type: 'verdict', id: this.#id, verdict });
  }

  fail(message: string): void {
    if (!this.signal.aborted) void this.#send({ type: 'failed', id: this.#id, message });
  }

  /** Hands a stored answer over, whole, so that nothing that happens later can cut it off. */
  async whole({ verdict, chunks }: Reply, form: AnswerForm, model: string): Promise<void> {
    const pieces: string[] = [];
    for await (const piece of form.pieces(chunks, identityOf(verdict.id, model))) pieces.push(piece);
    const paceMs = form.isStream ? PACE_MS : 0;
    this.verdict(respond(form, { chunks: pieces, paceMs, more: false, source: sourceOf(verdict) }));
  }

  /**
   * Hands an answer over as it comes; at most CHUNK_WINDOW pieces are on their way unread, and nothing is asked of the
   * model meanwhile. @throws DaemonError where it fails before the verdict; later the page is told.
   */
  async stream({ verdict, chunks }: Reply, form: AnswerForm, model: string): Promise<void> {
    const watch = { failure: undefined as DaemonError | undefined };
    const pieces = form.pieces(watched(chunks, watch), identityOf(verdict.id, model))[Symbol.asyncIterator]();
    try {
      for (let step = await pieces.next(); !step.done; step = await pieces.next()) {
        // A dialect ends a broken answer with an error of its own; the page's own end of a broken stream is plainer.
        if (watch.failure) throw watch.failure;
        if (!(await this.#mayGoOn())) return;
        await this.#piece(step.value, form, verdict);
      }
      if (watch.failure) throw watch.failure;
      await this.#send({ type: 'end', id: this.#id });
    } catch (thrown) {
      const error = asDaemonError(thrown);
      if (!this.#hasVerdict) throw error;
      this.fail(error.message);
    } finally {
      await pieces.return?.();
    }
  }

  /** False where the page has gone, or has not read for so long that it might as well have. */
  async #mayGoOn(): Promise<boolean> {
    const stalled = setTimeout(() => {
      this.cancel();
    }, STALLED_AFTER_MS);
    const isGiven = await this.#credit.take(this.signal);
    clearTimeout(stalled);
    return isGiven;
  }

  async #piece(piece: string, form: AnswerForm, verdict: Reply['verdict']): Promise<void> {
    if (this.#hasVerdict) await this.#send({ type: 'chunks', id: this.#id, chunks: [piece] });
    else this.verdict(respond(form, { chunks: [piece], paceMs: 0, more: true, source: sourceOf(verdict) }));
  }
}

function respond(
  form: AnswerForm,
  answer: Pick<Extract<PageVerdict, { kind: 'respond' }>, 'chunks' | 'paceMs' | 'more' | 'source'>,
): PageVerdict {
  const { headers, element } = form;
  return { kind: 'respond', status: STATUS_OK, headers: { ...headers }, element, ...answer };
}

function identityOf(id: string, model: string): { id: string; model: string; created: number } {
  return { id, model, created: Math.floor(Date.now() / 1000) };
}

async function* watched(
  chunks: AsyncIterable<ChatChunk>,
  watch: { failure: DaemonError | undefined },
): AsyncGenerator<ChatChunk> {
  try {
    yield* chunks;
  } catch (thrown) {
    watch.failure = asDaemonError(thrown);
    throw thrown;
  }
}
