import { Option, type Command } from 'commander';
import { PREVALENCE } from '../cache/matching/metrics.ts';
import { calibrateOnLog } from '../calibrating/calibrate-log.ts';
import { calibrateOnPairs } from '../calibrating/calibrate-pairs.ts';
import { modelIdsOf } from '../calibrating/model-ids.ts';
import {
  ownCalibrationFile,
  removeOwnCalibration,
  writeOwnCalibration,
  type OwnCalibration,
} from '../calibrating/own-calibration.ts';
import { ensurePrivateFolder } from '../config/folders.ts';
import { maxWrongRateOf } from '../config/max-wrong-rate.ts';
import { verifierFolder } from '../config/model-folders.ts';
import type { PairRow } from '../evaluation/judged-rows.ts';
import { systemClock } from '../lib/clock.ts';
import { seededRandom } from '../lib/seeded-random.ts';
import { openCalibration, type OpenedCalibration } from '../open-calibration.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { describeLogReport, describePairsReport } from './describe-calibration.ts';
import { findDaemon } from './find-daemon.ts';
import { openConfig, type OpenedConfig } from './open-config.ts';
import { share } from './option-values.ts';
import { readJudgedFile } from './read-judged-file.ts';

interface CalibrateFlags {
  dryRun?: true;
  reset?: true;
  withPeople?: true;
  prevalence: number;
  json?: true;
}

/** What the two ways to calibrate work with. */
interface Calibrating {
  context: CliContext;
  opened: OpenedConfig;
  flags: CalibrateFlags;
  /** Of the models; the verifier's folder. */
  ids: { embedder: string; verifier: string };
  inForce: OpenedCalibration;
}

/** `askonce calibrate [FILE]`: fits the calibration to what was judged here, and says whether it got better. */
export function addCalibrateCommand(program: Command, context: CliContext): void {
  program
    .command('calibrate')
    .description(
      'refit how sure the cache must be to what was judged of its own answers, or calibrate models of your own; says whether it got better',
    )
    .argument(
      '[file]',
      'judged pairs, JSON lines {"a", "b", "label"} as "evaluate" reads them: fits a whole calibration for the configured models; absent: the judged answers of this daemon',
    )
    .option('--dry-run', 'print what it would do, and write nothing')
    .addOption(
      new Option('--reset', 'go back to the calibration that ships').conflicts([
        'dryRun',
        'withPeople',
        'json',
      ]),
    )
    .option(
      '--with-people',
      'count what people said, too: where right was said of answers as readily as wrong',
    )
    .option('--prevalence <share>', 'pairs: share of reusable pairs among the candidates', share, PREVALENCE)
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ askonce calibrate --dry-run\n  $ askonce calibrate pairs.jsonl\n  $ askonce calibrate --reset',
    )
    .action(async (file: string | undefined, flags: CalibrateFlags, command: Command) => {
      const opened = openConfig(context, command);
      if (flags.reset && file !== undefined) throw new CommandError(RESET_TAKES_NO_FILE, EXIT.usage);
      if (file !== undefined && flags.withPeople) throw new CommandError(PEOPLE_NEED_THE_LOG, EXIT.usage);
      if (file === undefined && command.getOptionValueSource('prevalence') === 'cli')
        throw new CommandError(PREVALENCE_NEEDS_PAIRS, EXIT.usage);
      if (flags.reset) await reset(context, opened);
      else if (file === undefined) await onLog(prepare(context, opened, flags));
      else await onPairs(prepare(context, opened, flags), await readPairs(file));
    });
}

const PEOPLE_NEED_THE_LOG = '--with-people is about the judged answers of this daemon: it takes no file.';
const PREVALENCE_NEEDS_PAIRS = '--prevalence weighs judged pairs: name their file.';
const RESET_TAKES_NO_FILE = '--reset goes back to the calibration that ships: it takes no file.';

async function reset(context: CliContext, opened: OpenedConfig): Promise<void> {
  if (!removeOwnCalibration(opened.dataFolder)) {
    print(
      context,
      'There is no calibration of your own: the one that came with the verifying model decides.',
    );
    return;
  }
  const daemon = await findDaemon(context, opened);
  await daemon?.reloadCalibration();
  print(context, 'Your own calibration is removed: the one that came with the verifying model decides.');
}

function prepare(context: CliContext, opened: OpenedConfig, flags: CalibrateFlags): Calibrating {
  const { config, dataFolder } = opened;
  const folder = verifierFolder(config);
  if (folder === undefined) throw new CommandError(NO_VERIFIER);
  const ids = modelIdsOf(config, folder);
  const inForce = openCalibration({ verifierFolder: folder, dataFolder, models: ids });
  return { context, opened, flags, ids, inForce };
}

const NO_VERIFIER =
  'Without a verifying model (matching.verifier: none) similarity and literal rules alone decide: there is nothing to calibrate. ' +
  'What a floor of similarity does to your pairs shows: askonce evaluate.';

async function onLog({ context, opened, flags, inForce }: Calibrating): Promise<void> {
  if (inForce.kind !== 'fits') throw new CommandError(inForce.fault);
  if (inForce.fault !== undefined) note(context, inForce.fault);
  const daemon = await findDaemon(context, opened);
  const judged = await (daemon ? daemon.judgements() : context.daemon.readJudged(opened.dataFolder));
  const { base, data, isShipped, own } = inForce;
  const { report, refit } = calibrateOnLog(judged, {
    ...{ base, inForce: data, withPeople: flags.withPeople === true, random: seededRandom(1) },
    maxWrongRate: maxWrongRateOf(opened.config.semantic_cache.max_wrong_rate),
  });
  const written =
    report.is_better &&
    refit !== undefined &&
    (await write(
      { context, opened, flags },
      { refitsShipped: isShipped, madeFrom: `${report.used} judged answers`, calibration: refit },
    ));
  const inForceIs = own ?? 'the one that ships';
  print(
    context,
    flags.json
      ? JSON.stringify({ ...report, calibration: inForceIs, written })
      : describeLogReport(report, { inForce: inForceIs, written }),
  );
}

async function readPairs(file: string): Promise<PairRow[]> {
  const judged = await readJudgedFile(file);
  if (judged.kind === 'pairs') return judged.rows;
  throw new CommandError(
    `${file} is a log of questions; a calibration needs judged pairs: {"a", "b", "label"}.`,
  );
}

async function onPairs(calibrating: Calibrating, rows: readonly PairRow[]): Promise<void> {
  const { context, opened, flags, ids, inForce } = calibrating;
  const models = await context.daemon.openModels(opened.config);
  try {
    const { embedder, verifier } = models;
    if (!verifier) throw new CommandError(NO_VERIFIER);
    const { report, fitted } = await calibrateOnPairs(rows, {
      ...{ models: { embedder, verifier }, ids, prevalence: flags.prevalence, random: seededRandom(1) },
      inForce: inForce.kind === 'fits' ? inForce.data : undefined,
      maxWrongRate: maxWrongRateOf(opened.config.semantic_cache.max_wrong_rate),
    }).catch((error: unknown) => {
      throw new CommandError(error instanceof Error ? error.message : String(error));
    });
    const own = { refitsShipped: false, madeFrom: `${report.used} judged pairs`, calibration: fitted };
    const written = report.is_better && (await write(calibrating, own));
    print(
      context,
      flags.json ? JSON.stringify({ ...report, written }) : describePairsReport(report, { ids, written }),
    );
  } finally {
    await models.close();
  }
}

/** Where it lies now; false for a trial. */
async function write(
  { context, opened, flags }: Pick<Calibrating, 'context' | 'opened' | 'flags'>,
  own: Omit<OwnCalibration, 'at'>,
): Promise<string | false> {
  if (flags.dryRun) return false;
  const folder = ensurePrivateFolder(opened.dataFolder);
  writeOwnCalibration(folder, { ...own, at: systemClock.now() });
  const daemon = await findDaemon(context, opened);
  const view = await daemon?.reloadCalibration();
  if (view && view.ownCalibration === undefined)
    note(context, 'The running daemon uses other models than this configuration: restart it.');
  return ownCalibrationFile(folder);
}
