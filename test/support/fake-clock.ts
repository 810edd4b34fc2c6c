import type { Clock } from '../../daemon/lib/clock.ts';

/** Stands still until the test moves it. */
export class FakeClock implements Clock {
  #milliseconds = 1_800_000_000_000;

  now(): number {
    return this.#milliseconds;
  }

  elapsed(): number {
    return this.#milliseconds;
  }

  advance(milliseconds: number): void {
    this.#milliseconds += milliseconds;
  }
}
