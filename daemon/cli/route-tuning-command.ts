import { Option, type Command } from 'commander';
import type { RoutingView } from '../server/own-api.ts';
import { print, type CliContext } from './cli-context.ts';
import { requireDaemon } from './find-daemon.ts';
import { openConfig } from './open-config.ts';
import { plainText } from './plain-text.ts';
import { tableOf } from './table.ts';

interface TuningFlags {
  freeze?: true;
  unfreeze?: true;
  reset?: true;
  json?: true;
}

/** `askonce route tuning`: what use has taught the router, and within which limits. */
export function addRouteTuningCommand(route: Command, context: CliContext): void {
  route
    .command('tuning')
    .description('show how far use has shifted the estimates, by category and tier; freeze or reset that')
    .addOption(
      new Option('--freeze', 'leave the shifts as they are; what is seen meanwhile counts later').conflicts(
        'unfreeze',
      ),
    )
    .option('--unfreeze', 'let use shift them again, also by what was seen meanwhile')
    .option('--reset', 'forget all that was seen: every shift is 0 again')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ askonce route tuning\n  $ askonce route tuning --freeze')
    .action(async (flags: TuningFlags, command: Command) => {
      const daemon = await requireDaemon(context, openConfig(context, command));
      const wish = wishOf(flags);
      const view = wish ? await daemon.steerTuning(wish) : await daemon.tuning();
      print(context, flags.json ? JSON.stringify(view) : describe(view));
    });
}

function wishOf({ freeze, unfreeze, reset }: TuningFlags): { frozen?: boolean; reset?: true } | undefined {
  if (!freeze && !unfreeze && !reset) return undefined;
  return { ...((freeze ?? unfreeze) && { frozen: freeze === true }), ...(reset && { reset }) };
}

function describe({ frozen, maxShift, cells }: RoutingView): string {
  const state = frozen
    ? 'Frozen: the shifts stay as they are until --unfreeze.'
    : 'Live: the shifts follow what is seen.';
  const limit = `${state} None goes beyond ${signed(maxShift)} or ${signed(-maxShift)} log-odds.`;
  if (cells.length === 0) return `${limit}\nNothing was learnt yet.`;
  const table = tableOf(
    ['category', 'tier', 'seen right', 'seen wrong', 'estimated', 'shift'],
    cells.map(({ category, tier, right, wrong, predicted, shift }) => [
      ...[plainText(category), tier, right.toFixed(1), wrong.toFixed(1)],
      ...[predicted === undefined ? '-' : `${(predicted * 100).toFixed(0)} %`, signed(shift)],
    ]),
  );
  return `${limit}\n\n${table}`;
}

function signed(logOdds: number): string {
  const text = logOdds.toFixed(2);
  return logOdds > 0 ? `+${text}` : text;
}
