import type { Command } from 'commander';
import { openPairingsFile, type PairingRecord } from '../config/pairings-file.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { findDaemon, requireDaemon } from './find-daemon.ts';
import { openConfig } from './open-config.ts';
import { plainText } from './plain-text.ts';
import { tableOf } from './table.ts';

/** What the pairings commands do, whether a daemon runs (then it alone writes the file) or not. */
interface PairingsAdmin {
  list(): Promise<PairingRecord[]>;
  revoke(id: string): Promise<boolean>;
}

/** `askonce pairings [list]|code|revoke`: which browsers may ask the daemon. */
export function addPairingsCommand(program: Command, context: CliContext): void {
  const pairings = program
    .command('pairings')
    .description('list, add and revoke paired browser extensions')
    .addHelpText('after', '\nExample:\n  $ askonce pairings code');

  pairings
    .command('list', { isDefault: true })
    .description('list the paired browsers')
    .addHelpText('after', '\nExample:\n  $ askonce pairings list')
    .action(async (_flags: unknown, command: Command) => {
      const admin = await openPairings(context, command);
      const rows = (await admin.list()).map(({ id, name, browser, user, createdAt, lastSeenAt }) => [
        ...[id, plainText(name), plainText(browser), plainText(user)],
        ...[createdAt, lastSeenAt].map((time) => new Date(time).toISOString().slice(0, 10)),
      ]);
      print(context, tableOf(['id', 'name', 'browser', 'user', 'paired', 'last seen'], rows));
    });

  pairings
    .command('code')
    .description('show the code that a browser waits for; press "Pair" in the extension first')
    .addHelpText('after', '\nExample:\n  $ askonce pairings code')
    .action(async (_flags: unknown, command: Command) => {
      const daemon = await requireDaemon(context, openConfig(context, command));
      const codes = await daemon.pairingCodes();
      if (codes.length === 0)
        throw new CommandError(
          'No browser waits to be paired. Press "Pair" in the extension, then try again.',
        );
      for (const { code, name, origin } of codes) {
        note(context, `${plainText(name)} (${plainText(origin)}) waits for:`);
        print(context, code);
      }
    });

  pairings
    .command('revoke')
    .description('end a pairing: that browser is disconnected and gets nothing any more')
    .argument('<id>', 'its id, as `pairings list` shows')
    .addHelpText('after', '\nExample:\n  $ askonce pairings revoke pairing-1a2b3c4d5e6f')
    .action(async (id: string, _flags: unknown, command: Command) => {
      const admin = await openPairings(context, command);
      if (!(await admin.revoke(id)))
        throw new CommandError(`There is no pairing ${id}. See: askonce pairings list`);
      print(context, `Revoked ${id}.`);
    });
}

async function openPairings(context: CliContext, command: Command): Promise<PairingsAdmin> {
  const opened = openConfig(context, command);
  const daemon = await findDaemon(context, opened);
  if (daemon) return { list: () => daemon.pairings(), revoke: (id) => daemon.revokePairing(id) };
  const file = openPairingsFile(opened.dataFolder, { user: opened.config.identity.user });
  return {
    list: () => Promise.resolve(file.list()),
    revoke: (id) => Promise.resolve(file.revoke(id)),
  };
}
