/** So many in so long: a budget that refills evenly. */
export interface RateLimit {
  /** False where the budget is used up. */
  take(): boolean;
}

/** `now` in milliseconds, of any beginning. */
export function createRateLimit(most: number, perMs: number, now: () => number): RateLimit {
  let left = most;
  let at = now();
  return {
    take: () => {
      const time = now();
      left = Math.min(most, left + ((time - at) / perMs) * most);
      at = time;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
