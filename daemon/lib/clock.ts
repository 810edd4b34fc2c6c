/** Time as a dependency, so that tests can move it. */
export interface Clock {
  /** Wall time in milliseconds since the epoch: for what is stored and shown. */
  now(): number;
  /** Milliseconds from an arbitrary start that never go backwards: for durations. */
  elapsed(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
};
