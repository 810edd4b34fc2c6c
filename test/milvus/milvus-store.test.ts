import path from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { CacheEntry } from '../../daemon/chat/cache-entry.ts';
import { openDatabase } from '../../daemon/database/open-database.ts';
import type { Clock } from '../../daemon/lib/clock.ts';
import type { AnswerStore } from '../../daemon/store/answer-store.ts';
import type { MilvusSettings } from '../../daemon/store/milvus/milvus-settings.ts';
import { MilvusStore } from '../../daemon/store/milvus/milvus-store.ts';
import { describeAnswerStore, type StoreRequest, type StoreUnderTest } from '../contract/answer-store.ts';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import type { MilvusServer } from '../support/milvus/server.ts';
import { startMilvusLite } from '../support/milvus/start-milvus-lite.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describeWithMilvus('a store in Milvus', () => {
  // One collection for all tests of a group, emptied before each: to make one takes seconds.
  const alone = milvusSettings(sharedMilvus());
  describeAnswerStore('Milvus store', (request) => openStore(request, alone), {
    isBounded: false,
    isDurable: true,
    settle,
  });

  const shared = milvusSettings(sharedMilvus());
  describeAnswerStore('Milvus store, read by another daemon', (request) => openTwo(request, shared), {
    isBounded: false,
    isDurable: true,
  });
});

describeWithMilvus(
  'a store in the newest Milvus Lite',
  () => {
    let lite: MilvusServer;
    let settings: MilvusSettings;
    beforeAll(async () => {
      lite = await startMilvusLite();
      settings = milvusSettings(lite);
    });
    afterAll(() => lite.stop());
    describeAnswerStore('Milvus store over the newest protocol', (request) => openStore(request, settings), {
      isBounded: false,
      isDurable: true,
      settle,
    });
  },
  'lite',
);

async function openStore({ clock }: StoreRequest, settings: MilvusSettings): Promise<StoreUnderTest> {
  const folder = temporaryFolder();
  let opened = await open(settings, clock, folder);
  await opened.store.clear();
  onTestFinished(() => opened.close());
  return {
    store: opened.store,
    reopen: async () => {
      await opened.store.flush();
      await opened.close();
      opened = await open(settings, clock, folder);
      return opened.store;
    },
  };
}

async function openTwo({ clock }: StoreRequest, settings: MilvusSettings): Promise<StoreUnderTest> {
  const writer = await open(settings, clock, temporaryFolder());
  await writer.store.clear();
  let reader = await open(settings, clock, temporaryFolder());
  onTestFinished(async () => {
    await writer.close();
    await reader.close();
  });
  return {
    store: new TwoDaemons(writer.store, reader.store),
    reopen: async () => {
      await writer.store.flush();
      await reader.close();
      reader = await open(settings, clock, temporaryFolder());
      return new TwoDaemons(writer.store, reader.store);
    },
  };
}

async function open(
  settings: MilvusSettings,
  clock: Clock,
  folder: string,
): Promise<{ store: MilvusStore; close: () => Promise<void> }> {
  const { database } = openDatabase({ file: path.join(folder, 'askonce.db') });
  const store = new MilvusStore({
    ...{ settings, database, clock, dimension: 16 },
    onState: () => undefined,
    onFault: (fault) => {
      throw fault;
    },
  });
  const close = async (): Promise<void> => {
    await store.close();
    database.close();
  };
  await store.opened();
  return { store, close };
}

async function settle(store: AnswerStore): Promise<void> {
  if (store instanceof MilvusStore) await store.flush();
  // A strongly consistent read: what it has seen, later ones see, too.
  await store.stats();
}

/** One daemon learns and forgets, the other answers. */
class TwoDaemons implements AnswerStore {
  constructor(
    readonly writer: MilvusStore,
    readonly reader: MilvusStore,
  ) {}

  async get(id: string): Promise<CacheEntry | undefined> {
    return (await this.#upToDate()).get(id);
  }

  async findNearest(
    query: Parameters<AnswerStore['findNearest']>[0],
  ): ReturnType<AnswerStore['findNearest']> {
    return (await this.#upToDate()).findNearest(query);
  }

  put(entry: CacheEntry): Promise<void> {
    return this.writer.put(entry);
  }

  recordHit(id: string, at: number, count?: number): Promise<void> {
    return this.writer.recordHit(id, at, count);
  }

  delete(id: string): Promise<boolean> {
    return this.writer.delete(id);
  }

  clear(): Promise<number> {
    return this.writer.clear();
  }

  generation(): number {
    return this.writer.generation();
  }

  async list(page: { offset: number; limit: number }): Promise<CacheEntry[]> {
    return (await this.#upToDate()).list(page);
  }

  async *entries(after?: string): AsyncGenerator<CacheEntry> {
    yield* (await this.#upToDate()).entries(after);
  }

  async stats(): ReturnType<AnswerStore['stats']> {
    return (await this.#upToDate()).stats();
  }

  async sweep(): Promise<number> {
    return (await this.#upToDate()).sweep();
  }

  async close(): Promise<void> {
    await this.writer.close();
    await this.reader.close();
  }

  async #upToDate(): Promise<MilvusStore> {
    await this.writer.flush();
    await this.reader.stats();
    await this.reader.lookAround();
    return this.reader;
  }
}
