import { wilsonInterval } from '../cache/matching/wilson-interval.ts';
import { invariant } from '../lib/errors.ts';
import type { StreamRow } from './judged-rows.ts';
import type { Replay, ReplayedRow } from './replay-stream.ts';
import type { Matching, StreamReplayer } from './stream-replayer.ts';

/** What was served of a log, or of its beginning. */
export interface ServedFigures {
  served: number;
  /** Share of all questions that were served from the cache. */
  hit_rate: number;
  wrong: number;
  /** Share of the served that got an answer that is not their own, and where it lies (95 %, Wilson). */
  wrong_hit_rate: number;
  wrong_hit_interval: [low: number, high: number];
}

/** What the cache would have done to a log. */
export interface StreamReport extends ServedFigures {
  rows: number;
  max_wrong_rate: number;
  /** Whether what must not be stored was left out, as in use. */
  gate: boolean;
  exact_hit_rate: number;
  semantic_hit_rate: number;
  stored: number;
  /** Misses that no rule let be stored, and questions that were not looked up by meaning, by reason. */
  not_stored: Record<string, number>;
  not_looked_up: Record<string, number>;
  /** From the beginning up to each tenth of the log. */
  by_tenth: (ServedFigures & { rows: number })[];
  /** The same log under other budgets, too, where a verifier is configured: without one none has an effect. */
  by_budget: (ServedFigures & { max_wrong_rate: number })[];
  /** The same log through a cache that cuts at a cosine. */
  by_cosine: (ServedFigures & { threshold: number })[];
}

export interface StreamOptions {
  maxWrongRate: number;
  isGated: boolean;
}

/** Besides the configured one. */
const BUDGETS = [0.01, 0.02, 0.05, 0.1];
const THRESHOLDS = [0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98];
/** Replays that run at once: pairs of several fill the verifier's batches, and each holds a store. */
const AT_ONCE = 4;

/** Replays a log within the budget, within others, and through bare cuts on cosine. */
export async function evaluateStream(
  rows: readonly StreamRow[],
  replayer: StreamReplayer,
  { maxWrongRate, isGated }: StreamOptions,
): Promise<StreamReport> {
  const rates = [...new Set([...(replayer.isVerified ? BUDGETS : []), maxWrongRate])].sort((a, b) => a - b);
  const replayAll = (matchings: readonly Matching[]): Promise<Replay[]> =>
    inTurns(matchings, (matching) => replayer.replay(rows, { matching, isGated }));
  const budgets = await replayAll(rates.map((rate) => ({ maxWrongRate: rate })));
  const cuts = await replayAll(THRESHOLDS.map((threshold) => ({ threshold })));
  const own = budgets[rates.indexOf(maxWrongRate)];
  invariant(own, 'the configured budget is among those replayed');
  return {
    ...{ rows: rows.length, max_wrong_rate: maxWrongRate, gate: isGated, ...servedFigures(own.rows) },
    ...{ exact_hit_rate: rateOf(own, 'hit-exact'), semantic_hit_rate: rateOf(own, 'hit-semantic') },
    ...{ stored: own.stored, not_stored: own.notStored, not_looked_up: own.notLookedUp },
    by_tenth: byTenth(own.rows),
    by_budget: budgets.map((replay, index) => ({
      max_wrong_rate: rates[index] ?? 0,
      ...servedFigures(replay.rows),
    })),
    by_cosine: cuts.map((replay, index) => ({
      threshold: THRESHOLDS[index] ?? 0,
      ...servedFigures(replay.rows),
    })),
  };
}

/** Some at once, in order. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
}

function byTenth(rows: readonly ReplayedRow[]): StreamReport['by_tenth'] {
  const ends = Array.from({ length: 10 }, (_, index) => Math.round(((index + 1) * rows.length) / 10));
  return ends.map((end) => ({ rows: end, ...servedFigures(rows.slice(0, end)) }));
}

function rateOf({ rows }: Replay, outcome: ReplayedRow['outcome']): number {
  return rows.filter((row) => row.outcome === outcome).length / Math.max(rows.length, 1);
}

/** How many of these were served, and how many of those wrongly. */
export function servedFigures(rows: readonly ReplayedRow[]): ServedFigures {
  const served = rows.filter(({ outcome }) => outcome !== 'miss').length;
  const wrong = rows.filter(({ isWrong }) => isWrong).length;
  const wrongRate = wrong / Math.max(served, 1);
  return {
    ...{ served, hit_rate: served / Math.max(rows.length, 1) },
    ...{ wrong, wrong_hit_rate: wrongRate, wrong_hit_interval: wilsonInterval(wrongRate, served) },
  };
}
