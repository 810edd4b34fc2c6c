import type { QuestionEstimate } from '../router/heads/estimate-question.ts';
import { rightOf, type OwnModels } from '../router/own-models/own-models.ts';
import { apgrInterval, curveFigures, oracleRank, type RankedQuestion } from './routing-curve.ts';
import type { ModelPair, ScoredQuestion } from './scored-questions.ts';

/** How well a choice between two models does. Null where the strong model gains nothing over the weak one. */
export interface RoutingFigures {
  rows: number;
  apgr: number | null;
  /** 95 %, by resampling the questions. */
  apgr_interval: [number, number] | null;
  /** Per cent of strong calls for half and for 80 % of the gain. */
  cpt50: number | null;
  cpt80: number | null;
  /** APGR of other ways to rank: by chance, the longest question first, with all outcomes known. */
  baselines: { random: number; length: number | null; oracle: number | null };
}

export interface RoutingReport extends RoutingFigures {
  pair: ModelPair;
  /** Rows that lack a score of one of the two, left out. */
  left_out: number;
  /** Share of the questions that are like nothing the heads were trained on; there the length decides most. */
  unfamiliar: number;
  /** Mean score of each of the two. */
  weak: number;
  strong: number;
  /** How far P(right) is from the share of right answers, on average over ten bins, for each of the two. */
  calibration_error: { weak: number; strong: number };
  by_group: Record<string, RoutingFigures>;
}

/** A question with what the heads think of it. */
export interface EstimatedQuestion extends ScoredQuestion {
  estimate: Pick<QuestionEstimate, 'right' | 'isFamiliar'>;
}

/** A question with both scores. */
interface PairedQuestion extends RankedQuestion {
  length: number;
  group: string | undefined;
  estimate: EstimatedQuestion['estimate'];
}

const TIMES = 500;

/** The small tier's head stands for the weak model, the large tier's for the strong one. */
export function reportRouting(
  rows: readonly EstimatedQuestion[],
  pair: ModelPair,
  random: () => number,
): RoutingReport {
  const paired = rows.flatMap((row) => pairedOf(row, pair));
  const groups = new Map<string, PairedQuestion[]>();
  for (const one of paired) {
    if (one.group !== undefined) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  }
  const byGroup = [...groups].sort(([one], [other]) => one.localeCompare(other));
  return {
    ...figuresOf(paired, random),
    ...{ pair, left_out: rows.length - paired.length },
    unfamiliar: mean(paired.map(({ estimate }) => (estimate.isFamiliar ? 0 : 1))),
    weak: mean(paired.map(({ weak }) => weak)),
    strong: mean(paired.map(({ strong }) => strong)),
    calibration_error: {
      weak: calibrationError(paired.map(({ estimate, weak }) => ({ said: estimate.right.small, was: weak }))),
      strong: calibrationError(
        paired.map(({ estimate, strong }) => ({ said: estimate.right.large, was: strong })),
      ),
    },
    by_group: Object.fromEntries(byGroup.map(([name, group]) => [name, figuresOf(group, random)])),
  };
}

/**
 * Puts what was learnt of the two models in the place of what the heads say of the tiers that stand for them; `ownModels`: of
 * which something was learnt.
 */
export function withOwnModels(
  rows: readonly (ScoredQuestion & { estimate: QuestionEstimate })[],
  { weak, strong }: ModelPair,
  own: OwnModels | undefined,
): { rows: readonly EstimatedQuestion[]; ownModels: string[] } {
  const ownModels = [weak, strong].filter((model) => own?.corrections.has(model));
  if (!own || ownModels.length === 0) return { rows, ownModels };
  const right = (estimate: QuestionEstimate): EstimatedQuestion['estimate']['right'] => ({
    ...estimate.right,
    small: rightOf(own, estimate, weak, 'small'),
    large: rightOf(own, estimate, strong, 'large'),
  });
  return {
    rows: rows.map((row) => ({ ...row, estimate: { ...row.estimate, right: right(row.estimate) } })),
    ownModels,
  };
}

/** Mean distance between the probability that was said and the share that was right, in ten bins weighted by their size. */
export function calibrationError(cases: readonly { said: number; was: number }[]): number {
  const bins = new Map<number, number>();
  for (const { said, was } of cases) {
    const bin = Math.min(9, Math.floor(said * 10));
    bins.set(bin, (bins.get(bin) ?? 0) + said - was);
  }
  return [...bins.values()].reduce((sum, excess) => sum + Math.abs(excess), 0) / Math.max(1, cases.length);
}

function pairedOf(
  { question, scores, group, estimate }: EstimatedQuestion,
  pair: ModelPair,
): PairedQuestion[] {
  const [weak, strong] = [scores[pair.weak], scores[pair.strong]];
  if (weak === undefined || strong === undefined) return [];
  const rank = estimate.right.large - estimate.right.small;
  return [{ rank, weak, strong, length: question.length, group, estimate }];
}

function figuresOf(questions: readonly PairedQuestion[], random: () => number): RoutingFigures {
  const { apgr, cpt50, cpt80 } = curveFigures(questions);
  const ranked = (rank: (question: PairedQuestion) => number): number | null =>
    curveFigures(questions.map((question) => ({ ...question, rank: rank(question) }))).apgr ?? null;
  return {
    rows: questions.length,
    ...{ apgr: apgr ?? null, cpt50: cpt50 ?? null, cpt80: cpt80 ?? null },
    apgr_interval: apgr === undefined ? null : (apgrInterval(questions, { times: TIMES, random }) ?? null),
    baselines: { random: 0.5, length: ranked(({ length }) => length), oracle: ranked(oracleRank) },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
