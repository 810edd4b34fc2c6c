import { openKeysFile } from '../config/keys-file.ts';
import { isUnspecified } from '../lib/host.ts';
import type { CliContext } from './cli-context.ts';
import { CommandError, noDaemonError } from './command-error.ts';
import { createDaemonClient, type DaemonClient } from './daemon-client.ts';
import type { OpenedConfig } from './open-config.ts';

/**
 * The daemon that holds the data folder, with the local key; undefined where none runs. Port and process come from the
 * folder's lock, which only its owner can open: the key never goes to whoever happens to listen on the usual port.
 */
export async function findDaemon(
  context: CliContext,
  { config, dataFolder }: OpenedConfig,
): Promise<DaemonClient | undefined> {
  const holder = await context.daemon.findHolder(dataFolder);
  if (!holder) return undefined;
  if (holder.port === undefined) {
    throw new CommandError(
      `AskOnce (pid ${holder.pid}) is starting or busy with a command. Try again in a moment.`,
    );
  }
  const { host } = config.server;
  const name = isUnspecified(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return createDaemonClient({
    baseUrl: `http://${name}:${holder.port}`,
    apiKey: openKeysFile(dataFolder, { defaultUser: config.identity.user }).localKey(),
    fetch: context.fetch,
  });
}

/** As findDaemon; throws (exit code 3) where none runs. */
export async function requireDaemon(context: CliContext, opened: OpenedConfig): Promise<DaemonClient> {
  const daemon = await findDaemon(context, opened);
  if (!daemon) throw noDaemonError(opened.dataFolder);
  return daemon;
}
