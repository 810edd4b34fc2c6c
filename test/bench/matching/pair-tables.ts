import {
  areaUnderCurve,
  bestCut,
  calibrationError,
  cutsOf,
  PREVALENCE,
  reliabilityOf,
  type PromisedPair,
} from '../../../daemon/cache/matching/metrics.ts';
import { wilsonInterval } from '../../../daemon/cache/matching/wilson-interval.ts';
import { tableOf } from '../../../daemon/cli/table.ts';
import type { JudgedPair } from './judged-set.ts';
import { peersOf } from './peers.ts';
import { interval, percent } from './shown-shares.ts';

type JudgedSets = Readonly<Record<string, readonly JudgedPair[]>>;

const RATES = [0.05, 0.02, 0.01];

/** Every set by every way to match: how it ranks, what the best cut in hindsight serves, and what it serves as it is. */
export function rankingTable(sets: JudgedSets, budget: number): string {
  const headings = [
    ...['set', 'pairs', 'by', 'AUC', 'recall at 5 %', '2 %', '1 % wrong'],
    ...['as it is: same served', 'near misses served', 'wrong of the served (95 %)'],
  ];
  const rows = Object.entries(sets).flatMap(([name, pairs]) =>
    Object.entries(peersOf(budget)).map(([by, peer], index) => {
      const scored = pairs.map((pair) => ({ label: pair.label, score: peer.score(pair) }));
      const cuts = cutsOf(scored, PREVALENCE);
      const served = servedOf(pairs, (pair) => peer.serves(pair));
      return [
        ...(index === 0 ? [name, pairs.length] : ['', '']),
        ...[by, areaUnderCurve(scored)?.toFixed(3) ?? '-'],
        ...RATES.map((rate) => percent(bestCut(cuts, rate)?.recall ?? 0)),
        ...[percent(served.same), percent(served.nearMisses), shownWrong(served)],
      ];
    }),
  );
  return tableOf(headings, rows);
}

/** What our matcher serves within each budget, and whether the budget held. */
export function budgetTable(sets: JudgedSets, budgets: readonly number[]): string {
  const rows = Object.entries(sets).map(([name, pairs]) => [
    name,
    ...budgets.flatMap((budget) => {
      const served = servedOf(pairs, ({ servedWithin }) => servedWithin.has(budget));
      return [percent(served.same), shownWrong(served), verdictOn(served, budget)];
    }),
  ]);
  const headings = budgets.flatMap((budget) => [
    `within ${percent(budget)}: same served`,
    'wrong (95 %)',
    'held',
  ]);
  return tableOf(['set', ...headings], rows);
}

/** Perhaps: more of it was wrong, but not more than chance does. */
function verdictOn({ count, wrong, bounds: [low] }: Served, budget: number): string {
  if (count === 0) return 'nothing served';
  return wrong <= budget ? 'yes' : low <= budget ? 'perhaps' : 'no';
}

interface Served {
  count: number;
  /** Shares of the reusable pairs and of the others that are served. */
  same: number;
  nearMisses: number;
  /** Share of wrong ones among the served, weighted to the prevalence, and where it lies. */
  wrong: number;
  bounds: [low: number, high: number];
}

function servedOf(pairs: readonly JudgedPair[], serves: (pair: JudgedPair) => boolean): Served {
  const weigh = weightsOf(pairs);
  const served = pairs.filter(serves);
  const share = (label: boolean): number =>
    served.filter((pair) => pair.label === label).length /
    Math.max(pairs.filter((pair) => pair.label === label).length, 1);
  const total = served.reduce((sum, { label }) => sum + weigh(label), 0);
  const squares = served.reduce((sum, { label }) => sum + weigh(label) ** 2, 0);
  const wrong =
    served.reduce((sum, { label }) => sum + (label ? 0 : weigh(label)), 0) / Math.max(total, 1e-12);
  // So many unweighted pairs would tell as much (Kish).
  const count = squares === 0 ? 0 : total ** 2 / squares;
  return {
    ...{ count: served.length, same: share(true), nearMisses: share(false) },
    ...{ wrong, bounds: wilsonInterval(wrong, count) },
  };
}

/** All pairs of a set weigh 1 together, the reusable ones as much as the prevalence. */
function weightsOf(pairs: readonly JudgedPair[]): (label: boolean) => number {
  const positives = pairs.filter(({ label }) => label).length;
  return (label) =>
    label ? PREVALENCE / Math.max(positives, 1) : (1 - PREVALENCE) / Math.max(pairs.length - positives, 1);
}

function shownWrong({ count, wrong, bounds }: Served): string {
  return count === 0 ? '-' : `${percent(wrong)} ${interval(bounds)}`;
}

/** Expected calibration error of each set, then what was promised over all sets, each counting alike. */
export function calibrationTables(sets: JudgedSets): string[] {
  const promised = Object.entries(sets).map(([name, pairs]) => [name, promisesOf(pairs)] as const);
  const errors = promised.map(([name, pairs]) => [name, pairs.length, percent(calibrationError(pairs))]);
  const bins = reliabilityOf(promised.flatMap(([, pairs]) => pairs));
  const rows = bins.map(({ count, promised: mean, cameTrue }, index) => [
    ...[`${(index / 10).toFixed(1)} to ${((index + 1) / 10).toFixed(1)}`, count],
    ...(count === 0 ? ['-', '-'] : [percent(mean), percent(cameTrue)]),
  ]);
  return [
    tableOf(['set', 'pairs with a probability', 'expected calibration error'], errors),
    tableOf(['probability', 'pairs', 'promised', 'came true'], rows),
  ];
}

function promisesOf(pairs: readonly JudgedPair[]): PromisedPair[] {
  const weigh = weightsOf(pairs);
  return pairs.flatMap(({ label, probability }) =>
    probability === undefined ? [] : [{ label, score: probability, weight: weigh(label) }],
  );
}
