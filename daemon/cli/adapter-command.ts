import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { adaptersFolder, parseAdapter, readAdapters, writeAdapter } from '../config/adapter-files.ts';
import type { Adapter } from '../dialects/declarative/adapter-schema.ts';
import { declarativeDialect } from '../dialects/declarative/declarative-dialect.ts';
import { readHar } from '../dialects/declarative/har.ts';
import { tryExchange, type Trial } from '../dialects/declarative/try-adapter.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { counted } from './counted.ts';
import { openConfig } from './open-config.ts';
import { plainText } from './plain-text.ts';
import { pairsOf, tableOf } from './table.ts';

/** `askonce adapter list|test|add|remove`: dialects as data, for in-house portals (docs/adapters.md). */
export function addAdapterCommand(program: Command, context: CliContext): void {
  const adapter = program
    .command('adapter')
    .description('teach AskOnce how an in-house portal asks and is answered')
    .addHelpText('after', '\nExample:\n  $ askonce adapter test portal.yaml recorded.har');

  adapter
    .command('list')
    .description('list the adapters that the next start will use')
    .addHelpText('after', '\nExample:\n  $ askonce adapter list')
    .action((_flags: unknown, command: Command) => {
      const { adapters, faults } = readAdapters(adaptersFolder(openConfig(context, command).dataFolder));
      for (const fault of faults) note(context, `Left out: ${fault}`);
      const rows = adapters.map(({ id, request }) => [id, request.host ?? 'any', request.path]);
      print(context, rows.length === 0 ? 'No adapters.' : tableOf(['id', 'host', 'path'], rows));
    });

  adapter
    .command('test')
    .description('show what an adapter makes of a recording (exit code 1 where it does not work)')
    .argument('<file>', 'the adapter, YAML')
    .argument('<har>', 'a recording from the network panel of the browser, saved as HAR with content')
    .addHelpText('after', '\nExample:\n  $ askonce adapter test portal.yaml recorded.har')
    .action(async (file: string, har: string) => {
      const trials = await tryAdapter(readValid(file), har);
      if (trials.length === 0) {
        throw new CommandError(
          `No request in ${har} is one of this adapter's: check host, path and question.`,
        );
      }
      for (const trial of trials) print(context, describe(trial));
      const failed = trials.filter(({ faults }) => faults.length > 0).length;
      if (failed > 0)
        throw new CommandError(`${counted(failed, 'exchange')} of ${trials.length} would not work.`);
      print(context, `${counted(trials.length, 'exchange')} can be answered.`);
    });

  adapter
    .command('add')
    .description('check an adapter and keep it; the next start uses it')
    .argument('<file>', 'the adapter, YAML')
    .addHelpText('after', '\nExample:\n  $ askonce adapter add portal.yaml')
    .action((file: string, _flags: unknown, command: Command) => {
      const folder = adaptersFolder(openConfig(context, command).dataFolder);
      print(context, `Kept as ${writeAdapter(folder, readValid(file), readFileSync(file, 'utf8'))}`);
    });

  adapter
    .command('remove')
    .description('remove an adapter')
    .argument('<id>', 'its id, as `adapter list` shows')
    .addHelpText('after', '\nExample:\n  $ askonce adapter remove acme-portal')
    .action((id: string, _flags: unknown, command: Command) => {
      const folder = adaptersFolder(openConfig(context, command).dataFolder);
      if (!readAdapters(folder).adapters.some((known) => known.id === id)) {
        throw new CommandError(`There is no adapter "${id}". See: askonce adapter list`);
      }
      rmSync(path.join(folder, `${id}.yaml`));
      print(context, `Removed ${id}.`);
    });
}

/** What a person names is often not there. */
function readNamed(file: string): string {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, EXIT.usage);
  return readFileSync(file, 'utf8');
}

function readValid(file: string): Adapter {
  const { adapter, faults } = parseAdapter(readNamed(file), file);
  if (!adapter) throw new CommandError(faults.join('\n'), EXIT.usage);
  return adapter;
}

async function tryAdapter(adapter: Adapter, har: string): Promise<Trial[]> {
  const dialect = declarativeDialect(adapter);
  const trials = await Promise.all(readHar(readNamed(har)).map((exchange) => tryExchange(dialect, exchange)));
  return trials.filter((trial) => trial !== undefined);
}

function describe({ url, question, earlierMessages, model, session, stream, answer, faults }: Trial): string {
  const pairs = pairsOf([
    ['request', plainText(url)],
    ['question', plainText(question)],
    ['before it', counted(earlierMessages, 'message')],
    ['model', plainText(model)],
    ['session', session === undefined ? 'none: the request carries its history' : plainText(session)],
    ['answer', `${stream ? 'stream' : 'whole'}: ${plainText(answer.slice(0, 200))}`],
  ]);
  return [pairs, ...faults.map((fault) => `FAULT: ${fault}`), ''].join('\n');
}
