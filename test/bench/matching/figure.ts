import { cutsOf, PREVALENCE } from '../../../daemon/cache/matching/metrics.ts';
import { svgOf, type Curve } from '../panel.ts';
import type { JudgedPair } from './judged-set.ts';

const MOST_WRONG = 0.7;

/** For each set a panel: the share of the same served (across) against the share of wrong ones among the served (up). */
export function figureOf(sets: Readonly<Record<string, readonly JudgedPair[]>>, budget: number): string {
  return svgOf(
    Object.entries(sets).map(([title, pairs]) => ({
      title,
      across: { name: 'rewordings served', from: 0, to: 1, ticks: inPercent([0, 0.5, 1]) },
      up: { name: 'wrong among the served', from: 0, to: MOST_WRONG, ticks: inPercent([0, 0.35, 0.7]) },
      names: 'top',
      level: { at: budget, name: 'budget' },
      curves: [
        { name: 'cosine', colour: '#c2410c', points: cuts(pairs, ({ similarity }) => similarity) },
        { name: 'AskOnce', colour: '#1d4ed8', points: cuts(pairs, ({ score }) => score) },
      ],
    })),
  );
}

function cuts(pairs: readonly JudgedPair[], score: (pair: JudgedPair) => number): Curve['points'] {
  return cutsOf(
    pairs.map((pair) => ({ label: pair.label, score: score(pair) })),
    PREVALENCE,
  ).map(({ recall, wrong }) => [recall, wrong]);
}

function inPercent(shares: readonly number[]): [number, string][] {
  return shares.map((share) => [share, `${share * 100} %`]);
}
