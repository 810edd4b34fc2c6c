import type { Command } from 'commander';
import type { Config } from '../config/config-schema.ts';
import { PREVALENCE } from '../cache/matching/metrics.ts';
import { maxWrongRateOf } from '../config/max-wrong-rate.ts';
import { reportPairs, type JudgedRow, type PairReport } from '../evaluation/evaluate-pairs.ts';
import { evaluateStream, type StreamReport } from '../evaluation/evaluate-stream.ts';
import type { PairRow, StreamRow } from '../evaluation/judged-rows.ts';
import type { PairJudge } from '../evaluation/pair-judge.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { describePairs, describeStream } from './describe-evaluation.ts';
import { openConfig } from './open-config.ts';
import { share } from './option-values.ts';
import { readJudgedFile } from './read-judged-file.ts';

/** Pairs that run at once: enough to fill the models' batches. */
const AT_ONCE = 64;

interface EvaluateFlags {
  prevalence: number;
  gate: boolean;
  json?: true;
}

/** `askonce evaluate FILE`: what the cache would do to judged pairs of questions, or to a log of questions. */
export function addEvaluateCommand(program: Command, context: CliContext): void {
  program
    .command('evaluate')
    .description(
      'measure the cache on judged pairs of questions or on a log of questions: how much it would serve, and how much of that wrongly',
    )
    .argument(
      '<file>',
      'JSON lines {"a", "b", "label"} with label 1 where one answer serves both, or a log {"text", "answer_id"}, replayed in its order; .gz is read too',
    )
    .option(
      '--prevalence <share>',
      'pairs: share of reusable pairs that the figures are weighted to',
      share,
      PREVALENCE,
    )
    .option('--no-gate', 'log: store every answer, also to what is personal or bound to the moment')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExample:\n  $ askonce evaluate pairs.jsonl\n  $ askonce evaluate stream.jsonl')
    .action(async (file: string, flags: EvaluateFlags, command: Command) => {
      const judged = await readJudgedFile(file);
      const { config, dataFolder } = openConfig(context, command);
      const show = <Report>(report: Report, describe: (report: Report) => string): void => {
        print(context, flags.json ? JSON.stringify(report) : describe(report));
      };
      if (judged.kind === 'pairs')
        show(await judgePairs(judged.rows, { config, dataFolder, context, flags }), describePairs);
      else show(await replay(judged.rows, { config, dataFolder, context, flags }), describeStream);
    });
}

interface Evaluation {
  config: Config;
  dataFolder: string;
  context: CliContext;
  flags: EvaluateFlags;
}

async function judgePairs(
  rows: readonly PairRow[],
  { config, dataFolder, context, flags }: Evaluation,
): Promise<PairReport> {
  const maxWrongRate = maxWrongRateOf(config.semantic_cache.max_wrong_rate);
  const judge = await context.daemon.openPairJudge(config, dataFolder);
  try {
    return reportPairs(await judgeAll(rows, judge), { prevalence: flags.prevalence, maxWrongRate });
  } finally {
    await judge.close();
  }
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

async function replay(
  rows: readonly StreamRow[],
  { config, dataFolder, context, flags }: Evaluation,
): Promise<StreamReport> {
  const maxWrongRate = maxWrongRateOf(config.semantic_cache.max_wrong_rate);
  const replayer = await context.daemon.openStreamReplayer(config, dataFolder);
  try {
    note(context, `Replaying ${rows.length} questions, under several budgets and cuts ...`);
    return await evaluateStream(rows, replayer, { maxWrongRate, isGated: flags.gate });
  } finally {
    await replayer.close();
  }
}
