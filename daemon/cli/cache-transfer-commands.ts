import { Option, type Command } from 'commander';
import { note, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { counted } from './counted.ts';
import { exportEntries } from './export-entries.ts';
import { importEntries, type Imported } from './import-entries.ts';
import { withCache } from './open-cache.ts';
import { openConfig, type OpenedConfig } from './open-config.ts';

const SCOPE_NOTE = `
Entries belong to scopes, which are digests keyed by the installation's secret (the file "installation-secret" in the
data folder) or, with identity.share: team, by the team's. They serve only where the same secret and the same user or
team are used. "cache clear" changes neither: a file from before it, imported, brings back what was forgotten.`;
const EXPORT_NOTE = `
Interrupted, it leaves FILE.part; the same command goes on from there. FILE appears when it is whole.`;
const IMPORT_NOTE = `
Interrupted, the same command goes on after what the store has confirmed; FILE.progress remembers it until the end.`;
const MOVE_EXAMPLE = `
  To move everything into Milvus, with no daemon running:
  $ askonce cache export --backend memory answers.ndjson
  $ askonce cache import --backend milvus answers.ndjson`;

interface TransferFlags {
  restart?: true;
  backend?: 'memory' | 'milvus';
}

/** `askonce cache export|import`: one JSON object a line (store/portable-entry.ts). */
export function addCacheTransferCommands(cache: Command, context: CliContext): void {
  cache
    .command('export')
    .description('write every stored answer to a file, one JSON object a line')
    .argument('<file>', 'where to write; "-" for the output')
    .option('--restart', 'start over instead of going on where an interrupted export stopped')
    .addOption(backendOption('read'))
    .addHelpText(
      'after',
      `${EXPORT_NOTE}\n${SCOPE_NOTE}\n\nExample:\n  $ askonce cache export answers.ndjson\n${MOVE_EXAMPLE}`,
    )
    .action(async (file: string, { restart, backend }: TransferFlags, command: Command) => {
      const count = await withCache(
        context,
        openedFor(context, command, backend),
        (admin) => exportEntries(context, admin, file, { isRestarted: restart === true }),
        backend,
      );
      note(context, `Exported ${counted(count, 'entry', 'entries')}${file === '-' ? '' : ` to ${file}`}.`);
    });

  cache
    .command('import')
    .description('read stored answers from a file; may be repeated, what is there already is replaced')
    .argument('<file>', 'what to read; "-" for the input')
    .option('--restart', 'start over instead of going on where an interrupted import stopped')
    .addOption(backendOption('fill'))
    .addHelpText(
      'after',
      `${IMPORT_NOTE}\n${SCOPE_NOTE}\n\nExample:\n  $ askonce cache import answers.ndjson\n${MOVE_EXAMPLE}`,
    )
    .action(async (file: string, { restart, backend }: TransferFlags, command: Command) => {
      const imported = await withCache(
        context,
        openedFor(context, command, backend),
        (admin) => importEntries(context, admin, file, { isRestarted: restart === true }),
        backend,
      );
      note(context, describeImported(imported));
      const faults = faultsOf(imported);
      if (faults.length > 0) throw new CommandError(faults.join('\n'));
    });
}

function backendOption(verb: string): Option {
  return new Option(
    '--backend <store>',
    `${verb} this store and not the configured one; only while no daemon runs on another`,
  ).choices(['memory', 'milvus']);
}

function openedFor(context: CliContext, command: Command, backend: TransferFlags['backend']): OpenedConfig {
  return openConfig(context, command, { 'semantic_cache.backend_type': backend });
}

function describeImported({ imported, before }: Imported): string {
  const earlier = before > 0 ? `, after the ${before} of the interrupted run` : '';
  return `Imported ${counted(imported, 'entry', 'entries')}${earlier}.`;
}

/** What of the file is not in the store now, one sentence each. */
function faultsOf({ bad, refused, evicted }: Imported): string[] {
  return [
    ...(bad > 0 ? [`Left out ${counted(bad, 'line')}, as said above; the others are in.`] : []),
    ...(refused > 0
      ? [
          `The store refused ${counted(refused, 'entry', 'entries')}: too long for it, or pinned ones leave no room.`,
        ]
      : []),
    ...(evicted > 0
      ? [
          `The store is full: ${counted(evicted, 'entry', 'entries')} had to make room. Raise semantic_cache.max_entries and import again.`,
        ]
      : []),
  ];
}
