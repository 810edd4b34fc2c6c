import type { Clock } from '../lib/clock.ts';

export type Stage = 'exact' | 'embed' | 'semantic' | 'wait' | 'route' | 'cascade' | 'generate';

/** Measures the stages of one request, by name. */
export class StageTimes {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly milliseconds: Partial<Record<Stage, number>> = {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.elapsed();
  }

  async measure<T>(stage: Stage, work: () => Promise<T> | T): Promise<T> {
    const begin = this.#clock.elapsed();
    try {
      return await work();
    } finally {
      const before = this.milliseconds[stage] ?? 0;
      this.milliseconds[stage] = before + this.#clock.elapsed() - begin;
    }
  }

  /** Milliseconds since the request came. */
  total(): number {
    return this.#clock.elapsed() - this.#startedAt;
  }
}
