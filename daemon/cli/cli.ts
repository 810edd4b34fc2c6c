/**
 * The command line: reads the arguments, runs one command, and ends with an exit code (0 done, 1 failed, 2 bad
 * configuration or usage, 3 no daemon running). Called by askonce.js; everything that prints lives in this folder.
 */
import os from 'node:os';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { packageVersion } from '../lib/package-root.ts';
import { addAdapterCommand } from './adapter-command.ts';
import { addAskCommand } from './ask-command.ts';
import { addBenchCommand } from './bench-command.ts';
import { addCacheCommand } from './cache-command.ts';
import { addCalibrateCommand } from './calibrate-command.ts';
import { note, processContext, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { addConfigCommand } from './config-command.ts';
import { daemonParts } from './daemon-parts.ts';
import { addDecisionsCommand } from './decisions-command.ts';
import { addDemoCommand } from './demo-command.ts';
import { addEvaluateCommand } from './evaluate-command.ts';
import { addExplainCommand } from './explain-command.ts';
import { addJudgeCommand } from './judge-command.ts';
import { addKeysCommand } from './keys-command.ts';
import { addModelsCommand } from './models-command.ts';
import { addPairingsCommand } from './pairings-command.ts';
import { addRouteCommand } from './route-command.ts';
import { addServiceCommand } from './service-command.ts';
import { addStartCommand } from './start-command.ts';
import { addStatusCommand } from './status-command.ts';

/** Runs the command of this process and sets its exit code. */
export async function main(): Promise<void> {
  // A reader that has seen enough (`askonce cache list | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    throw error;
  });
  const context = { ...processContext(), homeFolder: os.homedir(), daemon: daemonParts };
  process.exitCode = await runCli(process.argv.slice(2), context);
}

/** Runs one command; resolves with the exit code and never rejects. */
export async function runCli(parameters: readonly string[], context: CliContext): Promise<number> {
  try {
    await createProgram(context).parseAsync([...parameters], { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    return explain(error, context);
  }
}

export function createProgram(context: CliContext): Command {
  const program = new Command('askonce')
    .description(
      'Answers a repeated question from a local cache and sends the others to the right-sized model.',
    )
    .version(packageVersion())
    .option('-c, --config <file>', 'use this configuration file instead of the usual one')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride();
  program.addHelpText(
    'after',
    '\nExample:\n  $ askonce start\n  $ askonce ask "How tall is the Eiffel tower?"',
  );
  addStartCommand(program, context);
  addDemoCommand(program, context);
  addStatusCommand(program, context);
  addAskCommand(program, context);
  addJudgeCommand(program, context);
  addConfigCommand(program, context);
  addCacheCommand(program, context);
  addDecisionsCommand(program, context);
  addExplainCommand(program, context);
  addEvaluateCommand(program, context);
  addCalibrateCommand(program, context);
  addRouteCommand(program, context);
  addModelsCommand(program, context);
  addKeysCommand(program, context);
  addPairingsCommand(program, context);
  addAdapterCommand(program, context);
  addServiceCommand(program, context);
  addBenchCommand(program, context);
  return program;
}

function explain(error: unknown, context: CliContext): number {
  // Commander has printed help, version or the usage error itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof ConfigError) {
    for (const fault of error.faults) note(context, fault);
    return EXIT.usage;
  }
  note(context, error instanceof Error ? error.message : String(error));
  if (context.environment.ASKONCE_LOGGING_LEVEL === 'debug' && error instanceof Error)
    note(context, error.stack ?? '');
  return error instanceof CommandError ? error.exitCode : EXIT.failed;
}
