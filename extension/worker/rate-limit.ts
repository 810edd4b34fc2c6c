import type { Clock } from './clock';

/** At most so many in a window of time; then none until the window is over. */
export class RateLimit {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #most: number;
  readonly #windowMs: number;
  #since = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(clock: Pick<Clock, 'now'>, most: number, windowMs: number) {
    this.#clock = clock;
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Counts one; false where it is one too many. */
  take(): boolean {
    const now = this.#clock.now();
    if (now - this.#since >= this.#windowMs) {
      this.#since = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= this.#most;
  }
}
