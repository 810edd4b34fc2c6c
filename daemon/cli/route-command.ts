import { existsSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { reportRouting, type EstimatedQuestion } from '../evaluation/evaluate-routing.ts';
import type { QuestionJudge } from '../evaluation/question-judge.ts';
import {
  choosePair,
  readScoredQuestions,
  type ModelPair,
  type ScoredQuestion,
} from '../evaluation/scored-questions.ts';
import { seededRandom } from '../lib/seeded-random.ts';
import { print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { describeRouting } from './describe-routing.ts';
import { openConfig } from './open-config.ts';
import { addRouteExplainCommand } from './route-explain-command.ts';
import { addRouteReplayCommand } from './route-replay-command.ts';
import { readLines } from './read-lines.ts';
import { addRouteTuningCommand } from './route-tuning-command.ts';

/** Questions that are embedded at once. */
const AT_ONCE = 64;

interface EvaluateFlags {
  pair?: ModelPair;
  json?: true;
}

/** `askonce route ...`: how the router judges questions. */
export function addRouteCommand(program: Command, context: CliContext): void {
  const route = program
    .command('route')
    .description('say where questions are sent and why, and measure it')
    .addHelpText(
      'after',
      '\nExample:\n  $ askonce route explain "What is a mutex?"\n  $ askonce route evaluate outcomes.jsonl',
    );
  addRouteExplainCommand(route, context);
  addRouteReplayCommand(route, context);
  addRouteTuningCommand(route, context);
  route
    .command('evaluate')
    .description("measure the router's heads on questions whose outcomes are known for two models or more")
    .argument(
      '<file>',
      'JSON lines {"question", "scores": {model: 0 to 1}, "cost"?: {model: any unit}}; .gz is read too',
    )
    .option(
      '--pair <weak,strong>',
      'the two models; otherwise the cheapest and the dearest, or without costs those of the lowest and the highest mean score',
      pairOf,
    )
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExample:\n  $ askonce route evaluate outcomes.jsonl --pair llama-8b,llama-70b')
    .action(async (file: string, flags: EvaluateFlags, command: Command) => {
      if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, EXIT.usage);
      const { rows, pair } = await readFor(file, flags.pair).catch((error: unknown) => {
        throw new CommandError(error instanceof Error ? error.message : String(error));
      });
      const judge = await context.daemon.openQuestionJudge(openConfig(context, command).config);
      try {
        const report = reportRouting(await judgeAll(rows, judge), pair, seededRandom(1));
        print(context, flags.json ? JSON.stringify(report) : describeRouting(report));
      } finally {
        await judge.close();
      }
    });
}

async function readFor(
  file: string,
  wish: ModelPair | undefined,
): Promise<{ rows: ScoredQuestion[]; pair: ModelPair }> {
  const rows = await readScoredQuestions(file, readLines);
  const pair = wish ?? choosePair(rows);
  for (const model of [pair.weak, pair.strong]) {
    if (!rows.some(({ scores }) => Object.hasOwn(scores, model))) {
      throw new Error(`${file} holds no score of ${model}.`);
    }
  }
  return { rows, pair };
}

async function judgeAll(rows: readonly ScoredQuestion[], judge: QuestionJudge): Promise<EstimatedQuestion[]> {
  const judged: EstimatedQuestion[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    judged.push(
      ...(await Promise.all(
        some.map(async (row) => ({ ...row, estimate: await judge.judge(row.question) })),
      )),
    );
  }
  return judged;
}

function pairOf(text: string): ModelPair {
  const [weak, strong, ...more] = text.split(',').map((name) => name.trim());
  if (!weak || !strong || more.length > 0)
    throw new InvalidArgumentError('expected two models, as in weak,strong');
  return { weak, strong };
}
