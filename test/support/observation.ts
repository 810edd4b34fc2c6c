import type { Observation } from '../../daemon/router/live/observation-log.ts';

/** A person calls a small model's answer to a coding question wrong; change what a test is about. */
export function observation(change: Partial<Observation> = {}): Observation {
  return {
    ...{ decisionId: 'decision', group: 'http', category: 'coding', tier: 'small', predicted: 0.8 },
    ...{ right: false, weight: 1, from: 'person', at: 1_000 },
    ...change,
  };
}
