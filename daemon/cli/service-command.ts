import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { findConfigFolder } from '../config/folders.ts';
import { packageRoot } from '../lib/package-root.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { configFlag, openConfig } from './open-config.ts';
import type { LoginService, ProgramCall } from './login-service.ts';
import { serviceDefinition } from './service-definition.ts';

/** `askonce service install|uninstall`: start at login, by the system's own means. */
export function addServiceCommand(program: Command, context: CliContext): void {
  const service = program
    .command('service')
    .description('start the daemon at login (systemd user unit, launchd agent or scheduled task)')
    .addHelpText('after', '\nExample:\n  $ askonce service install');

  service
    .command('install')
    .description('install and start it')
    .option('--dry-run', 'print what would be written and run, and do nothing')
    .addHelpText('after', '\nExample:\n  $ askonce service install --dry-run')
    .action(async ({ dryRun }: { dryRun?: true }, command: Command) => {
      // A daemon that cannot start would only fail out of sight.
      openConfig(context, command);
      const definition = define(context, command);
      if (dryRun) print(context, describe(definition, definition.install));
      else await install(context, definition);
    });

  service
    .command('uninstall')
    .description('stop it and remove it; answers, keys and configuration stay')
    .option('--dry-run', 'print what would be removed and run, and do nothing')
    .addHelpText('after', '\nExample:\n  $ askonce service uninstall')
    .action(async ({ dryRun }: { dryRun?: true }, command: Command) => {
      const definition = define(context, command);
      if (dryRun) print(context, describe({ ...definition, advice: '' }, definition.uninstall));
      else await uninstall(context, definition);
    });
}

function define(context: CliContext, command: Command): LoginService {
  const script = path.join(packageRoot(), 'daemon', 'cli', 'askonce.js');
  if (/[\\/]_npx[\\/]/.test(fileURLToPath(import.meta.url))) {
    throw new CommandError(
      'npx keeps AskOnce in a cache that may vanish. Install it first: npm install -g askonce',
      EXIT.usage,
    );
  }
  const file = configFlag(command);
  const { environment, platform, homeFolder } = context;
  const definition = serviceDefinition({
    platform,
    command: [
      process.execPath,
      script,
      'start',
      ...(file === undefined ? [] : ['--config', path.resolve(file)]),
    ],
    environment: foldersIn(environment),
    homeFolder,
    userConfigFolder: environment.XDG_CONFIG_HOME ?? path.join(homeFolder, '.config'),
    environmentFile: path.join(findConfigFolder(environment), 'environment'),
    userId: process.getuid?.() ?? 0,
  });
  if (definition) return definition;
  throw new CommandError(
    `There is no way here to start a program at login on ${platform}. Have "askonce start" run by your own means.`,
  );
}

/** Folders that were moved stay where they are for the service too. */
function foldersIn(environment: CliContext['environment']): Record<string, string> {
  const names = ['ASKONCE_CONFIG_FOLDER', 'ASKONCE_DATA_FOLDER'];
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] ? [[name, path.resolve(environment[name])]] : [])),
  );
}

async function install(context: CliContext, definition: LoginService): Promise<void> {
  const { file, kind, advice } = definition;
  if (file) {
    mkdirSync(path.dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.text);
  }
  try {
    for (const call of definition.install) await run(context, call, kind);
  } catch (error) {
    // Half an installation would start at the next login, or puzzle whoever finds it.
    if (file) rmSync(file.path, { force: true });
    throw error;
  }
  print(
    context,
    `Installed as ${kind}${file ? ` (${file.path})` : ''}; it runs now and at every login.\n${advice}`,
  );
}

async function uninstall(context: CliContext, { file, kind, uninstall: calls }: LoginService): Promise<void> {
  if (file && !existsSync(file.path))
    throw new CommandError(`Nothing is installed (there is no ${file.path}).`);
  for (const call of calls) {
    // One that was not running, or not known any more, is as good as stopped: the file goes all the same.
    await run(context, call, kind).catch((error: unknown) => {
      note(context, error instanceof Error ? error.message : String(error));
    });
  }
  if (file) rmSync(file.path);
  print(context, `Removed the ${kind}. Answers, keys and configuration are still there.`);
}

async function run(context: CliContext, { program, parameters }: ProgramCall, kind: string): Promise<void> {
  const { outcome, errorOutput } = await context.runProgram(program, parameters);
  if (outcome === 'done') return;
  if (outcome === 'missing') {
    throw new CommandError(
      `There is no ${program} on this machine, which a ${kind} needs. Have "askonce start" run by your own means, or see --dry-run.`,
    );
  }
  throw new CommandError(
    `"${[program, ...parameters].join(' ')}" failed: ${errorOutput || 'it did not say why'}`,
  );
}

function describe({ file, advice }: LoginService, calls: readonly ProgramCall[]): string {
  return [
    ...(file ? [`# ${file.path}`, file.text] : []),
    ...calls.map(({ program, parameters }) => `$ ${[program, ...parameters].join(' ')}`),
    ...(advice ? [`# ${advice}`] : []),
  ].join('\n');
}
