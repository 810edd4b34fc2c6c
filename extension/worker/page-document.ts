import type { PageVerdict } from '../../shared/protocol';
import type { FromChip, ToChip, ToPage } from '../messages';
import type { Clock } from './clock';
import type { PageIdentity } from './page-sender';
import { RateLimit } from './rate-limit';
import { post, type RuntimePort } from './runtime-port';

/** A page that sends more in ten seconds than this is broken, or up to something: it is cut off. */
const MOST_MESSAGES = 2_000;
const MESSAGE_WINDOW_MS = 10_000;
/** Questions beyond this pass; nobody types so fast. */
const MOST_ASKS = 60;
const ASK_WINDOW_MS = 60_000;
/** Answers that the chip of one document is remembered to have shown. */
const MOST_SHOWN = 100;

const NOTHING_TO_TELL = { decision: '', cache: 'bypass', model: '', reason: '' } as const;

/** One document of a web page: its port, and how much it may say. */
export class PageDocument {
  readonly identity: PageIdentity;
  /** Stored answers that went into it. */
  answered = 0;
  readonly #port: RuntimePort;
  readonly #messages: RateLimit;
  readonly #asks: RateLimit;
  #shown: { decision: string; entry: string | undefined }[] = [];
  #isRecording = false;

  constructor(port: RuntimePort, identity: PageIdentity, clock: Pick<Clock, 'now'>) {
    this.#port = port;
    this.identity = identity;
    this.#messages = new RateLimit(clock, MOST_MESSAGES, MESSAGE_WINDOW_MS);
    this.#asks = new RateLimit(clock, MOST_ASKS, ASK_WINDOW_MS);
  }

  /** Counts a message; a document that says too much is cut off for good. */
  mayGoOn(): boolean {
    if (this.#messages.take()) return true;
    this.send({ type: 'off' });
    this.#port.disconnect();
    return false;
  }

  mayAsk(): boolean {
    return this.#asks.take();
  }

  send(message: ToPage | ToChip): void {
    post(this.#port, message);
  }

  pass(id: string): void {
    this.send({ type: 'verdict', id, verdict: { kind: 'pass', observe: false, reason: '' } });
  }

  /** The page learns what it needs to go on; where the answer comes from is for the chip, which the page cannot read. */
  verdict(id: string, verdict: PageVerdict): void {
    this.send({ type: 'verdict', id, verdict: forPage(verdict) });
    if (verdict.kind !== 'respond') return;
    this.answered += 1;
    const { source, element } = verdict;
    const { decision, entry } = source;
    this.#shown = [...this.#shown, { decision, entry }].slice(-MOST_SHOWN);
    this.send({ type: 'chip', source, element });
  }

  /** Whether the chip was shown this answer (and this stored entry). */
  hasShown({ decision, ...rest }: FromChip): boolean {
    const shown = this.#shown.find((one) => one.decision === decision);
    return shown !== undefined && (!('entry' in rest) || rest.entry === shown.entry);
  }

  recordNext(): void {
    this.#isRecording = true;
    this.send({ type: 'record-next' });
  }

  /** Whether a recorded exchange was asked for; once. */
  takeRecording(): boolean {
    const wasAsked = this.#isRecording;
    this.#isRecording = false;
    return wasAsked;
  }
}

function forPage(verdict: PageVerdict): PageVerdict {
  if (verdict.kind === 'pass') return { ...verdict, reason: '' };
  if (verdict.kind === 'rewrite') return { ...verdict, source: NOTHING_TO_TELL };
  return { ...verdict, source: NOTHING_TO_TELL, element: undefined };
}
