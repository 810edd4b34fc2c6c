import { existsSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { maxWrongRateOf } from '../config/max-wrong-rate.ts';
import {
  reportPairs,
  type JudgedRow,
  type PairFigures,
  type PairReport,
} from '../evaluation/evaluate-pairs.ts';
import type { PairJudge } from '../evaluation/pair-judge.ts';
import { readPairRows, type PairRow } from '../evaluation/question-pairs.ts';
import { print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { openConfig } from './open-config.ts';
import { readLines } from './read-lines.ts';
import { tableOf } from './table.ts';

/** Share of reusable pairs among candidates that the figures are weighted to, unless told. */
const PREVALENCE = 0.37;
/** Pairs that run at once: enough to fill the models' batches. */
const AT_ONCE = 64;

/** `askonce evaluate pairs.jsonl`: what the cache would do to judged pairs of questions. */
export function addEvaluateCommand(program: Command, context: CliContext): void {
  program
    .command('evaluate')
    .description(
      'measure the cache on judged pairs of questions: how many it would serve, and how many of those wrongly',
    )
    .argument(
      '<file>',
      'JSON lines {"a", "b", "label"} with label 1 where one answer serves both; .gz is read too',
    )
    .option(
      '--prevalence <share>',
      'share of reusable pairs that the figures are weighted to',
      share,
      PREVALENCE,
    )
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExample:\n  $ askonce evaluate pairs.jsonl')
    .action(async (file: string, flags: { prevalence: number; json?: true }, command: Command) => {
      if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, EXIT.usage);
      const rows = await readPairRows(file, readLines).catch((error: unknown) => {
        throw new CommandError(error instanceof Error ? error.message : String(error));
      });
      const { config } = openConfig(context, command);
      const maxWrongRate = maxWrongRateOf(config.semantic_cache.max_wrong_rate);
      const judge = await context.daemon.openPairJudge(config);
      try {
        const report = reportPairs(await judgeAll(rows, judge), {
          prevalence: flags.prevalence,
          maxWrongRate,
        });
        print(context, flags.json ? JSON.stringify(report) : describe(report));
      } finally {
        await judge.close();
      }
    });
}

async function judgeAll(rows: readonly PairRow[], models: PairJudge): Promise<JudgedRow[]> {
  const judged: JudgedRow[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    judged.push(
      ...(await Promise.all(
        some.map(async (row) => ({ ...row, judgement: await models.judge(row.a, row.b) })),
      )),
    );
  }
  return judged;
}

function describe({ by_group: groups, ...all }: PairReport): string {
  const named: [string, PairFigures][] = [['all', all], ...Object.entries(groups)];
  const budget = percent(all.budget.max_wrong_rate);
  const headings = [
    '',
    'pairs',
    'AUC',
    'recall at 1 %',
    '2 %',
    '5 % wrong',
    `served within ${budget}`,
    'of them wrong',
    'recall',
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

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number between 0 and 1.');
}
