import type { CalibrationData } from './calibration.ts';
import { inFolds } from './folds.ts';
import { fitRising, type RisingSteps } from './isotonic.ts';
import { fitLogistic, logOdds, type LogisticModel, type WeightedCase } from './logistic.ts';
import { FEATURE_NAMES } from './pair-evidence.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** A judged pair of questions. */
export interface JudgedPair {
  features: readonly number[];
  label: boolean;
  /** Never served, whatever its score: it teaches the weights, and no cut is about it. */
  isRuledOut: boolean;
  /** Pairs of one group stay together when a part is kept apart: a family, a paraphrase cluster, an entry. */
  group: string;
  /** Where it is from: a budget must hold in each source alone. */
  source: string;
}

export interface FitOptions {
  models: Pick<CalibrationData, 'embedder' | 'verifier'>;
  /** What the features' familiarity was computed with. */
  familiarity: CalibrationData['familiarity'];
  /** Share of reusable pairs among the candidates that traffic brings, in (0, 1). */
  prevalence: number;
}

/** Budgets that cuts are kept for; one between two of them is served as the stricter. */
const BUDGETS = [0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2];
const FOLDS = 5;
const PENALTY = 1;
/** One-sided normal quantile of 95 %: how surely a budget held on what was seen. */
const SURE = 1.645;
/** Share of the reusable pairs of a source. */
const NEXT_TO_NONE = 0.002;

type GroupedCase = JudgedPair & WeightedCase;

/** A case whose score was given by a fit that had not seen its group. */
interface ScoredCase extends Pick<GroupedCase, 'label' | 'isRuledOut' | 'weight' | 'source'> {
  score: number;
}

/**
 * Weighs the evidence by logistic regression, turns scores into probabilities by isotonic regression on scores of
 * unseen groups (so that they are no more certain than they are right), and finds the cut of each budget.
 */
export function fitCalibration(
  pairs: readonly JudgedPair[],
  { models, familiarity, prevalence }: FitOptions,
): CalibrationData {
  const cases = weighted(pairs, prevalence);
  const model = fitLogistic(cases, PENALTY);
  const scored = scoresOfUnseen(cases).filter(({ isRuledOut }) => !isRuledOut);
  return {
    ...models,
    features: [...FEATURE_NAMES],
    bias: model.bias,
    ...{ weights: model.weights, familiarity },
    probability: cautious(fitRising(scored), scored),
    cuts: BUDGETS.flatMap((maxWrongRate) => {
      const score = cutWithin(scored, maxWrongRate);
      return score === undefined ? [] : [{ maxWrongRate, score }];
    }),
  };
}

/** Each source counts alike, and within it the reusable pairs as much as the prevalence says. */
function weighted(pairs: readonly JudgedPair[], prevalence: number): GroupedCase[] {
  const counts = new Map<string, number>();
  const keyOf = ({ source, label }: JudgedPair): string => `${source}|${label}`;
  for (const pair of pairs) counts.set(keyOf(pair), (counts.get(keyOf(pair)) ?? 0) + 1);
  const perSource = pairs.length / new Set(pairs.map(({ source }) => source)).size;
  return pairs.map((pair) => ({
    ...pair,
    weight: ((pair.label ? prevalence : 1 - prevalence) * perSource) / (counts.get(keyOf(pair)) ?? 1),
  }));
}

function scoresOfUnseen(cases: readonly GroupedCase[]): ScoredCase[] {
  return inFolds(cases, FOLDS).flatMap(({ seen, unseen }) => {
    const model: LogisticModel = fitLogistic(seen, PENALTY);
    return unseen.map(({ features, ...one }) => ({ ...one, score: logOdds(model, features) }));
  });
}

/** No step promises more than its cases can show (Jeffreys' prior). */
function cautious({ scores, values }: RisingSteps, scored: readonly ScoredCase[]): RisingSteps {
  const weights = scores.map(() => 0);
  for (const { score, weight } of scored) {
    const index = lastAtOrUnder(scores, score);
    weights[index] = (weights[index] ?? 0) + weight;
  }
  let highest = 0;
  const shrunk = values.map((value, index) => {
    const weight = weights[index] ?? 0;
    highest = Math.max(highest, (value * weight + 0.5) / (weight + 1));
    return highest;
  });
  return { scores, values: shrunk };
}

function lastAtOrUnder(scores: readonly number[], score: number): number {
  const next = scores.findIndex((from) => from > score);
  return Math.max((next === -1 ? scores.length : next) - 1, 0);
}

/**
 * The lowest score from which on all sources together keep the budget for sure, and each alone: where none does, so that
 * next to nothing of that source is served.
 */
function cutWithin(scored: readonly ScoredCase[], maxWrongRate: number): number | undefined {
  const sources = [...new Set(scored.map(({ source }) => source))];
  const cuts = sources.map((name) => {
    const alone = scored.filter(({ source }) => source === name);
    return cutOf(alone, maxWrongRate) ?? scoreReachedBy(alone, NEXT_TO_NONE);
  });
  const together = cutOf(scored, maxWrongRate);
  return together === undefined ? undefined : Math.max(together, ...cuts);
}

/** The score that this share of the reusable pairs reaches. */
function scoreReachedBy(scored: readonly ScoredCase[], share: number): number {
  const scores = scored.filter(({ label }) => label).map(({ score }) => score);
  return scores.sort((a, b) => b - a)[Math.floor(scores.length * share)] ?? -Infinity;
}

/** The lowest score from which on the wrong share is within the budget for sure (upper bound, 95 %, one-sided). */
export function cutOf(
  scored: readonly Pick<ScoredCase, 'score' | 'label' | 'weight'>[],
  maxWrongRate: number,
): number | undefined {
  const sorted = [...scored].sort((a, b) => b.score - a.score);
  let lowest: number | undefined;
  let weight = 0;
  let squares = 0;
  let wrong = 0;
  for (const [index, one] of sorted.entries()) {
    weight += one.weight;
    squares += one.weight * one.weight;
    if (!one.label) wrong += one.weight;
    if (sorted[index + 1]?.score === one.score) continue;
    const [, upperBound] = wilsonInterval(wrong / weight, (weight * weight) / squares, SURE);
    if (upperBound <= maxWrongRate) lowest = one.score;
  }
  return lowest;
}
