import type { CacheAdmin } from './cache-admin.ts';
import type { DaemonClient } from './daemon-client.ts';

/** The cache of a running daemon. */
export function daemonCacheAdmin(daemon: DaemonClient): CacheAdmin {
  return {
    stats: async () => (await daemon.status()).store,
    list: (page) => daemon.entries(page),
    show: (id) => daemon.entry(id),
    delete: (id) => daemon.deleteEntry(id),
    clear: () => daemon.clearEntries(),
    exportText: (after) => daemon.exportEntries(after),
    importLines: (lines) => daemon.importEntries(lines),
    close: () => Promise.resolve(),
  };
}
