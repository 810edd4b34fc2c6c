import { ensurePrivateFolder } from '../config/folders.ts';
import { viewEntry } from '../server/entry-view.ts';
import { exportLines, importLines } from '../store/transfer-entries.ts';
import type { CacheAdmin } from './cache-admin.ts';
import type { CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import type { OpenedConfig } from './open-config.ts';

/** The store itself, opened under the data folder's lock while no daemon runs. */
export async function offlineCacheAdmin(
  context: CliContext,
  { config, dataFolder }: OpenedConfig,
): Promise<CacheAdmin> {
  if (!config.semantic_cache.persist) {
    throw new CommandError(
      'With semantic_cache.persist: false the cache lives and ends with the daemon, and none is running. Start one with: askonce start',
      EXIT.noDaemon,
    );
  }
  const { store, forgetEverything, close } = await context.daemon.openStore(
    config,
    ensurePrivateFolder(dataFolder),
  );
  return {
    stats: () => store.stats(),
    async list(page) {
      const { entries: total } = await store.stats();
      return { total, entries: (await store.list(page)).map(viewEntry) };
    },
    async show(id) {
      const entry = await store.get(id);
      return entry && viewEntry(entry);
    },
    delete: (id) => store.delete(id),
    clear: forgetEverything,
    exportText: (after) => exportLines(store, after),
    importLines: (lines) => importLines(store, lines),
    close,
  };
}
