import { InvalidArgumentError, type Command } from 'commander';
import { ownModelsFile } from '../calibrating/own-models-store.ts';
import { reportRouting, withOwnModels } from '../evaluation/evaluate-routing.ts';
import type { QuestionJudge } from '../evaluation/question-judge.ts';
import { choosePair, type ModelPair, type ScoredQuestion } from '../evaluation/scored-questions.ts';
import { seededRandom } from '../lib/seeded-random.ts';
import { createOwnModels, type OwnModels } from '../router/own-models/own-models.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { describeRouting } from './describe-routing.ts';
import { judgeQuestions, orCommandError, readScoredFile, SCORED_ROWS } from './judge-questions.ts';
import { openConfig, type OpenedConfig } from './open-config.ts';
import { addRouteExplainCommand } from './route-explain-command.ts';
import { addRouteReplayCommand } from './route-replay-command.ts';
import { addRouteTrainCommand } from './route-train-command.ts';
import { addRouteTuningCommand } from './route-tuning-command.ts';

interface EvaluateFlags {
  pair?: ModelPair;
  shipped?: true;
  json?: true;
}

/** `askonce route ...`: how the router judges questions, and what it learns from outcomes of the user's own. */
export function addRouteCommand(program: Command, context: CliContext): void {
  const route = program
    .command('route')
    .description('say where questions are sent and why, measure it, and learn from outcomes of your own')
    .addHelpText(
      'after',
      '\nExample:\n  $ askonce route explain "What is a mutex?"\n  $ askonce route evaluate outcomes.jsonl',
    );
  addRouteExplainCommand(route, context);
  addRouteReplayCommand(route, context);
  addRouteTuningCommand(route, context);
  addRouteTrainCommand(route, context);
  route
    .command('evaluate')
    .description("measure the router's heads on questions whose outcomes are known for two models or more")
    .argument('<file>', SCORED_ROWS)
    .option(
      '--pair <weak,strong>',
      'the two models; otherwise the cheapest and the dearest, or without costs those of the lowest and the highest mean score',
      pairOf,
    )
    .option('--shipped', 'leave out what was learnt of your own models (askonce route train)')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExample:\n  $ askonce route evaluate outcomes.jsonl --pair llama-8b,llama-70b')
    .action(async (file: string, flags: EvaluateFlags, command: Command) => {
      const rows = await readScoredFile(file);
      const pair = await orCommandError(() => pairFor(file, rows, flags.pair));
      const opened = openConfig(context, command);
      const judge = await context.daemon.openQuestionJudge(opened.config);
      try {
        const own = flags.shipped ? undefined : openOwnModels(context, opened, judge);
        const judged = withOwnModels(await judgeQuestions(rows, judge), pair, own);
        const report = reportRouting(judged.rows, pair, seededRandom(1));
        const shown = { ...report, own_models: judged.ownModels };
        print(context, flags.json ? JSON.stringify(shown) : describeRouting(shown));
      } finally {
        await judge.close();
      }
    });
}

/** Says why what was learnt is not used, where that is so. */
function openOwnModels(
  context: CliContext,
  { dataFolder }: OpenedConfig,
  { heads, embedder }: QuestionJudge,
): OwnModels {
  const own = createOwnModels({ file: ownModelsFile(dataFolder), heads, embedder });
  if (own.fault !== undefined) note(context, own.fault);
  return own;
}

/** @throws Error where a model of the wish is not in the rows, or there are not two. */
function pairFor(file: string, rows: readonly ScoredQuestion[], wish: ModelPair | undefined): ModelPair {
  const pair = wish ?? choosePair(rows);
  for (const model of [pair.weak, pair.strong]) {
    if (!rows.some(({ scores }) => Object.hasOwn(scores, model))) {
      throw new Error(`${file} holds no score of ${model}.`);
    }
  }
  return pair;
}

function pairOf(text: string): ModelPair {
  const [weak, strong, ...more] = text.split(',').map((name) => name.trim());
  if (!weak || !strong || more.length > 0)
    throw new InvalidArgumentError('expected two models, as in weak,strong');
  return { weak, strong };
}
