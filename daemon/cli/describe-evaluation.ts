import type { PairFigures, PairReport } from '../evaluation/evaluate-pairs.ts';
import type { ServedFigures, StreamReport } from '../evaluation/evaluate-stream.ts';
import { pairsOf, tableOf } from './table.ts';

/** A line for all pairs, and one for each group. */
export function describePairs({ by_group: groups, ...all }: PairReport): string {
  const named: [string, PairFigures][] = [['all', all], ...Object.entries(groups)];
  const budget = percent(all.budget.max_wrong_rate);
  const headings = [
    ...['', 'pairs', 'AUC', 'recall at 1 %', '2 %', '5 % wrong'],
    ...[`served within ${budget}`, 'of them wrong', 'recall'],
  ];
  return tableOf(
    headings,
    named.map(
      ([
        name,
        {
          rows,
          auc,
          recall,
          budget: { served, wrong, recall: kept },
        },
      ]) => [
        ...[name, rows, auc === null ? '-' : auc.toFixed(3)],
        ...['0.01', '0.02', '0.05'].map((rate) => percent(recall[rate] ?? 0)),
        ...[percent(served), percent(wrong), percent(kept)],
      ],
    ),
  );
}

/** What was served and refused, then the curves. */
export function describeStream(report: StreamReport): string {
  const { rows, served, wrong, stored } = report;
  const summary = pairsOf([
    ['Questions', rows],
    ['Budget', `${percent(report.max_wrong_rate)} of the served may be wrong`],
    [
      'Served',
      `${served}, ${percent(report.hit_rate)} (the same question ${percent(report.exact_hit_rate)}, ` +
        `an equivalent one ${percent(report.semantic_hit_rate)})`,
    ],
    ['Of them wrong', `${wrong}, ${wrongShare(report)}`],
    ['Stored', `${stored}${report.gate ? '' : ' (every answer: no rule refuses one)'}`],
    ['Not stored', counts(report.not_stored)],
    ['Not looked up by meaning', counts(report.not_looked_up)],
  ]);
  const curves = [
    curveOf('Up to question', report.by_tenth, (row) => String(row.rows)),
    curveOf('Budget', report.by_budget, (row) => percent(row.max_wrong_rate)),
    curveOf('Cut at cosine', report.by_cosine, (row) => row.threshold.toFixed(2)),
  ];
  return [summary, ...curves].join('\n\n');
}

function curveOf<Row extends ServedFigures>(
  heading: string,
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): string {
  return tableOf(
    [heading, 'served', 'hit rate', 'wrong', 'wrong-hit rate (95 %)'],
    rows.map((row) => [nameOf(row), row.served, percent(row.hit_rate), row.wrong, wrongShare(row)]),
  );
}

function wrongShare({ wrong_hit_rate: rate, wrong_hit_interval: [low, high] }: ServedFigures): string {
  return `${percent(rate)} (${percent(low)} to ${percent(high)})`;
}

/** The most frequent first. */
function counts(byReason: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(byReason).sort(([, a], [, b]) => b - a);
  return reasons.length === 0 ? '0' : reasons.map(([reason, count]) => `${reason} ${count}`).join(', ');
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
