import {
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import type { ModelInfo } from '../chat/model-info.ts';
import { DaemonError } from '../lib/errors.ts';
import type { BreakerState } from './language-model.ts';

const FAILURES_TO_OPEN = 5;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;

export interface Breaker {
  /** Runs the call, or refuses it at once while the model is known to be down. */
  guard<T>(call: () => Promise<T>): Promise<T>;
  state(): BreakerState;
}

/**
 * Stops asking a model that failed five times in a row, for 5 s to 60 s with jitter, then lets a single call probe it
 * (Envoy's outlier detection uses the same five). Faults of the request itself do not count.
 */
export function createBreaker(info: ModelInfo): Breaker {
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof DaemonError && error.isRetryable),
    {
      halfOpenAfter: new ExponentialBackoff({ initialDelay: FIRST_PAUSE_MS, maxDelay: LONGEST_PAUSE_MS }),
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    },
  );
  return {
    async guard(call) {
      try {
        return await policy.execute(call);
      } catch (error) {
        if (!isBrokenCircuitError(error)) throw error;
        throw new DaemonError({
          code: 'upstream_unavailable',
          status: 503,
          isRetryable: true,
          message: `Model "${info.id}" (${info.baseUrl}) failed ${FAILURES_TO_OPEN} times in a row and is left alone for a moment.`,
        });
      }
    },
    state: () => STATES[policy.state],
  };
}

const STATES: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
};
