import { Argument, type Command } from 'commander';
import type { JudgementView } from '../server/own-api.ts';
import { print, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { requireDaemon } from './find-daemon.ts';
import { findDecision } from './find-decision.ts';
import { openConfig } from './open-config.ts';

/** `askonce judge`: says of an answer whether it was right; it counts from the next question on. */
export function addJudgeCommand(program: Command, context: CliContext): void {
  program
    .command('judge')
    .description('say of an answer whether it was right or wrong, or take that back')
    .argument('<decision>', 'its id (the x-askonce-id of the answer), or the beginning of it')
    .addArgument(new Argument('<verdict>', 'what is said of it').choices(['right', 'wrong', 'undo']))
    .addHelpText('after', '\nExample:\n  $ askonce judge 0c9f6a1e-5c0b-4a7e-9f52-3f1d5a0b7c11 wrong')
    .action(async (decision: string, verdict: string, _flags: unknown, command: Command) => {
      const daemon = await requireDaemon(context, openConfig(context, command));
      const { id, judged: before } = await findDecision(daemon, decision);
      const judgement = await daemon.judge(id, verdict);
      if (!judgement) throw new CommandError(`There is no decision ${id} (any more).`);
      print(
        context,
        verdict === 'undo' && before === undefined ? NOTHING_TO_TAKE_BACK : sentenceOf(judgement),
      );
    });
}

const NOTHING_TO_TAKE_BACK = 'Nothing was said of this answer: there is nothing to take back.';

function sentenceOf({ judged, forgotten }: JudgementView): string {
  if (judged === 'wrong') {
    return forgotten
      ? 'Noted: wrong. The stored answer is deleted; "undo" brings it back while the daemon runs.'
      : 'Noted: wrong. That answer does not serve this wording again, and others must be surer.';
  }
  const noted = judged === 'right' ? 'Noted: right.' : 'Taken back.';
  return forgotten ? `${noted} The stored answer is gone: the next question is asked anew.` : noted;
}
