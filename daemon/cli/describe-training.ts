import {
  LEAST_ROWS,
  type ChoiceReport,
  type ModelReport,
  type TrainReport,
} from '../calibrating/train-own-models.ts';
import { pairsOf, tableOf } from './table.ts';

/** A line for each model, how well is chosen between the cheapest and the dearest, and what was done. */
export function describeTraining(
  { models, choice, left_out: leftOut }: TrainReport & { left_out: readonly string[] },
  { written }: { written: string | false },
): string {
  return [
    `On questions that nothing was learnt from:\n${modelTable(models)}`,
    pairsOf([
      ...(choice ? choiceLines(choice) : []),
      ['Left out', leftOut.length === 0 ? 'none' : `${leftOut.join(', ')}: not configured`],
    ]),
    [...models.flatMap(tooFewOf), verdictOf(models, written)].join('\n'),
  ].join('\n\n');
}

function modelTable(models: readonly ModelReport[]): string {
  const headings = ['model', 'tier', 'rows', 'mean score', 'log loss', 'after', 'lower by (95 %)'];
  return tableOf(
    [...headings, 'P(right) off by', 'after', ''],
    models.map(({ model, tier, rows, mean, comparison, is_better: isBetter }) => [
      ...[model, tier, rows, mean.toFixed(3)],
      ...(comparison
        ? [
            ...[comparison.log_loss.before, comparison.log_loss.after].map(shown),
            comparison.log_loss.lower_by.map(shown).join(' to '),
            ...[comparison.calibration_error.before, comparison.calibration_error.after].map(shown),
            isBetter ? 'better' : 'no better',
          ]
        : ['-', '-', '-', '-', '-', 'too few']),
    ]),
  );
}

function choiceLines({ pair, rows, apgr, higher_by: interval }: ChoiceReport): [string, string][] {
  const difference = interval ? `; higher by ${interval.map(shown).join(' to ')} (95 %)` : '';
  return [
    ['Choice', `between ${pair.weak} and ${pair.strong}, ${rows} questions`],
    [
      'APGR',
      apgr.before === null || apgr.after === null
        ? `none: ${pair.strong} is no better on the whole`
        : `${shown(apgr.before)}, after ${shown(apgr.after)}${difference}`,
    ],
  ];
}

function tooFewOf({ model, rows, comparison }: ModelReport): string[] {
  return comparison ? [] : [`Too few: ${rows} outcomes of ${model}, where learning needs ${LEAST_ROWS}.`];
}

function verdictOf(models: readonly ModelReport[], written: string | false): string {
  const better = models.filter(({ is_better: isBetter }) => isBetter).map(({ model }) => model);
  if (better.length === 0) return 'Nothing is better beyond chance than the tiers. Nothing is changed.';
  const said = `Better beyond chance: ${better.join(', ')}.`;
  if (written === false) return `${said} A trial: nothing is changed.`;
  return `${said} Written to ${written}. Back to the tiers: askonce route train --reset`;
}

function shown(value: number): string {
  return value.toFixed(3);
}
