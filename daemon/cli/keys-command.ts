import type { Command } from 'commander';
import { openKeysFile, type KeyRecord } from '../config/keys-file.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { findDaemon } from './find-daemon.ts';
import { openConfig } from './open-config.ts';
import { plainText } from './plain-text.ts';
import { tableOf } from './table.ts';

/** What the keys commands do, whether a daemon runs (then it alone writes the file) or not. */
interface KeyAdmin {
  list(): Promise<KeyRecord[]>;
  add(key: {
    name: string;
    user?: string | undefined;
    role: KeyRecord['role'];
  }): Promise<{ id: string; key?: string | undefined }>;
  revoke(id: string): Promise<boolean>;
}

/** `askonce keys list|add|revoke`: who may use the HTTP inlet. */
export function addKeysCommand(program: Command, context: CliContext): void {
  const keys = program
    .command('keys')
    .description('list, add and revoke API keys of the daemon')
    .addHelpText('after', '\nExample:\n  $ askonce keys add laptop');

  keys
    .command('list')
    .description('list the keys, without their values')
    .addHelpText('after', '\nExample:\n  $ askonce keys list')
    .action(async (_flags: unknown, command: Command) => {
      const admin = await openKeys(context, command);
      const rows = (await admin.list()).map(({ id, name, user, role, createdAt }) => [
        ...[id, plainText(name), plainText(user), role],
        new Date(createdAt).toISOString().slice(0, 10),
      ]);
      print(context, tableOf(['id', 'name', 'user', 'role', 'created'], rows));
    });

  keys
    .command('add')
    .description('make a key; it is printed this once and stored as a digest')
    .argument('<name>', 'what it is for, such as "laptop"')
    .option('--user <id>', "whose answers it gets (absent: the configured identity's)")
    .option('--admin', 'the key may also use the own API (/askonce/...)')
    .addHelpText('after', '\nExample:\n  $ askonce keys add laptop --user ann')
    .action(async (name: string, { user, admin }: { user?: string; admin?: true }, command: Command) => {
      const keyAdmin = await openKeys(context, command);
      const { id, key } = await keyAdmin.add({ name, user, role: admin ? 'admin' : 'chat' });
      if (key === undefined)
        throw new CommandError('The daemon made the key but did not show it: revoke it and try again.');
      note(context, `Key ${id}, shown this once:`);
      print(context, key);
    });

  keys
    .command('revoke')
    .description('make a key worthless from now on; "local" is replaced by a new one')
    .argument('<id>', 'its id, as `keys list` shows')
    .addHelpText('after', '\nExample:\n  $ askonce keys revoke key-1a2b3c4d')
    .action(async (id: string, _flags: unknown, command: Command) => {
      const admin = await openKeys(context, command);
      if (!(await admin.revoke(id))) throw new CommandError(`There is no key ${id}. See: askonce keys list`);
      print(context, `Revoked ${id}.`);
    });
}

async function openKeys(context: CliContext, command: Command): Promise<KeyAdmin> {
  const opened = openConfig(context, command);
  const daemon = await findDaemon(context, opened);
  if (daemon) {
    return {
      list: () => daemon.keys(),
      add: (key) => daemon.addKey(key),
      revoke: (id) => daemon.revokeKey(id),
    };
  }
  const file = openKeysFile(opened.dataFolder, { defaultUser: opened.config.identity.user });
  return {
    list: () => Promise.resolve(file.list()),
    add: (key) => Promise.resolve(file.add(key)),
    revoke: (id) => Promise.resolve(file.revoke(id)),
  };
}
