import { InvalidArgumentError, Option, type Command } from 'commander';
import { ownModelsFile, removeOwnModels, writeOwnModels } from '../calibrating/own-models-store.ts';
import { trainOwnModels } from '../calibrating/train-own-models.ts';
import { TIERS, type Tier } from '../chat/cache-entry.ts';
import type { Config } from '../config/config-schema.ts';
import { ensurePrivateFolder } from '../config/folders.ts';
import type { QuestionJudge } from '../evaluation/question-judge.ts';
import type { ScoredQuestion } from '../evaluation/scored-questions.ts';
import { systemClock } from '../lib/clock.ts';
import { seededRandom } from '../lib/seeded-random.ts';
import { createOwnModels } from '../router/own-models/own-models.ts';
import type { ModelCorrection } from '../router/own-models/own-models-file.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { describeTraining } from './describe-training.ts';
import { findDaemon } from './find-daemon.ts';
import { judgeQuestions, readScoredFile, SCORED_ROWS } from './judge-questions.ts';
import { openConfig, type OpenedConfig } from './open-config.ts';

interface TrainFlags {
  dryRun?: true;
  reset?: true;
  json?: true;
  tier?: Map<string, Tier>;
}

/** `askonce route train FILE`: learns from outcomes of the user's own how good each model is at what. */
export function addRouteTrainCommand(route: Command, context: CliContext): void {
  route
    .command('train')
    .description(
      'learn from outcomes of your own how good each model is at what, beyond what its tier says; keeps what is better on unseen questions',
    )
    .argument('[file]', SCORED_ROWS)
    .option('--dry-run', 'print what it would do, and write nothing')
    .addOption(
      new Option('--reset', 'forget all that was learnt: the tiers decide again').conflicts([
        'dryRun',
        'json',
        'tier',
      ]),
    )
    .option(
      '--tier <name=tier>',
      'a model that is not configured, and the tier to learn it as; may be repeated',
      tierOf,
    )
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, flags: TrainFlags, command: Command) => {
      const opened = openConfig(context, command);
      if (flags.reset && file === undefined) {
        await reset(context, opened);
        return;
      }
      if (flags.reset)
        throw new CommandError('--reset forgets what was learnt: it takes no file.', EXIT.usage);
      if (file === undefined) throw new CommandError('Name a file of outcomes.', EXIT.usage);
      await train({ context, opened, flags }, await readScoredFile(file));
    });
}

const HELP = `
Models are named as in the configuration. Decisions are no outcomes: they hold no text unless decisions.text is full, and
do not say how good an answer was.

Example:
  $ askonce route train outcomes.jsonl --dry-run
  $ askonce route train outcomes.jsonl --tier llama-8b=small --tier llama-70b=large
  $ askonce route train --reset`;

async function reset(context: CliContext, opened: OpenedConfig): Promise<void> {
  if (!removeOwnModels(opened.dataFolder)) {
    print(context, 'Nothing was learnt of your own models: the tiers decide.');
    return;
  }
  await takeUp(context, opened);
  print(context, 'What was learnt of your own models is removed: the tiers decide.');
}

/** A running daemon decides by it from the next question on. */
async function takeUp(context: CliContext, opened: OpenedConfig): Promise<void> {
  const daemon = await findDaemon(context, opened);
  const fault = await daemon?.reloadOwnModels();
  if (fault !== undefined) note(context, fault);
}

interface Training {
  context: CliContext;
  opened: OpenedConfig;
  flags: TrainFlags;
}

async function train({ context, opened, flags }: Training, rows: ScoredQuestion[]): Promise<void> {
  const { tiers, leftOut } = modelsOf(rows, opened.config, flags.tier ?? new Map<string, Tier>());
  if (tiers.size === 0) throw new CommandError(nothingConfigured(leftOut));
  const judge = await context.daemon.openQuestionJudge(opened.config);
  try {
    const { report, corrections } = trainOwnModels(await judgeQuestions(rows, judge), {
      ...{ tiers, now: systemClock.now(), random: seededRandom(1) },
    });
    const written =
      Object.keys(corrections).length > 0 &&
      flags.dryRun === undefined &&
      write({ context, opened }, judge, corrections);
    if (written !== false) await takeUp(context, opened);
    const shown = { ...report, left_out: leftOut };
    print(context, flags.json ? JSON.stringify({ ...shown, written }) : describeTraining(shown, { written }));
  } finally {
    await judge.close();
  }
}

/** The models of the rows that are configured or named, and the others. */
function modelsOf(
  rows: readonly ScoredQuestion[],
  config: Config,
  named: ReadonlyMap<string, Tier>,
): { tiers: Map<string, Tier>; leftOut: string[] } {
  const known = new Map([...config.models.map(({ id, tier }) => [id, tier] as const), ...named]);
  const names = [...new Set(rows.flatMap(({ scores }) => Object.keys(scores)))];
  const tiers = names.flatMap((name) => {
    const tier = known.get(name);
    return tier === undefined ? [] : [[name, tier] as const];
  });
  return { tiers: new Map(tiers), leftOut: names.filter((name) => !known.has(name)) };
}

function nothingConfigured(names: readonly string[]): string {
  return (
    `None of the models of this file is configured: ${names.join(', ')}. ` +
    'Name them as in config.yaml, or say which tier each is to be learnt as: --tier NAME=TIER.'
  );
}

/** Where it lies now. What was learnt earlier of other models stays, where it is for the same heads. */
function write(
  { context, opened }: Omit<Training, 'flags'>,
  { heads, embedder }: QuestionJudge,
  corrections: Readonly<Record<string, ModelCorrection>>,
): string {
  const folder = ensurePrivateFolder(opened.dataFolder);
  const file = ownModelsFile(folder);
  const earlier = createOwnModels({ file, heads, embedder });
  if (earlier.fault !== undefined) note(context, earlier.fault);
  const models = { ...Object.fromEntries(earlier.corrections), ...corrections };
  writeOwnModels(folder, { heads, embedder, models });
  return file;
}

function tierOf(text: string, before = new Map<string, Tier>()): Map<string, Tier> {
  const at = text.lastIndexOf('=');
  const tier = TIERS.find((one) => one === text.slice(at + 1));
  if (at < 1 || tier === undefined)
    throw new InvalidArgumentError(`expected NAME=TIER, the tier one of ${TIERS.join(', ')}`);
  return before.set(text.slice(0, at), tier);
}
