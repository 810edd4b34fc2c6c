import { fitLogistic, type LogisticModel, type WeightedCase } from '../cache/matching/logistic.ts';
import { inFolds, type Fold } from '../cache/matching/folds.ts';
import { logit } from '../lib/log-odds.ts';
import { correctedRight } from '../router/own-models/own-models.ts';

/** How well one model answered a question. */
export interface ModelOutcome {
  /** In [0, 1]. */
  score: number;
  /** What the heads saw of the question. */
  signals: Float64Array;
  /** Probability that a model of its tier is right, by the heads. */
  right: number;
  /** Outcomes of one group are never partly seen: one question asked twice. */
  group: string;
}

export interface RefitModel extends LogisticModel {
  /** Probability of being right for each outcome, by a fit that had not seen its group; in no certain order. */
  unseen: { outcome: ModelOutcome; promised: number }[];
}

const FOLDS = 5;
/** Among these the folds choose: from a model that is told by its kind of question to one that is told by its mean alone. */
const PENALTIES = [1, 4, 16, 64];
/**
 * Of the bias, which also holds for kinds of question that no outcome is of. On categories that were left out of public sets 4 did, on the whole,
 * as well as 16 and better than 1 or none.
 */
const BIAS_PENALTY = 4;

/** Bias and weights that are added to the log-odds of the model's tier (ridge logistic regression). */
export function refitModel(outcomes: readonly ModelOutcome[]): RefitModel {
  const folds = inFolds(outcomes, FOLDS);
  const trials = PENALTIES.map((penalty) => folds.map((fold) => trialOf(fold, penalty)));
  // Each fold gets the penalty that did best on the others: what it says of its own outcomes is not chosen by them.
  const unseen = folds.flatMap((_, place) => bestOf(trials, place)[place]?.promises ?? []);
  const penalty = PENALTIES[trials.indexOf(bestOf(trials))] ?? 1;
  return { ...fit(outcomes, penalty), unseen };
}

interface Trial {
  promises: RefitModel['unseen'];
  /** Sum of the log losses. */
  loss: number;
}

function trialOf({ seen, unseen }: Fold<ModelOutcome>, penalty: number): Trial {
  const model = fit(seen, penalty);
  const promises = unseen.map((outcome) => ({
    outcome,
    promised: correctedRight(outcome.right, model, outcome.signals),
  }));
  const loss = promises.reduce(
    (sum, { outcome: { score }, promised }) =>
      sum - score * Math.log(promised) - (1 - score) * Math.log1p(-promised),
    0,
  );
  return { promises, loss };
}

/** The trials of the penalty with the least loss, without that of the fold at `except`. */
function bestOf(trials: readonly Trial[][], except = -1): Trial[] {
  const lossOf = (folds: readonly Trial[]): number =>
    folds.reduce((sum, { loss }, place) => sum + (place === except ? 0 : loss), 0);
  return trials.reduce((best, folds) => (lossOf(folds) < lossOf(best) ? folds : best));
}

/** A score between wrong and right is in part the one, in part the other. */
function fit(outcomes: readonly ModelOutcome[], penalty: number): LogisticModel {
  const cases = outcomes.flatMap(({ score, signals, right }): WeightedCase[] => {
    const at = { features: Array.from(signals), offset: logit(right) };
    return [
      ...(score > 0 ? [{ ...at, label: true, weight: score }] : []),
      ...(score < 1 ? [{ ...at, label: false, weight: 1 - score }] : []),
    ];
  });
  return fitLogistic(cases, penalty, BIAS_PENALTY);
}
