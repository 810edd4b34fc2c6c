import type { Command } from 'commander';
import { TIERS } from '../chat/cache-entry.ts';
import {
  replayRoutes,
  type LoggedRoute,
  type ReplayedSettings,
  type ReplaySettings,
  type RouteReplay,
} from '../evaluation/replay-routes.ts';
import { print, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { requireDaemon } from './find-daemon.ts';
import { MOST_DECISIONS } from './find-decision.ts';
import { openConfig } from './open-config.ts';
import { positive, shareOrWhole, wholeNumber } from './option-values.ts';
import { pairsOf, tableOf } from './table.ts';

interface ReplayFlags {
  quality?: number;
  maxCostPerDay?: number;
  maxLatencyMs?: number;
  last: number;
  json?: true;
}

/** `askonce route replay`: decides the logged requests again under other settings, before those are switched on. */
export function addRouteReplayCommand(route: Command, context: CliContext): void {
  route
    .command('replay')
    .description(
      'decide the logged requests again under other settings, and compare what is expected of both',
    )
    .option('--quality <share>', 'the dial to try, 0 (cheapest) to 1 (best)', shareOrWhole)
    .option('--max-cost-per-day <dollars>', 'the budget to try, in US dollars', positive)
    .option('--max-latency-ms <milliseconds>', 'the longest wait to try', wholeNumber(1))
    .option('--last <count>', 'how many of the newest decisions', wholeNumber(1), MOST_DECISIONS)
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExample:\n  $ askonce route replay --quality 0.7')
    .action(async (flags: ReplayFlags, command: Command) => {
      const opened = openConfig(context, command);
      const daemon = await requireDaemon(context, opened);
      const {
        quality,
        max_cost_per_day: maxCostPerDay,
        max_latency_ms: maxLatencyMs,
      } = opened.config.routing;
      const now: ReplaySettings = { quality, maxCostPerDay, maxLatencyMs };
      const decisions = await daemon.decisions(Math.min(flags.last, MOST_DECISIONS));
      const routes = decisions.flatMap(({ routing, ...one }): LoggedRoute[] =>
        routing && routing.options.length > 0 ? [{ ...one, routing }] : [],
      );
      if (routes.length === 0)
        throw new CommandError('No request was routed yet: there is nothing to replay.');
      const then = {
        quality: flags.quality ?? quality,
        maxCostPerDay: flags.maxCostPerDay ?? maxCostPerDay,
        maxLatencyMs: flags.maxLatencyMs ?? maxLatencyMs,
      };
      const replay = replayRoutes(routes.reverse(), { now, then });
      print(
        context,
        flags.json ? JSON.stringify({ ...replay, settings: { now, then } }) : describe(replay, { now, then }),
      );
    });
}

function describe(
  { rows, now, then, moves }: RouteReplay,
  settings: { now: ReplaySettings; then: ReplaySettings },
): string {
  const compared = tableOf(
    ['', 'as configured', 'tried'],
    [
      ['quality', settings.now.quality, settings.then.quality],
      ['budget a day', budgetText(settings.now), budgetText(settings.then)],
      ['longest wait', waitText(settings.now), waitText(settings.then)],
      ...TIERS.map((tier) => [tier, now.byTier[tier] ?? 0, then.byTier[tier] ?? 0]),
      ['expected right', rightText(now), rightText(then)],
      ['expected cost', costText(now), costText(then)],
      ['expected time, mean', `${now.seconds.toFixed(1)} s`, `${then.seconds.toFixed(1)} s`],
    ],
  );
  const heading = pairsOf([['Routed requests', rows]]);
  if (moves.length === 0) return `${heading}\n\n${compared}\n\nNothing would go to another model.`;
  const moved = tableOf(
    ['would move from', 'to', 'requests', 'for example (askonce decisions ID)'],
    moves.map(({ from, to, count, example }) => [from, to, count, example.slice(0, 8)]),
  );
  return `${heading}\n\n${compared}\n\n${moved}`;
}

function budgetText({ maxCostPerDay }: ReplaySettings): string {
  return maxCostPerDay === undefined ? '-' : `$${maxCostPerDay}`;
}

function waitText({ maxLatencyMs }: ReplaySettings): string {
  return maxLatencyMs === undefined ? '-' : `${maxLatencyMs / 1_000} s`;
}

function rightText({ right }: ReplayedSettings): string {
  return right === null ? '-' : `${(100 * right).toFixed(1)} %`;
}

function costText({ costUsd }: ReplayedSettings): string {
  return costUsd === null ? 'no price stated' : `$${costUsd.toFixed(4)}`;
}
