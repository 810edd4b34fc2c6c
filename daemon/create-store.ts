import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config/config-schema.ts';
import { milvusSettingsOf } from './config/milvus-settings-of.ts';
import { lockDataFolder } from './database/data-folder-lock.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { createDecisionLog } from './decisions/decision-log.ts';
import { describeModel } from './embedding/describe-model.ts';
import { databaseFileIn } from './config/folders.ts';
import { embedderFolder } from './config/model-folders.ts';
import { createJudgedLog } from './learning/judged-log.ts';
import { systemClock, type Clock } from './lib/clock.ts';
import { forgetEverything } from './pipeline/forgetting.ts';
import { createObservationLog } from './router/live/observation-log.ts';
import type { AnswerStore } from './store/answer-store.ts';
import { createEmbeddedStore } from './store/embedded/embedded-store.ts';
import { HotStore } from './store/hot-store.ts';
import { checkMilvus, type MilvusCheck } from './store/milvus/check-milvus.ts';
import { MilvusStore } from './store/milvus/milvus-store.ts';
import { createSiteScopeRows } from './store/site-scope-rows.ts';

interface OpenedStore {
  database: Database;
  /** Undefined where the cache is switched off. */
  store: AnswerStore | undefined;
}

interface StoreParts {
  clock: Clock;
  log: Logger;
  /** Numbers in a vector of the embedding model. */
  dimension: number;
  /** Told of each change of state of Milvus, in a sentence; absent: it is logged. */
  onState?: (sentence: string, isGood: boolean) => void;
}

/** Opens what the daemon remembers. The caller holds the lock of the data folder. */
export function openStore(config: Config, dataFolder: string, parts: StoreParts): OpenedStore {
  const { persist, enabled, backend_type: backend } = config.semantic_cache;
  const { database, movedAside } = openDatabase({
    file: persist ? databaseFileIn(dataFolder) : undefined,
  });
  if (movedAside !== undefined) {
    parts.log.error(
      { movedAside },
      'The database was damaged. It was moved aside, nothing was deleted; the cache starts empty.',
    );
  }
  if (!enabled) return { database, store: undefined };
  const store =
    backend === 'milvus'
      ? createMilvusStore(config, database, parts)
      : createMemoryStore(config, dataFolder, database, parts);
  return { database, store };
}

function createMemoryStore(
  { semantic_cache: cache }: Config,
  dataFolder: string,
  database: Database,
  { clock, log }: StoreParts,
): AnswerStore {
  const onFault = reportFault(log);
  const store = createEmbeddedStore({
    ...{ database, clock, onFault },
    maxEntries: cache.max_entries,
    evictionPolicy: cache.eviction_policy,
    indexFolder: cache.persist ? path.join(dataFolder, 'indexes') : undefined,
  });
  return new HotStore({ store, clock, onFault });
}

function createMilvusStore(
  { milvus }: Config,
  database: Database,
  { clock, log, dimension, onState = logState(log) }: StoreParts,
): MilvusStore {
  return new MilvusStore({
    ...{ settings: milvusSettingsOf(milvus), dimension, database, clock, onFault: reportFault(log), onState },
  });
}

function logState(log: Logger): (sentence: string, isGood: boolean) => void {
  return (sentence, isGood) => {
    if (isGood) log.info(sentence);
    else log.warn(sentence);
  };
}

function reportFault(log: Logger): (fault: unknown) => void {
  return (fault) => {
    log.warn({ err: fault }, 'The store could not finish something in the background.');
  };
}

/** Tries the Milvus server that the configuration names, as the store would use it. */
export function checkConfiguredMilvus(config: Config): Promise<MilvusCheck> {
  return checkMilvus(milvusSettingsOf(config.milvus), describeModel(embedderFolder(config)).dimension);
}

/** The store while no daemon runs. */
export interface StoreOffline {
  store: AnswerStore;
  /** Deletes all answers, and all that is known of them and of requests; resolves with how many answers. */
  forgetEverything: () => Promise<number>;
  close: () => Promise<void>;
}

/** For commands while no daemon runs: opens the store under the lock, so that none can start meanwhile. */
export async function openStoreOffline(
  config: Config,
  dataFolder: string,
  log: Logger,
): Promise<StoreOffline> {
  const lock = await lockDataFolder(dataFolder);
  if (!lock.held) throw new Error(`AskOnce is running (pid ${lock.holder.pid}) and holds ${dataFolder}.`);
  const { dimension } = describeModel(embedderFolder(config));
  const { database, store } = openStore(
    { ...config, semantic_cache: { ...config.semantic_cache, enabled: true } },
    dataFolder,
    // What is wrong with Milvus ends the command, with a sentence.
    { clock: systemClock, log, dimension, onState: () => undefined },
  );
  if (!store) throw new Error('unreachable: the cache was switched on above');
  const close = async (): Promise<void> => {
    await store.close();
    database.close();
    await lock.release();
  };
  try {
    // Half of what it holds would pass for all of it.
    if (store instanceof MilvusStore) await store.opened();
  } catch (error) {
    await close();
    const { host, port } = config.milvus.connection;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Milvus at ${host}:${port} cannot be used: ${reason}`, { cause: error });
  }
  const kept = {
    store,
    experience: createJudgedLog({ database, keep: 0 }),
    routing: createObservationLog({ database, keep: 0 }),
    decisions: createDecisionLog({ database, keep: 0, onFault: reportFault(log) }),
    siteScopes: createSiteScopeRows(database, systemClock),
  };
  return { store, forgetEverything: () => forgetEverything(kept), close };
}
