import type { CommonState } from './notes.ts';

interface ChangeWatchOptions {
  /** Whether there is anything to look at. */
  isOpen: () => boolean;
  /** What the daemons agree on now. */
  read: () => Promise<CommonState>;
  /** Told as often as it is read. */
  onRead: (state: CommonState) => Promise<void>;
  /** Other daemons changed what this one may hold copies of, or it is time to make sure. */
  onChange: () => Promise<void>;
}

/** What another daemon forgets must be gone here within 5 s: two of these, and the strongly consistent read. */
const LOOK_EVERY_MS = 2_000;
/** A bounded read may for some seconds still show, and so bring back, what is gone: one look is not enough. */
const CHECKS_AFTER_CHANGE = 5;
/** A replacement may be announced too early to be noticed: every so many looks all is checked, announced or not. */
const CHECK_ALL_EVERY = 30;

/** Looks now and then whether other daemons have changed something. */
export class ChangeWatch {
  readonly #options: ChangeWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lastChange: number | undefined;
  #looks = 0;
  #checksDue = 0;
  #isStopped = false;

  constructor(options: ChangeWatchOptions) {
    this.#options = options;
    this.#schedule();
  }

  /** Looks at once; whoever asks while a look is under way waits for that. What fails is left to the next look. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch(() => undefined)
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** After a time without a look, when any change may have been missed. */
  async lookAnew(): Promise<void> {
    await this.#looking;
    this.#lastChange = undefined;
    await this.look();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { isOpen, read, onRead, onChange } = this.#options;
    if (this.#isStopped || !isOpen()) return;
    const state = await read();
    await onRead(state);
    this.#looks += 1;
    if (state.changes !== this.#lastChange) this.#checksDue = CHECKS_AFTER_CHANGE;
    if (this.#checksDue === 0 && this.#looks % CHECK_ALL_EVERY !== 0) return;
    await onChange();
    this.#checksDue = Math.max(0, this.#checksDue - 1);
    this.#lastChange = state.changes;
  }

  #schedule(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      void this.look().finally(() => {
        this.#schedule();
      });
    }, LOOK_EVERY_MS).unref();
  }
}
