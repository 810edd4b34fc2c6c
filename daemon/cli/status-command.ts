import type { Command } from 'commander';
import type { Status } from '../server/own-api.ts';
import { print, type CliContext } from './cli-context.ts';
import { counted } from './counted.ts';
import { requireDaemon } from './find-daemon.ts';
import { openConfig } from './open-config.ts';
import { megabytes } from './progress.ts';
import { pairsOf } from './table.ts';

/** `askonce status`: whether a daemon runs, and how it fares. Exit code 3 where none does. */
export function addStatusCommand(program: Command, context: CliContext): void {
  program
    .command('status')
    .description('show the running daemon: address, cache, requests, what is degraded')
    .addHelpText('after', '\nExample:\n  $ askonce status')
    .action(async (_flags: unknown, command: Command) => {
      const daemon = await requireDaemon(context, openConfig(context, command));
      print(context, describeStatus(await daemon.status()));
    });
}

/** What a person wants to know of a status, in lines. */
function describeStatus({
  version,
  pid,
  startedAt,
  address,
  degraded,
  embedder,
  verifier,
  ownCalibration,
  store,
  extensions,
  wrongAnswers,
  audits,
  budget,
  requests,
}: Status): string {
  const hits = requests.hitExact + requests.hitSemantic + requests.hitCoalesced;
  const share = requests.total === 0 ? '' : ` (${Math.round((100 * hits) / requests.total)} %)`;
  const size = store.bytes === undefined ? '' : `, ${megabytes(store.bytes)}`;
  const lines = pairsOf([
    ['AskOnce', `${version}, pid ${pid}, since ${new Date(startedAt).toISOString()}`],
    ['Address', address],
    ['Cache', `${counted(store.entries, 'entry', 'entries')}${size} (${store.backend})`],
    ...Object.entries(store.details ?? {}),
    ['Embedder', `${embedder.id}: ${embedder.state}`],
    ['Verifier', verifier ? `${verifier.id}: ${verifier.state}` : 'none'],
    ...(ownCalibration === undefined ? [] : [['Calibration', ownCalibration] as [string, string]]),
    ...(extensions
      ? [['Browsers', `${extensions.paired} paired, ${extensions.connected} connected`] as [string, string]]
      : []),
    ['Requests', String(requests.total)],
    [
      'From cache',
      `${hits}${share}: ${requests.hitExact} exact, ${requests.hitSemantic} semantic, ${requests.hitCoalesced} joined`,
    ],
    ...(wrongAnswers ? [['Wrong', describeWrong(wrongAnswers)] as [string, string]] : []),
    ...(audits ? [['Audits', describeAudits(audits)] as [string, string]] : []),
    ...(budget ? [['Spent today', describeBudget(budget)] as [string, string]] : []),
    ['From models', `${requests.miss} missed, ${requests.bypass} bypassed the cache`],
  ]);
  return [lines, ...degraded.map((sentence) => `Degraded: ${sentence}`)].join('\n');
}

/** The running estimate beside the budget; the groups over it by name. */
function describeWrong({
  budget,
  isKept,
  overall,
  groups = [],
}: NonNullable<Status['wrongAnswers']>): string {
  const accepted = `budget ${percent(budget)}${isKept ? '' : ', not kept: similarity alone decides'}`;
  if (!overall) return `nothing served by meaning yet; ${accepted}`;
  const { share, low, high, served, judged } = overall;
  const raised = groups.filter(({ raisedBy }) => raisedBy > 0).map(({ group }) => group);
  return [
    `about ${percent(share)} of ${served} semantic hits (${percent(low)} to ${percent(high)}), ${judged} judged`,
    accepted,
    ...(raised.length > 0 ? [`harder to reuse until it holds: ${raised.join(', ')}`] : []),
  ].join('; ');
}

function describeBudget({ spentUsd, maxUsd }: NonNullable<Status['budget']>): string {
  const spent = `$${spentUsd.toFixed(4)} of $${maxUsd}`;
  return spentUsd < maxUsd ? spent : `${spent}: the cheapest model answers until midnight`;
}

/** What asking a model anyway has found since the start, and what it took. */
function describeAudits({
  share,
  right,
  wrong,
  undecided,
  tokens,
  costUsd,
}: NonNullable<Status['audits']>): string {
  const cost = costUsd > 0 ? `, $${costUsd.toFixed(4)}` : '';
  return `${percent(share)} of semantic hits: ${right} right, ${wrong} wrong, ${undecided} undecided; ${tokens} tokens${cost}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
