import type { Clock } from '../../lib/clock.ts';
import { quantile } from '../../lib/quantile.ts';

/** How one call of a model ended. Times are milliseconds from its start. */
export interface ModelCall {
  /** The model's id. */
  model: string;
  /** `slow`: given up before it began, another model was asked; `left`: the client went away. */
  outcome: 'answered' | 'failed' | 'slow' | 'left';
  /** Of a stream; of a slow call the wait until it was given up, so that the true time is longer. */
  firstTokenMs?: number | undefined;
  /** Of a complete answer. */
  totalMs?: number | undefined;
  /** As the model counted them. */
  answerTokens?: number | undefined;
}

/** How fast and how reliable a model has been lately. Undefined: not known. */
export interface Pace {
  /** Milliseconds to the first token, calls that were given up included with their wait: never less than it says. */
  firstTokenMs: { p50: number; p90: number } | undefined;
  /**
   * Milliseconds within which nine of ten streams that did begin began. Patience is measured by this one: if waits in
   * vain counted, each for a server that hangs would be longer than the last.
   */
  begunWithinMs: number | undefined;
  /**
   * Milliseconds from one token to the next (median). Where no answer was streamed, of whole answers: the wait for the
   * first token is spread over all of them then.
   */
  perTokenMs: number | undefined;
  /** Mean length of an answer, known from the fifth on. */
  answerTokens: number | undefined;
  /** Share of the latest calls that failed or were given up, in [0, 1). */
  failureRate: number;
  /** The calls which that share is taken of. */
  calls: number;
}

/** What the latest calls of each model tell; in memory, bounded. */
export interface ModelPace {
  note(call: ModelCall): void;
  of(model: string): Pace;
}

/** Latest calls kept of each model. */
const KEPT = 64;
/** A server that was restarted is soon as good as new. */
const FAILURES_COUNT_MS = 15 * 60_000;
/** A model that is avoided because it was slow is not measured again: what it was then must fade by itself. */
const TIMES_COUNT_MS = 60 * 60_000;
const ANSWERS_TO_KNOW_THEIR_LENGTH = 5;
/**
 * Calls that did not fail, imagined before the first: the mean of a Beta posterior that starts at (0, 3). One failure of
 * one call is 1/4, no proof; five of five are 5/8. Most failures of a model that worked before are a moment's.
 */
const IMAGINED_SUCCESSES = 3;

export function createModelPace(clock: Pick<Clock, 'elapsed'>): ModelPace {
  const callsOf = new Map<string, TimedCall[]>();
  return {
    note(call) {
      // Somebody who leaves before the first token tells nothing of the model.
      if (call.outcome === 'left' && call.firstTokenMs === undefined) return;
      const calls = callsOf.get(call.model) ?? [];
      calls.push({ ...call, at: clock.elapsed() });
      if (calls.length > KEPT) calls.shift();
      callsOf.set(call.model, calls);
    },
    of: (model) => paceOf(callsOf.get(model) ?? [], clock.elapsed()),
  };
}

interface TimedCall extends ModelCall {
  at: number;
}

function paceOf(calls: readonly TimedCall[], now: number): Pace {
  const within = (ageMs: number): TimedCall[] => calls.filter(({ at }) => now - at <= ageMs);
  const timed = within(TIMES_COUNT_MS);
  const ended = within(FAILURES_COUNT_MS).filter(({ outcome }) => outcome !== 'left');
  const failures = ended.filter(({ outcome }) => outcome !== 'answered').length;
  return {
    firstTokenMs: spreadOf(timed.flatMap(({ firstTokenMs }) => firstTokenMs ?? [])),
    begunWithinMs: quantile(
      timed.flatMap(({ outcome, firstTokenMs }) => (outcome === 'slow' ? [] : (firstTokenMs ?? []))),
      0.9,
    ),
    perTokenMs: perTokenOf(timed),
    answerTokens: meanLength(calls),
    failureRate: failures / (ended.length + IMAGINED_SUCCESSES),
    calls: ended.length,
  };
}

function spreadOf(values: readonly number[]): Pace['firstTokenMs'] {
  const [p50, p90] = [quantile(values, 0.5), quantile(values, 0.9)];
  return p50 === undefined || p90 === undefined ? undefined : { p50, p90 };
}

function perTokenOf(calls: readonly ModelCall[]): number | undefined {
  const streamed: number[] = [];
  const whole: number[] = [];
  for (const { firstTokenMs, totalMs, answerTokens = 0 } of calls) {
    if (totalMs === undefined) continue;
    if (firstTokenMs === undefined && answerTokens > 0) whole.push(totalMs / answerTokens);
    if (firstTokenMs !== undefined && answerTokens > 1) {
      streamed.push((totalMs - firstTokenMs) / (answerTokens - 1));
    }
  }
  return quantile(streamed.length > 0 ? streamed : whole, 0.5);
}

/** However old they are: the length is the model's manner, not its state. */
function meanLength(calls: readonly ModelCall[]): number | undefined {
  const lengths = calls.flatMap(({ outcome, answerTokens }) =>
    outcome === 'answered' ? (answerTokens ?? []) : [],
  );
  if (lengths.length < ANSWERS_TO_KNOW_THEIR_LENGTH) return undefined;
  return lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
}
