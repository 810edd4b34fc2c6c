import type { Command } from 'commander';
import type { DecisionView } from '../server/own-api.ts';
import { print, type CliContext } from './cli-context.ts';
import { describeRecord } from './describe-route.ts';
import { evidenceRows, shareText } from './evidence-rows.ts';
import { requireDaemon } from './find-daemon.ts';
import { findDecision, MOST_DECISIONS } from './find-decision.ts';
import { openConfig } from './open-config.ts';
import { wholeNumber } from './option-values.ts';
import { oneLine, plainText } from './plain-text.ts';
import { pairsOf, tableOf } from './table.ts';

const SHOWN = 20;
const ID_SHOWN = 8;
const LONGEST_WHY = 80;

/** `askonce decisions [ID]`: what was decided of the last requests, and why. */
export function addDecisionsCommand(program: Command, context: CliContext): void {
  program
    .command('decisions')
    .description('show what was decided of the last requests, or all that spoke for and against one of them')
    .argument('[id]', 'a decision (x-askonce-id), or the beginning of its id')
    .option('--last <count>', 'how many, newest first', wholeNumber(1), SHOWN)
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ askonce decisions --last 5\n  $ askonce decisions 3f2a91c0')
    .action(async (id: string | undefined, flags: { last: number; json?: true }, command: Command) => {
      const daemon = await requireDaemon(context, openConfig(context, command));
      if (id === undefined) {
        const decisions = await daemon.decisions(Math.min(flags.last, MOST_DECISIONS));
        print(context, flags.json ? JSON.stringify(decisions) : describeAll(decisions));
      } else {
        const decision = await findDecision(daemon, id);
        print(context, flags.json ? JSON.stringify(decision) : describe(decision));
      }
    });
}

function describeAll(decisions: readonly DecisionView[]): string {
  if (decisions.length === 0) return 'Nothing was decided yet.';
  return tableOf(
    ['id', 'time', 'cache', 'alike', 'sure', 'judged', 'why'],
    decisions.map((decision) => [
      ...[decision.id.slice(0, ID_SHOWN), timeText(decision), decision.cache],
      ...[shareText(decision.similarity), shareText(decision.probability)],
      decision.judged ?? '',
      oneLine(whyOf(decision), LONGEST_WHY),
    ]),
  );
}

/** What decided it: what spoke for a stored answer that was served, or against the one that was not. */
function whyOf({ cache, agreed, against, reason }: DecisionView): string {
  const sentences = cache.startsWith('hit') ? agreed : against;
  return sentences.length > 0 ? sentences.join('; ') : reason;
}

function describe(decision: DecisionView): string {
  const { id, site, user, question, questionHash, cache, outcome, model, reason } = decision;
  const summary = pairsOf([
    ['Decision', id],
    ['Time', timeText(decision)],
    ['Asked', question === undefined ? `(digest ${questionHash})` : plainText(question)],
    ['By', plainText(`${user} on ${site}`)],
    ['Cache', `${cache}, ${outcome}`],
    ['Model', `${model ?? 'none'}: ${plainText(reason)}`],
    ['Candidate', candidateText(decision)],
    ...evidenceRows(decision),
    ...judgedRow(decision),
  ]);
  return decision.routing ? `${summary}\n\n${describeRecord(decision.routing)}` : summary;
}

function judgedRow({ judged, judgedBy }: DecisionView): [string, string][] {
  if (judged === undefined) return [];
  return [['Judged', judgedBy === 'audit' ? `${judged}, by a shadow audit` : judged]];
}

function candidateText({ candidateId, candidateQuestion }: DecisionView): string {
  if (candidateQuestion !== undefined) return plainText(candidateQuestion);
  return candidateId === undefined ? 'none was near' : `${candidateId} (not stored any more)`;
}

function timeText({ at }: DecisionView): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
