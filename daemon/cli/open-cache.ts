import type { CacheAdmin } from './cache-admin.ts';
import type { CliContext } from './cli-context.ts';
import { daemonCacheAdmin } from './daemon-cache-admin.ts';
import { findDaemon } from './find-daemon.ts';
import { offlineCacheAdmin } from './offline-cache-admin.ts';
import type { OpenedConfig } from './open-config.ts';

/** Opens the cache for one piece of work and closes it after: through the daemon where one runs, else the store itself. */
export async function withCache<T>(
  context: CliContext,
  opened: OpenedConfig,
  work: (cache: CacheAdmin) => Promise<T>,
): Promise<T> {
  const daemon = await findDaemon(context, opened);
  const cache = daemon ? daemonCacheAdmin(daemon) : await offlineCacheAdmin(context, opened);
  try {
    return await work(cache);
  } finally {
    await cache.close();
  }
}
