import type { BudgetChange, LogReport } from '../calibrating/calibrate-log.ts';
import type { PairsReport } from '../calibrating/calibrate-pairs.ts';
import type { Comparison, CurveComparison } from '../calibrating/compare-curves.ts';
import { SAID_BY_PEOPLE } from '../calibrating/judged-scores.ts';
import { counted } from './counted.ts';
import { pairsOf, tableOf } from './table.ts';

interface Written {
  /** Where it lies now; false where nothing was written. */
  written: string | false;
}

/** What was judged, what a refit would change, and whether it is better. */
export function describeLogReport(
  report: LogReport,
  { inForce, written }: Written & { inForce: string },
): string {
  const { used, wrong, expected_wrong: expected, entries, comparison, budgets = [] } = report;
  const summary = pairsOf([
    ['Calibration', inForce],
    [
      'Judged answers',
      used === 0
        ? 'none to use yet'
        : `${used} used, of ${counted(entries, 'entry', 'entries')}; ${wrong} wrong, where ${expected.toFixed(1)} were to be expected`,
    ],
    ['Left out', counts(report.left_out)],
    ...(report.curve ? [['Refit', curveText(report.curve)] as [string, string]] : []),
  ]);
  const tables = comparison
    ? [`On entries that the refit had not seen:\n${comparisonTable(comparison)}`, budgetTable(budgets)]
    : [];
  return [summary, ...tables, [verdictOf(report, written), ...hintFor(report)].join('\n')].join('\n\n');
}

function curveText({ intercept, slope }: NonNullable<LogReport['curve']>): string {
  const sign = intercept < 0 ? '-' : '+';
  return `log-odds = ${slope.toFixed(2)} x score ${sign} ${Math.abs(intercept).toFixed(2)}`;
}

function verdictOf(
  { too_few: tooFew, comparison, is_better: isBetter }: LogReport,
  written: Written['written'],
): string {
  if (tooFew !== undefined) return `Too few: ${tooFew}. Nothing is changed.`;
  if (isBetter) return `Better: on unseen entries the log loss is lower beyond chance. ${whereIs(written)}`;
  const [low, high] = comparison?.log_loss.lower_by ?? [0, 0];
  return `Not better beyond chance than what decides now: the log loss is lower by ${low.toFixed(4)} to ${high.toFixed(4)}. Nothing is changed.`;
}

function whereIs(written: Written['written']): string {
  return written === false
    ? 'A trial: nothing is changed.'
    : `Written to ${written}: it decides from now on. Back to the one that ships: askonce calibrate --reset`;
}

/** Chance draws audits; people report what annoys them, so that what they say is no measure of how often it happens. */
function hintFor({ left_out: leftOut }: LogReport): string[] {
  if ((leftOut[SAID_BY_PEOPLE] ?? 0) === 0) return [];
  return [
    'What people said is left out, since they report what annoys them. Where right was said as readily as wrong, count it: askonce calibrate --with-people',
  ];
}

/** The most frequent first. */
function counts(byReason: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(byReason)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  return reasons.length === 0 ? '0' : reasons.map(([reason, count]) => `${count} ${reason}`).join(', ');
}

function comparisonTable({ log_loss: loss, calibration_error: error }: CurveComparison): string {
  const row = (name: string, { before, after, lower_by: [low, high] }: Comparison): string[] => [
    ...[name, before.toFixed(4), after.toFixed(4)],
    `${low.toFixed(4)} to ${high.toFixed(4)}`,
  ];
  return tableOf(
    ['', 'before', 'after', 'lower by (95 %)'],
    [row('log loss', loss), row('calibration error', error)],
  );
}

function budgetTable(budgets: readonly BudgetChange[]): string {
  const scoreText = (score: number | null): string => (score === null ? 'none holds' : score.toFixed(2));
  return tableOf(
    ['Budget', 'score needed', 'after', 'judged served', 'after', 'of them wrong', 'after'],
    budgets.map(({ max_wrong_rate: rate, before, after }) => [
      ...[percent(rate), scoreText(before.score), scoreText(after.score)],
      ...[before.served, after.served, before.wrong, after.wrong],
    ]),
  );
}

/** Which budgets hold, how it does on pairs kept apart, and whether it is better than what is in force. */
export function describePairsReport(
  report: PairsReport,
  { ids, written }: Written & { ids: { embedder: string; verifier: string } },
): string {
  const { used, reusable, groups, budgets, kept_apart: apart, comparison } = report;
  const summary = pairsOf([
    ['Models', `${ids.embedder}, ${ids.verifier}`],
    ['Pairs', `${used} used, ${reusable} of them with one answer; ${groups} groups of connected questions`],
    ['Left out', counts(report.left_out)],
  ]);
  const held = tableOf(
    ['Budget', 'score needed, by all pairs', 'kept apart: served', 'of them wrong', 'recall'],
    apart.budgets.map(({ max_wrong_rate: rate, served, wrong, recall }) => {
      const score = budgets.find((budget) => budget.max_wrong_rate === rate)?.score ?? null;
      return [
        ...[percent(rate), score === null ? 'none holds' : score.toFixed(2)],
        ...[served, wrong, recall].map(percent),
      ];
    }),
  );
  const auc = apart.auc === null ? '-' : apart.auc.toFixed(3);
  return [
    summary,
    `A fifth of the groups kept apart (${apart.pairs} pairs, AUC ${auc}), the rest fitted:\n${held}`,
    ...(comparison ? [`There, beside the calibration in force:\n${comparisonTable(comparison)}`] : []),
    pairsVerdict(report, written),
  ].join('\n\n');
}

function pairsVerdict(
  { holds, comparison, is_better: isBetter }: PairsReport,
  written: Written['written'],
): string {
  if (!holds)
    return 'max_wrong_rate could not be shown to hold: nothing is changed. More pairs, surer models or a larger budget are needed.';
  if (!isBetter)
    return 'Not better beyond chance than the calibration in force for these models. Nothing is changed.';
  const why = comparison
    ? 'Better: on pairs kept apart the log loss is lower beyond chance.'
    : 'The first one for these models.';
  return `${why} ${whereIs(written)} ${ONLY_AS_GOOD}`;
}

const ONLY_AS_GOOD =
  'It is as good as these pairs: pairs that the models were trained on, or without near misses, promise too much.';

function percent(value: number): string {
  return `${Number((value * 100).toFixed(1))} %`;
}
