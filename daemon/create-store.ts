import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config/config-schema.ts';
import { lockDataFolder } from './database/data-folder-lock.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { systemClock, type Clock } from './lib/clock.ts';
import type { AnswerStore } from './store/answer-store.ts';
import { createEmbeddedStore } from './store/embedded/embedded-store.ts';
import { HotStore } from './store/hot-store.ts';

interface OpenedStore {
  database: Database;
  /** Undefined where the cache is switched off. */
  store: AnswerStore | undefined;
}

/** Opens what the daemon remembers. The caller holds the lock of the data folder. */
export function openStore(
  config: Config,
  dataFolder: string,
  { clock, log }: { clock: Clock; log: Logger },
): OpenedStore {
  const { semantic_cache: cache } = config;
  const { database, movedAside } = openDatabase({
    file: cache.persist ? path.join(dataFolder, 'askonce.db') : undefined,
  });
  if (movedAside !== undefined) {
    log.error(
      { movedAside },
      'The database was damaged. It was moved aside, nothing was deleted; the cache starts empty.',
    );
  }
  if (!cache.enabled) return { database, store: undefined };
  const onFault = (fault: unknown): void => {
    log.warn({ err: fault }, 'The store could not finish something in the background.');
  };
  const store = createEmbeddedStore({
    ...{ database, clock, onFault },
    maxEntries: cache.max_entries,
    evictionPolicy: cache.eviction_policy,
    indexFolder: cache.persist ? path.join(dataFolder, 'indexes') : undefined,
  });
  return { database, store: new HotStore({ store, clock, onFault }) };
}

/** For commands while no daemon runs: opens the store under the lock, so that none can start meanwhile. */
export async function openStoreOffline(
  config: Config,
  dataFolder: string,
  log: Logger,
): Promise<{ store: AnswerStore; close: () => Promise<void> }> {
  const lock = await lockDataFolder(dataFolder);
  if (!lock.held) throw new Error(`AskOnce is running (pid ${lock.holder.pid}) and holds ${dataFolder}.`);
  const { database, store } = openStore(
    { ...config, semantic_cache: { ...config.semantic_cache, enabled: true } },
    dataFolder,
    {
      clock: systemClock,
      log,
    },
  );
  if (!store) throw new Error('unreachable: the cache was switched on above');
  return {
    store,
    close: async () => {
      await store.close();
      database.close();
      await lock.release();
    },
  };
}
