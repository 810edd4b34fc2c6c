import type { Command } from 'commander';
import { note, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { counted } from './counted.ts';
import { exportEntries } from './export-entries.ts';
import { importEntries } from './import-entries.ts';
import { withCache } from './open-cache.ts';
import { openConfig } from './open-config.ts';

const SCOPE_NOTE = `
Entries belong to scopes, which are digests keyed by the installation's secret (the file "installation-secret" in the
data folder) or, with identity.share: team, by the team's. They serve only where the same secret is used, and no more
after "cache clear", which makes every older scope worthless.`;

/** `askonce cache export|import`: one JSON object a line (store/portable-entry.ts). */
export function addCacheTransferCommands(cache: Command, context: CliContext): void {
  cache
    .command('export')
    .description('write every stored answer to a file, one JSON object a line')
    .argument('<file>', 'where to write; "-" for the output')
    .addHelpText('after', `${SCOPE_NOTE}\n\nExample:\n  $ askonce cache export answers.ndjson`)
    .action(async (file: string, _flags: unknown, command: Command) => {
      const count = await withCache(context, openConfig(context, command), (admin) =>
        exportEntries(context, admin, file),
      );
      note(context, `Exported ${counted(count, 'entry', 'entries')}${file === '-' ? '' : ` to ${file}`}.`);
    });

  cache
    .command('import')
    .description('read stored answers from a file; may be repeated, what is there already is replaced')
    .argument('<file>', 'what to read; "-" for the input')
    .addHelpText('after', `${SCOPE_NOTE}\n\nExample:\n  $ askonce cache import answers.ndjson`)
    .action(async (file: string, _flags: unknown, command: Command) => {
      const { imported, bad } = await withCache(context, openConfig(context, command), (admin) =>
        importEntries(context, admin, file),
      );
      note(context, `Imported ${counted(imported, 'entry', 'entries')}.`);
      if (bad > 0)
        throw new CommandError(`Left out ${counted(bad, 'line')}, as said above; the others are in.`);
    });
}
