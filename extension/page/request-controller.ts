/**
 * One asked request, from the question to its verdict. It leaves `pending` once and for good, so that a request can
 * never be both answered and sent, whatever comes late or twice.
 */
import type { PageRequest } from '../../shared/protocol';
import * as natives from './natives';
import type { ConversationMessage, PageChannel, RespondVerdict, Verdict } from './page-channel';
import { createPieceQueue, type Ending, type PieceQueue } from './piece-queue';
import { createPieceSource, type PieceSource } from './piece-source';

/** Without a verdict for so long, the page's own request goes out. */
export const VERDICT_WITHIN_MS = 400;
/** However long a `wait` asks for. */
const LONGEST_WAIT_MS = 5 * 60_000;
/** After a verdict whose first piece is still to come. */
const FIRST_PIECE_WITHIN_MS = 20_000;

export type Decision =
  | { kind: 'passed'; isObserved: boolean }
  | { kind: 'rewritten'; body: string; isObserved: boolean }
  | { kind: 'responded'; verdict: RespondVerdict; source: PieceSource }
  /** No verdict in time, nobody there, or the page gave up: the page's own request, unobserved. */
  | { kind: 'failed'; isObserved: false };

interface RequestControllerOptions {
  id: string;
  channel: PageChannel;
  isHidden: () => boolean;
}

export class RequestController {
  readonly id: string;
  /** Never rejects. */
  readonly decision: Promise<Decision>;
  readonly #channel: PageChannel;
  readonly #isHidden: () => boolean;
  readonly #queue: PieceQueue;
  /** Undefined once the request is no longer pending. */
  #settle: ((decision: Decision) => void) | undefined;
  /** A verdict whose first piece decides whether there is an answer at all. */
  #held: RespondVerdict | undefined;
  #stopTimer: () => void = () => undefined;

  constructor({ id, channel, isHidden }: RequestControllerOptions) {
    this.id = id;
    this.#channel = channel;
    this.#isHidden = isHidden;
    this.#queue = createPieceQueue();
    this.decision = new natives.Promise<Decision>((resolve) => {
      this.#settle = resolve;
    });
  }

  ask(request: PageRequest): void {
    this.#channel.begin(this.id, (message) => {
      this.#handle(message);
    });
    this.#channel.send({ type: 'chat-request', id: this.id, request });
    this.#waitFor(VERDICT_WITHIN_MS);
  }

  /** Nobody is asked. */
  pass(isObserved: boolean): void {
    this.#leavePending({ kind: 'passed', isObserved });
  }

  /** The page aborted: `failed` where still pending. */
  abort(): void {
    this.#giveUp(true);
  }

  #handle(message: ConversationMessage): void {
    if (message.type === 'wait') this.#onWait(message.forMs);
    else if (message.type === 'verdict') this.#onVerdict(message.verdict);
    else if (message.type === 'chunks') this.#onChunks(message.chunks);
    else if (message.type === 'end') this.#onEnd();
    else this.#onFailed();
  }

  #onWait(forMs: number): void {
    if (this.#settle === undefined || this.#held !== undefined || !(forMs > 0)) return;
    this.#waitFor(forMs < LONGEST_WAIT_MS ? forMs : LONGEST_WAIT_MS);
  }

  #onVerdict(verdict: Verdict): void {
    if (this.#settle === undefined || this.#held !== undefined) return;
    if (verdict.kind === 'respond') {
      this.#held = verdict;
      this.#waitFor(FIRST_PIECE_WITHIN_MS);
      this.#onChunks(verdict.chunks);
      if (!verdict.more) this.#onEnd();
      return;
    }
    this.#channel.finish(this.id);
    this.#leavePending(withoutAnswer(verdict));
  }

  #onChunks(chunks: readonly string[]): void {
    this.#queue.add(chunks);
    this.#respondWhenReady();
  }

  #onEnd(): void {
    this.#queue.end(natives.bare<Ending>({ kind: 'ended' }));
    this.#respondWhenReady();
  }

  #onFailed(): void {
    // As a broken connection would end it: two answers are never spliced.
    const reason = new natives.TypeError('network error');
    this.#queue.end(natives.bare<Ending>({ kind: 'broken', reason }));
    this.#giveUp(false);
  }

  #respondWhenReady(): void {
    const verdict = this.#held;
    if (this.#settle === undefined || verdict === undefined || !this.#queue.isReady()) return;
    const source = createPieceSource({
      queue: this.#queue,
      paceMs: verdict.paceMs,
      isHidden: this.#isHidden,
      onRead: (count) => {
        if (verdict.more) this.#channel.send({ type: 'chunks-read', id: this.id, count });
      },
      onDone: (how) => {
        this.#channel.finish(this.id);
        if (how === 'cancelled' && verdict.more) this.#channel.send({ type: 'cancel', id: this.id });
      },
    });
    this.#leavePending({ kind: 'responded', verdict, source });
  }

  #giveUp(isToldTo: boolean): void {
    if (this.#settle === undefined) return;
    this.#channel.finish(this.id);
    if (isToldTo) this.#channel.send({ type: 'cancel', id: this.id });
    this.#leavePending({ kind: 'failed', isObserved: false });
  }

  #waitFor(milliseconds: number): void {
    this.#stopTimer();
    this.#stopTimer = natives.after(milliseconds, () => {
      this.#giveUp(true);
    });
  }

  #leavePending(decision: Decision): void {
    this.#stopTimer();
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(natives.bare(decision));
  }
}

function withoutAnswer(verdict: Exclude<Verdict, RespondVerdict>): Decision {
  return verdict.kind === 'rewrite'
    ? { kind: 'rewritten', body: verdict.body, isObserved: verdict.observe }
    : { kind: 'passed', isObserved: verdict.observe };
}
