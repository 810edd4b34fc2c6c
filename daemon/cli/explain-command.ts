import type { Command } from 'commander';
import { maxWrongRateOf } from '../config/max-wrong-rate.ts';
import { verifierFolder } from '../config/model-folders.ts';
import type { PairVerdict } from '../evaluation/pair-judge.ts';
import { print, type CliContext } from './cli-context.ts';
import { evidenceRows } from './evidence-rows.ts';
import { openConfig } from './open-config.ts';
import { plainText } from './plain-text.ts';
import { pairsOf } from './table.ts';

/** `askonce explain A B`: whether the answer to B would be served to A, and why. Needs no daemon. */
export function addExplainCommand(program: Command, context: CliContext): void {
  program
    .command('explain')
    .description('say whether the stored answer to one question would be served to another, and why')
    .argument('<asked>', 'the question that is asked')
    .argument('<stored>', 'the question whose answer is stored')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ askonce explain "What is new in Python 3.11?" "What is new in Python 3.12?"',
    )
    .action(async (asked: string, stored: string, flags: { json?: true }, command: Command) => {
      const { config, dataFolder } = openConfig(context, command);
      const judge = await context.daemon.openPairJudge(config, dataFolder);
      try {
        const { ownCalibration } = judge;
        const verdict = await judge.judge(asked, stored);
        const rate = maxWrongRateOf(config.semantic_cache.max_wrong_rate);
        const budget = verifierFolder(config) === undefined ? undefined : rate;
        if (flags.json) {
          const { serve, similarity, probability, agreed, against } = verdict;
          const judged = { serve, similarity, probability, agreed, against, max_wrong_rate: budget };
          print(context, JSON.stringify({ asked, stored, ...judged, calibration: ownCalibration }));
        } else print(context, describe({ asked, stored, budget, ownCalibration }, verdict));
      } finally {
        await judge.close();
      }
    });
}

interface Explained {
  asked: string;
  stored: string;
  budget: number | undefined;
  ownCalibration: string | undefined;
}

function describe({ asked, stored, budget, ownCalibration }: Explained, verdict: PairVerdict): string {
  return pairsOf([
    ['Asked', plainText(asked)],
    ['Stored', plainText(stored)],
    ...evidenceRows(verdict),
    [
      'Budget',
      budget === undefined
        ? NO_BUDGET
        : `${Number((budget * 100).toFixed(2))} % of what is served may be wrong`,
    ],
    ...(ownCalibration === undefined ? [] : [['Calibration', ownCalibration] as [string, string]]),
    ['Verdict', verdict.serve ? 'served' : 'not served: a model is asked'],
  ]);
}

const NO_BUDGET = 'none: without a verifying model, similarity and literal rules alone decide';
