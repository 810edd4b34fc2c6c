import type { Clock } from '../../lib/clock.ts';

/** Wrong attempts without any wait: a person mistypes. */
const FREE_ATTEMPTS = 2;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** So long without a wrong attempt, and all is forgotten. */
const FORGET_AFTER_MS = 10 * 60_000;

/**
 * One count of wrong pairing attempts for everybody: counts by address or origin are got round by changing those. Each
 * wrong attempt after the first two doubles the wait, up to a minute; who is paired already is not concerned.
 */
export class AttemptLimiter {
  readonly #clock: Pick<Clock, 'elapsed'>;
  #wrong = 0;
  #lastWrongAt = 0;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** How long nobody may try, in milliseconds; 0 where one may. */
  waitMs(): number {
    const since = this.#clock.elapsed() - this.#lastWrongAt;
    if (this.#wrong > 0 && since >= FORGET_AFTER_MS) this.#wrong = 0;
    if (this.#wrong <= FREE_ATTEMPTS) return 0;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#wrong - FREE_ATTEMPTS - 1));
    return Math.max(0, wait - since);
  }

  noteWrong(): void {
    this.#wrong += 1;
    this.#lastWrongAt = this.#clock.elapsed();
  }

  noteRight(): void {
    this.#wrong = 0;
  }
}
