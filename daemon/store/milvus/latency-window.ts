import { quantile } from '../../lib/quantile.ts';

/** How long the last lookups took. */
export class LatencyWindow {
  readonly #latest: number[] = [];

  /** Remembers how long the work took, where it succeeds. */
  async measure<T>(work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await work();
    this.#latest.push(performance.now() - start);
    if (this.#latest.length > LENGTH) this.#latest.shift();
    return result;
  }

  /** In milliseconds; undefined before the first. `share` in [0, 1]: 0.5 is the median. */
  quantile(share: number): number | undefined {
    return quantile(this.#latest, share);
  }
}

const LENGTH = 200;
