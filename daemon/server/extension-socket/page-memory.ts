import { LRUCache } from 'lru-cache';
import type { ChatMessage, ChatRequest } from '../../chat/chat-request.ts';
import type { Clock } from '../../lib/clock.ts';

/** A stored answer that a document was given. */
export interface Given {
  decision: string;
  /** Id of the entry. */
  entry: string | undefined;
  question: string;
}

/** Somebody who sends the same request again so soon does not want the stored answer. */
const REGENERATE_WITHIN_MS = 60_000;
const MOST_DOCUMENTS = 200;
const MOST_ANSWERS_IN_DOCUMENT = 50;
const MOST_SESSIONS_IN_DOCUMENT = 20;
const MOST_ENDPOINTS = 500;
/** Characters of the questions that were answered lately, as they would go to a model. */
const MOST_REQUEST_CHARACTERS = 8_000_000;

interface Document {
  /** By the digest of the request. */
  given: LRUCache<string, Given & { at: number; asksModelNext: boolean }>;
  sessions: LRUCache<string, SeenSession>;
}

/** A conversation that the page's server keeps, and of which this document has seen every turn. */
export interface SeenSession {
  said: ChatMessage[];
  /** A stored answer was given in it: the server knows nothing of that turn. */
  isAhead: boolean;
}

/** What the daemon remembers of the pages of one browser, in this process only; bounded. */
export class PageMemory {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #documents = new LRUCache<string, Document>({ max: MOST_DOCUMENTS });
  /** By decision. */
  readonly #requests = new LRUCache<string, ChatRequest>({
    maxSize: MOST_REQUEST_CHARACTERS,
    sizeCalculation: ({ body, messages }) => JSON.stringify([body, messages]).length,
  });
  readonly #understood = new LRUCache<string, true>({ max: MOST_ENDPOINTS });

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** `digest` is equal for identical requests. */
  noteGiven(document: string, digest: string, given: Given, request: ChatRequest): void {
    const at = this.#clock.elapsed();
    this.#documentOf(document).given.set(digest, { ...given, at, asksModelNext: false });
    this.#requests.set(given.decision, request);
  }

  /** What this document asked when it was given that answer; undefined where it was not, or long ago. */
  requestBehind(document: string, decision: string): ChatRequest | undefined {
    const given = this.#givenTo(document).some((one) => one.decision === decision);
    return given ? this.#requests.get(decision) : undefined;
  }

  /**
   * The stored answer that this document was given to the very same request a moment ago, or does not want again. Told
   * once: what the page shows next is not that answer any more.
   */
  takeRefused(document: string, request: string): Given | undefined {
    const answers = this.#documents.get(document)?.given;
    const given = answers?.get(request);
    if (!given) return undefined;
    const isAgain = this.#clock.elapsed() - given.at <= REGENERATE_WITHIN_MS;
    if (!given.asksModelNext && !isAgain) return undefined;
    answers?.delete(request);
    return given;
  }

  /** The last stored answer to this question that the document was given. */
  lastGiven(document: string, question: string): Given | undefined {
    return this.#givenTo(document).find((one) => one.question === question);
  }

  /** The next identical request goes to the model; undefined where the document was not given that answer. */
  askModelNext(document: string, decision: string): Given | undefined {
    const meant = this.#givenTo(document).find((one) => one.decision === decision);
    if (meant) meant.asksModelNext = true;
    return meant;
  }

  /** Takes "ask the model next" back, in whatever document. */
  acceptAgain(decision: string): void {
    for (const { given } of this.#documents.values()) {
      for (const one of given.values()) if (one.decision === decision) one.asksModelNext = false;
    }
  }

  /** Notes that an answer of an endpoint's own was understood, so that its form is known. */
  noteUnderstood(endpoint: string): void {
    this.#understood.set(endpoint, true);
  }

  hasUnderstood(endpoint: string): boolean {
    return this.#understood.has(endpoint);
  }

  /** The session, where all of it was seen; it is out of sight then until it is put back with the turn that follows. */
  takeSession(document: string, id: string): SeenSession | undefined {
    const sessions = this.#documents.get(document)?.sessions;
    const session = sessions?.get(id);
    sessions?.delete(id);
    return session;
  }

  putSession(document: string, id: string, session: SeenSession): void {
    this.#documentOf(document).sessions.set(id, session);
  }

  /** Newest first. */
  #givenTo(document: string): (Given & { asksModelNext: boolean })[] {
    return [...(this.#documents.get(document)?.given.values() ?? [])];
  }

  #documentOf(id: string): Document {
    const known = this.#documents.get(id);
    if (known) return known;
    const document: Document = {
      given: new LRUCache({ max: MOST_ANSWERS_IN_DOCUMENT }),
      sessions: new LRUCache({ max: MOST_SESSIONS_IN_DOCUMENT }),
    };
    this.#documents.set(id, document);
    return document;
  }
}

/** A conversation with one turn more. */
export function withTurn(said: readonly ChatMessage[], question: string, answer: string): ChatMessage[] {
  return [...said, { role: 'user', content: question }, { role: 'assistant', content: answer }];
}
