import type { CacheAdmin } from './cache-admin.ts';
import type { CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { daemonCacheAdmin } from './daemon-cache-admin.ts';
import type { DaemonClient } from './daemon-client.ts';
import { findDaemon } from './find-daemon.ts';
import { offlineCacheAdmin } from './offline-cache-admin.ts';
import type { OpenedConfig } from './open-config.ts';

/**
 * Opens the cache for one piece of work and closes it after: through the daemon where one runs, else the store itself.
 * `backend` is the store that it must be, whatever the daemon uses.
 */
export async function withCache<T>(
  context: CliContext,
  opened: OpenedConfig,
  work: (cache: CacheAdmin) => Promise<T>,
  backend?: string,
): Promise<T> {
  const daemon = await findDaemon(context, opened);
  if (daemon && backend !== undefined) await requireBackend(daemon, backend);
  const cache = daemon ? daemonCacheAdmin(daemon) : await offlineCacheAdmin(context, opened);
  try {
    return await work(cache);
  } finally {
    await cache.close();
  }
}

async function requireBackend(daemon: DaemonClient, backend: string): Promise<void> {
  const { pid, store } = await daemon.status();
  if (store.backend === backend) return;
  throw new CommandError(
    `AskOnce is running (pid ${pid}) and has the data folder to itself; its store is "${store.backend}". To use "${backend}", stop it, run this command, and start it again.`,
  );
}
