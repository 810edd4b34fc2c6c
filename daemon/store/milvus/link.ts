import { setMaxListeners } from 'node:events';
import { pause } from '../../lib/pause.ts';
import { asMilvusError, MilvusError } from './milvus-error.ts';
import { wasClosed, within } from './within.ts';

export type LinkState =
  | { kind: 'connecting' }
  | { kind: 'up' }
  /** Tried again every second. */
  | { kind: 'down'; error: MilvusError };

interface LinkOptions<S> {
  /** Opens what can be worked with; rejects by itself when that takes too long. */
  connect: () => Promise<S>;
  /** The cheapest thing that goes the way of a lookup: tells whether one would be answered in time. */
  probe: (session: S, deadlineMs: number) => Promise<unknown>;
  close: (session: S) => Promise<void>;
  /** What a lookup may wait, in milliseconds. */
  budgetMs: number;
  /** What work in the background may wait, in milliseconds. */
  timeoutMs: number;
  /** Told once a change. */
  onChange: (state: LinkState) => void;
}

type Work<S, T> = (session: S, deadlineMs: number) => Promise<T>;

const RETRY_MS = 1_000;
/** The first calls of a connection are slower than those that follow. */
const PROBES = 3;

/**
 * The way to a server that may be away, hang or be slow: nobody ever waits longer than the budget, and while the server
 * is known not to answer in time nobody waits at all. One lookup that fails closes the way; it opens again as soon as a
 * probe is answered in time, over the same connection or a new one.
 */
export class Link<S> {
  readonly #options: LinkOptions<S>;
  readonly #stop = new AbortController();
  #state: LinkState = { kind: 'connecting' };
  #session: S | undefined;
  /** While a lookup has just failed and it is not yet clear why. */
  #isInDoubt = false;
  #break: (error: MilvusError) => void = () => undefined;
  #waiting: (() => void)[] = [];
  readonly #ended: Promise<void>;

  constructor(options: LinkOptions<S>) {
    this.#options = options;
    // One for each lookup under way.
    setMaxListeners(0, this.#stop.signal);
    this.#ended = this.#keepOpen();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** For what somebody waits for: rejects within the budget, and at once while the way is closed. */
  async lookup<T>(work: Work<S, T>): Promise<T> {
    const { budgetMs } = this.#options;
    if (this.#isInDoubt) throw new MilvusError('unreachable', 'Milvus did not answer in time just now');
    return this.#attempt(work, budgetMs);
  }

  /** For work in the background: rejects at once while there is no connection. */
  run<T>(work: Work<S, T>): Promise<T> {
    return this.#attempt(work, this.#options.timeoutMs);
  }

  /** Resolves when the way is open; rejects with what is wrong as soon as that is known. */
  async opened(): Promise<void> {
    while (this.#state.kind === 'connecting' && !this.#stop.signal.aborted) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#stop.signal.aborted) throw wasClosed();
    if (this.#state.kind === 'down') throw this.#state.error;
  }

  /** Whoever waits for anything is told at once. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#break(wasClosed());
    for (const resume of this.#waiting.splice(0)) resume();
    await this.#ended;
  }

  async #attempt<T>(work: Work<S, T>, deadlineMs: number): Promise<T> {
    const session = this.#session;
    if (session === undefined) throw this.#whyClosed();
    try {
      return await within(work(session, deadlineMs), deadlineMs, this.#stop.signal);
    } catch (thrown) {
      const error = asMilvusError(thrown);
      if (error.fault !== 'rejected') void this.#doubt(session);
      throw error;
    }
  }

  #whyClosed(): MilvusError {
    if (this.#stop.signal.aborted) return wasClosed();
    return this.#state.kind === 'down'
      ? this.#state.error
      : new MilvusError('unreachable', 'not connected yet');
  }

  /** Finds out whether the next lookup would be answered. */
  async #doubt(session: S): Promise<void> {
    if (this.#isInDoubt || session !== this.#session || this.#stop.signal.aborted) return;
    this.#isInDoubt = true;
    try {
      await this.#probe(session);
    } catch (error) {
      this.#break(asMilvusError(error));
    } finally {
      this.#isInDoubt = false;
    }
  }

  async #probe(session: S): Promise<void> {
    const { probe, budgetMs } = this.#options;
    for (let tries = 1; ; tries += 1) {
      try {
        await within(probe(session, budgetMs), budgetMs, this.#stop.signal);
        return;
      } catch (error) {
        if (tries === PROBES || this.#stop.signal.aborted) throw error;
      }
    }
  }

  async #keepOpen(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#become({ kind: 'down', error: await this.#serve().catch(asMilvusError) });
      await pause(RETRY_MS, signal);
    }
  }

  /** One connection, from its opening to its end; resolves with what ended it. */
  async #serve(): Promise<MilvusError> {
    const { close } = this.#options;
    const session = await this.#connect();
    try {
      await this.#probe(session);
      const broken = new Promise<MilvusError>((resolve) => {
        this.#break = resolve;
      });
      this.#session = session;
      this.#become({ kind: 'up' });
      if (this.#stop.signal.aborted) return wasClosed();
      return await broken;
    } finally {
      this.#session = undefined;
      this.#break = () => undefined;
      // A connection that hangs must not keep the next one from being made.
      void close(session).catch(() => undefined);
    }
  }

  /** Nobody who stops waits for a server that does not answer; a session that comes too late is closed again. */
  #connect(): Promise<S> {
    const { connect, close } = this.#options;
    const { signal } = this.#stop;
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        reject(wasClosed());
      };
      signal.addEventListener('abort', giveUp, { once: true });
      connect().then(
        (session) => {
          signal.removeEventListener('abort', giveUp);
          if (signal.aborted) void close(session).catch(() => undefined);
          resolve(session);
        },
        (error: unknown) => {
          signal.removeEventListener('abort', giveUp);
          reject(asMilvusError(error));
        },
      );
    });
  }

  #become(state: LinkState): void {
    if (this.#stop.signal.aborted) return;
    const before = this.#state;
    this.#state = state;
    const isSame =
      before.kind === state.kind &&
      (before.kind !== 'down' || state.kind !== 'down' || before.error.fault === state.error.fault);
    if (isSame) return;
    this.#options.onChange(state);
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
