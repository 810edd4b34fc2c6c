import type { Clock } from '../../lib/clock.ts';
import { ChangeWatch } from './change-watch.ts';
import { LatencyWindow } from './latency-window.ts';
import { Link, type LinkState } from './link.ts';
import { asMilvusError, type MilvusError } from './milvus-error.ts';
import type { MilvusSettings } from './milvus-settings.ts';
import type { CommonState } from './notes.ts';
import { MilvusSession, type Validity } from './session.ts';

interface FarTierOptions {
  settings: MilvusSettings;
  /** Numbers in a vector of the embedding model. */
  dimension: number;
  clock: Pick<Clock, 'now'>;
  /** Told once a change. */
  onState: (state: LinkState) => void;
  /** Told of the epoch whenever Milvus tells it. */
  onEpoch: (epoch: number) => void;
  /** Whether this daemon said "forget everything" and Milvus does not know it yet: nothing that it has is valid then. */
  isForgetting: () => boolean;
  /** Another daemon said "forget everything". */
  onForgotten: () => Promise<void>;
  /** Other daemons changed what this one may hold copies of, or may have done so. */
  onChange: () => Promise<void>;
}

/** Something to do with a session: at what is valid now, within the time. */
export type FarWork<T> = (session: MilvusSession, validity: Validity, deadlineMs: number) => Promise<T>;

/** By key, or by meaning. */
export type LookupKind = 'get' | 'search';

/** What Milvus is and how it was made. */
export interface ServerFacts {
  version: string;
  /** Type of the index that the collection has, which is not always what the settings say today. */
  index: string;
}

/** A key that no entry has: asking for it goes the way of a lookup. */
const NOBODY = '0'.repeat(64);

/** Milvus as this daemon sees it: the way there, the epoch that holds, and what other daemons have changed. */
export class FarTier {
  readonly latency = new LatencyWindow();
  readonly #options: FarTierOptions;
  readonly #link: Link<MilvusSession>;
  readonly #watch: ChangeWatch;
  /** What the last lookup of each kind was refused with, while they are. */
  readonly #refused = new Map<LookupKind, MilvusError>();
  #epoch: number | undefined;
  #server: ServerFacts | undefined;

  constructor(options: FarTierOptions) {
    const { settings, onState, onChange } = options;
    this.#options = options;
    this.#link = new Link({
      connect: () => this.#connect(),
      probe: (session, deadlineMs) => session.get({ id: NOBODY }, this.#validity(), deadlineMs),
      close: (session) => session.close(),
      budgetMs: settings.search.budgetMs,
      timeoutMs: settings.connection.timeoutMs,
      onChange: (state) => {
        // What was refused over the connection before says nothing of the next.
        this.#refused.clear();
        onState(state);
        if (state.kind === 'up') void this.#watch.lookAnew();
      },
    });
    this.#watch = new ChangeWatch({
      isOpen: () => this.#link.state.kind === 'up',
      read: () => this.run((session, _validity, deadlineMs) => session.notes.commonState(deadlineMs)),
      onRead: (state) => this.#adopt(state),
      onChange,
    });
  }

  get state(): LinkState {
    return this.#link.state;
  }

  /** As of the last connection; undefined before the first. */
  get server(): ServerFacts | undefined {
    return this.#server;
  }

  /** What new entries belong to; undefined until Milvus has told it. */
  get epoch(): number | undefined {
    return this.#epoch;
  }

  /** Resolves when Milvus can be used; rejects with what is wrong as soon as that is known. */
  opened(): Promise<void> {
    return this.#link.opened();
  }

  /** For what somebody waits for: undefined where Milvus cannot answer within the budget. */
  async ask<T>(kind: LookupKind, work: FarWork<T>): Promise<T | undefined> {
    if (this.#options.isForgetting()) return undefined;
    try {
      const answer = await this.latency.measure(() =>
        this.#link.lookup((session, deadlineMs) => work(session, this.#validity(), deadlineMs)),
      );
      this.#refused.delete(kind);
      return answer;
    } catch (thrown) {
      const error = asMilvusError(thrown);
      // Of a server that is away the link knows more, and reports it.
      if (error.fault !== 'unreachable') this.#refused.set(kind, error);
      return undefined;
    }
  }

  /** Why lookups fail although the server answers (a parameter that it does not take, for one); empty when all is well. */
  refusals(): MilvusError[] {
    return [...this.#refused.values()];
  }

  /** For work in the background: rejects with a MilvusError. */
  run<T>(work: FarWork<T>): Promise<T> {
    return this.#link.run((session, deadlineMs) => work(session, this.#validity(), deadlineMs));
  }

  /** True where Milvus cannot tell: better a deletion too many than one too few. */
  async mayHave(id: string): Promise<boolean> {
    const stamps = await this.run((session, ...rest) => session.stamps([id], ...rest)).catch(() => undefined);
    return stamps?.size !== 0;
  }

  /** Deletes what has expired or was forgotten, some at a time; returns how many. */
  async sweep(): Promise<number> {
    let swept = 0;
    let some: number;
    do {
      some = await this.run((session, ...rest) => session.sweepSome(...rest));
      swept += some;
    } while (some > 0);
    await this.run(({ notes }, { now }, deadlineMs) => notes.sweep(now, deadlineMs));
    return swept;
  }

  /** Tells Milvus and so all daemons that everything is forgotten. */
  async announceForgotten(): Promise<void> {
    await this.run(async ({ notes }, _validity, deadlineMs) => {
      const common = await notes.commonState(deadlineMs);
      const next = Math.max(common.epoch, this.#epoch ?? 0) + 1;
      await notes.writeEpoch(next, deadlineMs);
      this.#setEpoch(next);
      await notes.announceChange(deadlineMs);
      await notes.forgetAllHits(deadlineMs);
    });
  }

  /** Looks at once for what other daemons have changed. */
  lookAround(): Promise<void> {
    return this.#watch.look();
  }

  async close(): Promise<void> {
    // Together: a look that is under way ends with the link.
    await Promise.all([this.#watch.stop(), this.#link.close()]);
  }

  #validity(): Validity {
    const { isForgetting, clock } = this.#options;
    return { epoch: (this.#epoch ?? 0) + (isForgetting() ? 1 : 0), now: clock.now() };
  }

  async #connect(): Promise<MilvusSession> {
    const session = await MilvusSession.open(this.#options);
    try {
      await this.#agree(session, this.#options.settings.connection.timeoutMs);
    } catch (error) {
      await session.close();
      throw error;
    }
    this.#server = { version: session.serverVersion, index: session.index };
    return session;
  }

  /** On the epoch, before anything is looked up. */
  async #agree({ notes }: MilvusSession, deadlineMs: number): Promise<void> {
    const state = await notes.commonState(deadlineMs);
    // Somebody emptied the server: "forget everything" must go on counting from where it was.
    if (this.#epoch !== undefined && state.epoch < this.#epoch)
      await notes.writeEpoch(this.#epoch, deadlineMs);
    await this.#adopt(state);
  }

  async #adopt({ epoch }: CommonState): Promise<void> {
    const isForgotten = this.#epoch !== undefined && epoch > this.#epoch;
    this.#setEpoch(Math.max(epoch, this.#epoch ?? 0));
    if (isForgotten) await this.#options.onForgotten();
  }

  #setEpoch(epoch: number): void {
    this.#epoch = epoch;
    this.#options.onEpoch(epoch);
  }
}
