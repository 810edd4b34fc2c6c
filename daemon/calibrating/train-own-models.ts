import type { Tier } from '../chat/cache-entry.ts';
import { apgrGainInterval, curveFigures } from '../evaluation/routing-curve.ts';
import { choosePair, type ModelPair, type ScoredQuestion } from '../evaluation/scored-questions.ts';
import type { QuestionEstimate } from '../router/heads/estimate-question.ts';
import type { ModelCorrection } from '../router/own-models/own-models-file.ts';
import { compareCurves, type CurveComparison } from './compare-curves.ts';
import { refitModel, type RefitModel } from './refit-model.ts';

/** A question whose outcomes are known, with what the heads think of it. */
export interface JudgedOutcome extends ScoredQuestion {
  estimate: Pick<QuestionEstimate, 'right' | 'signals'>;
}

/** What the outcomes of one model teach. */
export interface ModelReport {
  model: string;
  tier: Tier;
  rows: number;
  /** Mean score. */
  mean: number;
  /** On questions that the correction was not fitted to, against the heads alone; null where there are too few rows. */
  comparison: CurveComparison | null;
  /** Whether the log loss is lower there beyond chance. */
  is_better: boolean;
}

export interface TrainReport {
  models: ModelReport[];
  /** How well the cheapest and the dearest are chosen between, with all that is better; null where there are not two. */
  choice: ChoiceReport | null;
}

export interface ChoiceReport {
  pair: ModelPair;
  /** Questions with a score of both. */
  rows: number;
  /** Null where the strong model gains nothing. */
  apgr: { before: number | null; after: number | null };
  /** 95 %, by resampling the questions. */
  higher_by: [low: number, high: number] | null;
}

/** Fewer outcomes of a model teach nothing that could be told from chance. */
export const LEAST_ROWS = 50;
const TIMES = 500;

interface TrainOptions {
  /** The models to learn, and the tier that each stands in. */
  tiers: ReadonlyMap<string, Tier>;
  /** Milliseconds since the epoch. */
  now: number;
  /** In [0, 1). */
  random: () => number;
}

/** Learns of each model alone; `corrections` are those that are better, by model. */
export function trainOwnModels(
  rows: readonly JudgedOutcome[],
  { tiers, now, random }: TrainOptions,
): { report: TrainReport; corrections: Record<string, ModelCorrection> } {
  const trained = [...tiers].map(([model, tier]) => trainModel(rows, { model, tier, random }));
  const better = trained.filter(({ report }) => report.is_better);
  return {
    report: {
      models: trained.map(({ report }) => report),
      choice: compareChoice(rows, { tiers, better, random }),
    },
    corrections: Object.fromEntries(
      better.flatMap(({ refit, report: { model, tier, rows: count, comparison } }) => {
        if (!refit || !comparison) return [];
        const { bias, weights } = refit;
        const { before, after } = comparison.log_loss;
        return [[model, { tier, bias, weights, rows: count, at: now, logLoss: { before, after } }]];
      }),
    ),
  };
}

interface TrainedModel {
  report: ModelReport;
  refit: RefitModel | undefined;
}

function trainModel(
  rows: readonly JudgedOutcome[],
  { model, tier, random }: { model: string; tier: Tier; random: () => number },
): TrainedModel {
  const outcomes = rows.flatMap(({ question, scores, estimate: { right, signals } }) => {
    const score = scores[model];
    return score === undefined ? [] : [{ score, signals, right: right[tier], group: question }];
  });
  const mean = outcomes.reduce((sum, { score }) => sum + score, 0) / Math.max(1, outcomes.length);
  const counted = { model, tier, rows: outcomes.length, mean };
  if (outcomes.length < LEAST_ROWS)
    return { report: { ...counted, comparison: null, is_better: false }, refit: undefined };
  const refit = refitModel(outcomes);
  const cases = refit.unseen.flatMap(({ outcome: { score, right, group }, promised: after }) => {
    const promises = { before: right, after, group };
    return [
      { ...promises, label: true, weight: score },
      { ...promises, label: false, weight: 1 - score },
    ];
  });
  const comparison = compareCurves(cases, random);
  return { report: { ...counted, comparison, is_better: comparison.log_loss.lower_by[0] > 0 }, refit };
}

interface ComparedChoice {
  tiers: TrainOptions['tiers'];
  better: readonly TrainedModel[];
  random: () => number;
}

function compareChoice(
  rows: readonly JudgedOutcome[],
  { tiers, better, random }: ComparedChoice,
): ChoiceReport | null {
  if (tiers.size < 2) return null;
  const known = rows.map(({ scores, cost, ...row }) => ({
    ...row,
    ...{ scores: only(scores, tiers), cost: cost && only(cost, tiers) },
  }));
  const pair = choosePair(known);
  const learnt = new Map(better.map(({ report, refit }) => [report.model, promisesOf(refit)]));
  const both = known.flatMap(({ question, scores, estimate: { right } }) => {
    const [weak, strong] = [scores[pair.weak], scores[pair.strong]];
    if (weak === undefined || strong === undefined) return [];
    const [before, after] = [
      (model: string) => right[tiers.get(model) ?? 'large'],
      (model: string) => learnt.get(model)?.get(question) ?? before(model),
    ];
    const gap = (of: typeof before): number => of(pair.strong) - of(pair.weak);
    return [{ weak, strong, before: gap(before), after: gap(after) }];
  });
  const [before, after] = [
    both.map((one) => ({ ...one, rank: one.before })),
    both.map((one) => ({ ...one, rank: one.after })),
  ];
  return {
    ...{ pair, rows: both.length },
    apgr: { before: curveFigures(before).apgr ?? null, after: curveFigures(after).apgr ?? null },
    higher_by: apgrGainInterval([before, after], { times: TIMES, random }) ?? null,
  };
}

/** What was promised of each question by a fit that had not seen it. */
function promisesOf(refit: RefitModel | undefined): Map<string, number> {
  return new Map(refit?.unseen.map(({ outcome, promised }) => [outcome.group, promised]));
}

function only(
  values: Readonly<Record<string, number>>,
  tiers: ReadonlyMap<string, Tier>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([model]) => tiers.has(model)));
}
