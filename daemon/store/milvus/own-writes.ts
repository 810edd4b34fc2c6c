import type { Clock } from '../../lib/clock.ts';

/** Milvus's own bound on how far a bounded read lags (`gracefulTime`, 5 s), and as much again. */
const LAG_MS = 10_000;

/**
 * The entries that this daemon wrote or deleted a moment ago: a search at bounded consistency may not show that yet, so
 * what Milvus says of them is not believed.
 */
export class OwnWrites {
  readonly #clock: Pick<Clock, 'elapsed'>;
  /** Until when, by id; oldest first. */
  readonly #until = new Map<string, number>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  add(ids: Iterable<string>): void {
    const now = this.#clock.elapsed();
    for (const [id, until] of this.#until) {
      if (until > now) break;
      this.#until.delete(id);
    }
    for (const id of ids) {
      this.#until.delete(id);
      this.#until.set(id, now + LAG_MS);
    }
  }

  has(id: string): boolean {
    return (this.#until.get(id) ?? 0) > this.#clock.elapsed();
  }
}
