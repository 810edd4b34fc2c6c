import { areaUnderCurve, bestCut, cutsOf, type ScoredPair } from '../cache/matching/metrics.ts';
import type { Judgement } from '../cache/matching/matcher.ts';
import { groupBy } from '../lib/group-by.ts';
import type { PairRow } from './judged-rows.ts';

/** What a matcher does to judged pairs. */
export interface PairFigures {
  rows: number;
  /** Null where the file holds one label only. */
  auc: number | null;
  /** Share of the reusable pairs that the best cut in hindsight serves while at most this share is wrong. */
  recall: Record<string, number>;
  /** Share of all pairs that those cuts serve. */
  coverage: Record<string, number>;
  /** What the calibration that is in place does; nothing is fitted on the file. */
  budget: { max_wrong_rate: number; served: number; wrong: number; recall: number };
}
export interface PairReport extends PairFigures {
  by_group: Record<string, PairFigures>;
}

/** A pair with the verdict on it. */
export type JudgedRow = Pick<PairRow, 'label' | 'test'> & { judgement: Pick<Judgement, 'score' | 'serve'> };

export interface PairReportOptions {
  /** The pairs count as if so many of them were reusable. */
  prevalence: number;
  maxWrongRate: number;
}

const WRONG_RATES = [0.01, 0.02, 0.05];

/** Figures over all rows, and for each group by itself. */
export function reportPairs(rows: readonly JudgedRow[], options: PairReportOptions): PairReport {
  const named = rows.flatMap(({ test, ...row }) => (test === undefined ? [] : [{ ...row, test }]));
  const groups = groupBy(named, ({ test }) => test);
  const byGroup = [...groups].sort(([one], [other]) => one.localeCompare(other));
  return {
    ...figuresOf(rows, options),
    by_group: Object.fromEntries(byGroup.map(([name, group]) => [name, figuresOf(group, options)])),
  };
}

function figuresOf(rows: readonly JudgedRow[], { prevalence, maxWrongRate }: PairReportOptions): PairFigures {
  const scored: ScoredPair[] = rows.map(({ label, judgement }) => ({ label, score: judgement.score }));
  const cuts = cutsOf(scored, prevalence);
  const best = WRONG_RATES.map((rate) => [String(rate), bestCut(cuts, rate)] as const);
  return {
    rows: rows.length,
    auc: areaUnderCurve(scored) ?? null,
    recall: Object.fromEntries(best.map(([rate, cut]) => [rate, cut?.recall ?? 0])),
    coverage: Object.fromEntries(best.map(([rate, cut]) => [rate, cut?.coverage ?? 0])),
    budget: { max_wrong_rate: maxWrongRate, ...servedOf(rows, prevalence) },
  };
}

function servedOf(
  rows: readonly JudgedRow[],
  prevalence: number,
): { served: number; wrong: number; recall: number } {
  const shareServed = (label: boolean): number => {
    const of = rows.filter((row) => row.label === label);
    return of.length === 0 ? 0 : of.filter(({ judgement }) => judgement.serve).length / of.length;
  };
  const recall = shareServed(true);
  const right = prevalence * recall;
  const wrong = (1 - prevalence) * shareServed(false);
  const served = right + wrong;
  return { served, wrong: served === 0 ? 0 : wrong / served, recall };
}
