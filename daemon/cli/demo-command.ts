import type { Command } from 'commander';
import { print, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';

/** `askonce demo`: a short story against a real daemon with simulated models. */
export function addDemoCommand(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('play a short story against a daemon of its own, with simulated models; needs no key')
    .option('--once', 'end after the story instead of staying for you to go on (as with CI=true)')
    .option('--live', 'ask the models found on this machine and by keys in the environment; may cost money')
    .addHelpText('after', '\nExample:\n  $ askonce demo --once')
    .action(async ({ once, live }: { once?: true; live?: true }) => {
      const cameOut = await context.daemon.demo({
        once: once ?? context.environment.CI === 'true',
        live: live ?? false,
        print: (line) => {
          print(context, line);
        },
      });
      if (!cameOut) throw new CommandError('The demo did not come out as it should; see the lines above.');
    });
}
