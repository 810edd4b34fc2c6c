import { DaemonError } from '../lib/errors.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import { SharedStream } from './shared-stream.ts';

/** Work that several equal requests may share: a head that comes first, then items. */
export interface Work<Head, Item> {
  head: Head;
  items: AsyncIterable<Item>;
}

export interface Joined<Head, Item> extends Work<Head, Item> {
  /** Whether this caller started the work, or came to work already under way. */
  isLeader: boolean;
}

/** Starts the work; by `announce` it may say what it is about, for those who want to read along with it. */
type Start<Head, Item, Subject> = (
  signal: AbortSignal,
  announce: (subject: Subject) => void,
) => Promise<Work<Head, Item>>;

/** Work under way of which it is known what it is about. */
export interface Announced<Head, Item, Subject> {
  subject: Subject;
  /** Reads along from the start; the work goes on at least until this reader leaves. */
  board: (signal: AbortSignal) => Promise<Work<Head, Item>>;
}

/**
 * Joins equal requests that are under way at the same time: the first starts the work, the others stream along from its
 * start. The work is aborted when all have left. If it fails before its head came, so before anybody was sent
 * anything, one follower starts it again for the rest, once; if it fails later, all get the error, never two answers
 * spliced.
 */
export class InFlight<Head, Item, Subject = never> {
  readonly #flights = new Map<string, Flight<Head, Item, Subject>>();

  async join(
    key: string,
    signal: AbortSignal,
    start: Start<Head, Item, Subject>,
  ): Promise<Joined<Head, Item>> {
    const running = this.#flights.get(key);
    if (!running) return { ...(await this.#launch(key, start).board(signal)), isLeader: true };
    try {
      return { ...(await running.board(signal)), isLeader: false };
    } catch (error) {
      if (!mayTakeOver(error, signal)) throw error;
    }
    // Whoever of the followers comes here first leads; the rest find its flight.
    const second = this.#flights.get(key);
    const isLeader = second === undefined;
    return { ...(await (second ?? this.#launch(key, start)).board(signal)), isLeader };
  }

  /** Requests under way, for metrics and shutdown. */
  get size(): number {
    return this.#flights.size;
  }

  /** What is under way and was announced. */
  announced(): Announced<Head, Item, Subject>[] {
    return [...this.#flights.values()].flatMap((flight) =>
      flight.subject === undefined
        ? []
        : [{ subject: flight.subject, board: (signal: AbortSignal) => flight.board(signal) }],
    );
  }

  #launch(key: string, start: Start<Head, Item, Subject>): Flight<Head, Item, Subject> {
    const flight = new Flight(start, () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    this.#flights.set(key, flight);
    return flight;
  }
}

/** A request's own fault is the same for everybody; only what may pass is tried again. */
function mayTakeOver(error: unknown, signal: AbortSignal): boolean {
  return !signal.aborted && error instanceof DaemonError && error.isRetryable;
}

class Flight<Head, Item, Subject> {
  subject: Subject | undefined;
  readonly #abort = new AbortController();
  readonly #work: Promise<Work<Head, Item>>;
  readonly #stream: SharedStream<Item>;

  constructor(start: Start<Head, Item, Subject>, onOver: () => void) {
    this.#work = start(this.#abort.signal, (subject) => {
      this.subject = subject;
    });
    // A failure is told to those who board; when all have left, nobody needs to hear of it.
    this.#work.catch(onOver);
    this.#stream = new SharedStream(itemsOf(this.#work, onOver), () => {
      onOver();
      this.#abort.abort();
    });
  }

  /** Waits for the head, then reads along. Counts as a reader from the start, so that leaving early counts too. */
  async board(signal: AbortSignal): Promise<Work<Head, Item>> {
    const items = this.#stream.read();
    try {
      const { head } = await unlessAborted(this.#work, signal, clientClosed);
      // Not left to the consumer alone: one that waits for the next item cannot be told to stop until it comes.
      signal.addEventListener('abort', () => void items.return?.(), { once: true });
      return { head, items };
    } catch (error) {
      await items.return?.();
      throw error;
    }
  }
}

async function* itemsOf<Head, Item>(
  work: Promise<Work<Head, Item>>,
  onOver: () => void,
): AsyncGenerator<Item> {
  try {
    yield* (await work).items;
  } finally {
    onOver();
  }
}

function clientClosed(): DaemonError {
  return new DaemonError({ code: 'client_closed', status: 499, message: 'The client went away.' });
}
