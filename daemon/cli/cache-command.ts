import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { CacheAdmin } from './cache-admin.ts';
import { addCacheTransferCommands } from './cache-transfer-commands.ts';
import { print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { counted } from './counted.ts';
import { describeEntries, describeEntry, describeStats } from './describe-cache.ts';
import { findEntry } from './find-entry.ts';
import { withCache } from './open-cache.ts';
import { openConfig } from './open-config.ts';
import { wholeNumber } from './option-values.ts';
import { oneLine } from './plain-text.ts';

/** `askonce cache ...`: the stored answers, through the running daemon or, where none runs, in the store itself. */
export function addCacheCommand(program: Command, context: CliContext): void {
  const cache = program
    .command('cache')
    .description('look at, delete, export and import stored answers')
    .addHelpText('after', '\nExample:\n  $ askonce cache list');
  addReadingCommands(cache, context);
  addDeletingCommands(cache, context);
  addCacheTransferCommands(cache, context);
}

function addReadingCommands(cache: Command, context: CliContext): void {
  cache
    .command('stats')
    .description('count entries, scopes and hits')
    .addHelpText('after', '\nExample:\n  $ askonce cache stats')
    .action((_flags: unknown, command: Command) =>
      withCacheOf(context, command, async (admin) => {
        print(context, describeStats(await admin.stats()));
      }),
    );

  cache
    .command('list')
    .description('list stored questions, newest first')
    .option('-n, --limit <count>', 'how many', wholeNumber(1), 20)
    .option('--offset <count>', 'how many to leave out first', wholeNumber(0), 0)
    .addHelpText('after', '\nExample:\n  $ askonce cache list --limit 50')
    .action((page: { limit: number; offset: number }, command: Command) =>
      withCacheOf(context, command, async (admin) => {
        const { total, entries } = await admin.list(page);
        if (entries.length > 0) print(context, describeEntries(entries));
        print(context, `${entries.length} of ${counted(total, 'entry', 'entries')}.`);
      }),
    );

  cache
    .command('show')
    .description('show one stored answer')
    .argument('<id>', 'its id, or the beginning of it as `cache list` shows')
    .addHelpText('after', '\nExample:\n  $ askonce cache show 3f9a1c22e0b1')
    .action((id: string, _flags: unknown, command: Command) =>
      withCacheOf(context, command, async (admin) => {
        print(context, describeEntry(await findEntry(admin, id)));
      }),
    );
}

function addDeletingCommands(cache: Command, context: CliContext): void {
  cache
    .command('delete')
    .description('delete one stored answer')
    .argument('<id>', 'its id, or the beginning of it')
    .addHelpText('after', '\nExample:\n  $ askonce cache delete 3f9a1c22e0b1')
    .action((id: string, _flags: unknown, command: Command) =>
      withCacheOf(context, command, async (admin) => {
        const entry = await findEntry(admin, id);
        await admin.delete(entry.id);
        print(context, `Deleted ${entry.id}: ${oneLine(entry.question, 60)}`);
      }),
    );

  cache
    .command('clear')
    .description('forget every stored answer, what was said of answers, and the log of decisions, for good')
    .option('-y, --yes', 'do not ask first')
    .addHelpText('after', '\nExample:\n  $ askonce cache clear --yes')
    .action(({ yes }: { yes?: true }, command: Command) =>
      withCacheOf(context, command, async (admin) => {
        const { entries } = await admin.stats();
        const all = `${counted(entries, 'stored answer')}, what was said of answers, and the log of decisions`;
        if (!yes && !(await confirm(context, `Forget ${all}, for good?`))) {
          throw new CommandError('Nothing was deleted.');
        }
        print(context, `Deleted ${counted(await admin.clear(), 'entry', 'entries')}.`);
      }),
    );
}

function withCacheOf(
  context: CliContext,
  command: Command,
  work: (admin: CacheAdmin) => Promise<void>,
): Promise<void> {
  return withCache(context, openConfig(context, command), work);
}

async function confirm(context: CliContext, question: string): Promise<boolean> {
  if (!context.stdin.isTTY) {
    throw new CommandError(`${question} There is no terminal to ask on: say --yes.`, EXIT.usage);
  }
  const terminal = createInterface({ input: context.stdin, output: context.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
