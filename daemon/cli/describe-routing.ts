import type { RoutingFigures, RoutingReport } from '../evaluation/evaluate-routing.ts';
import { pairsOf, tableOf } from './table.ts';

/** The two models, a line for all questions, and one for each group. */
export function describeRouting(report: RoutingReport & { own_models: readonly string[] }): string {
  const { pair, by_group: groups, calibration_error: error, own_models: ownModels } = report;
  const summary = pairsOf([
    ['Weak', `${pair.weak}, right in ${percent(report.weak)}`],
    ['Strong', `${pair.strong}, right in ${percent(report.strong)}`],
    ['Calibration error', `weak ${error.weak.toFixed(3)}, strong ${error.strong.toFixed(3)}`],
    ['Unlike the training', percent(report.unfamiliar)],
    ...(ownModels.length > 0
      ? [['Learnt of', `${ownModels.join(', ')}; ${ON_OTHERS}`] as [string, string]]
      : []),
    ['Left out', `${report.left_out} without a score of both`],
  ]);
  const named: [string, RoutingFigures][] = [['all', report], ...Object.entries(groups)];
  const headings = ['', 'rows', 'APGR (95 %)', 'CPT50', 'CPT80', 'random', 'length', 'oracle'];
  const table = tableOf(
    headings,
    named.map(([name, { rows, apgr, apgr_interval: interval, cpt50, cpt80, baselines }]) => [
      ...[name, rows, interval ? `${shown(apgr)} (${interval.map(shown).join(' to ')})` : shown(apgr)],
      ...[shownShare(cpt50), shownShare(cpt80)],
      ...[baselines.random, baselines.length, baselines.oracle].map(shown),
    ]),
  );
  return `${summary}\n\n${table}`;
}

const ON_OTHERS = 'on the questions that it was learnt from, these figures are too good';

function shown(value: number | null): string {
  return value === null ? '-' : value.toFixed(3);
}

function shownShare(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(1)} %`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
