import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { CacheEntry } from '../../../daemon/chat/cache-entry.ts';
import { openDatabase } from '../../../daemon/database/open-database.ts';
import { systemClock, type Clock } from '../../../daemon/lib/clock.ts';
import type { AnswerStore } from '../../../daemon/store/answer-store.ts';
import type { MilvusSettings } from '../../../daemon/store/milvus/milvus-settings.ts';
import { MilvusStore } from '../../../daemon/store/milvus/milvus-store.ts';
import { cacheEntry } from '../cache-entry.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { unitVectors } from '../unit-vectors.ts';

/** What the vectors of these stores have for a length. */
export const DIMENSION = 16;

export interface OpenedStore {
  store: MilvusStore;
  /** What it said of each change of its state, in order. */
  states: { sentence: string; isGood: boolean }[];
  /** The folder of its journal: the next store there goes on with what waits. */
  folder: string;
  /** Done at the end of the running test in any case. */
  close(): Promise<void>;
}

interface OpenedStoreOptions {
  folder?: string;
  clock?: Clock;
  dimension?: number;
}

/** A store with a folder of its own. Nothing waits for Milvus here: `store.opened()` does. */
export function openMilvusStore(
  settings: MilvusSettings,
  { folder = temporaryFolder(), clock = systemClock, dimension = DIMENSION }: OpenedStoreOptions = {},
): OpenedStore {
  const { database } = openDatabase({ file: path.join(folder, 'askonce.db') });
  const states: OpenedStore['states'] = [];
  const store = new MilvusStore({
    ...{ settings, dimension, database, clock },
    onState: (sentence, isGood) => states.push({ sentence, isGood }),
    onFault: (fault) => {
      throw fault;
    },
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= store.close().then(() => {
      database.close();
    });
    return closed;
  };
  onTestFinished(close);
  return { store, states, folder, close };
}

/** An entry whose vector differs by `number`, too. */
export function numberedEntry(number: number, change: Partial<CacheEntry> = {}): CacheEntry {
  return cacheEntry(number, { embedding: vectorOf(number), ...change });
}

export function vectorOf(number: number): Float32Array {
  return unitVectors(1, DIMENSION, number + 1)[0]!;
}

/** Looks for the entry by its meaning: ids of what is found, best first. */
export async function findLike(
  store: AnswerStore,
  entry: CacheEntry,
  change: { scope?: string } = {},
): Promise<string[]> {
  const { scope, embedder = '', embedding } = entry;
  const found = await store.findNearest({ scope, embedder, vector: embedding!, limit: 3, ...change });
  return found.map(({ entry: { id } }) => id);
}

/** Resolves when the entry is what is found first for its own vector; a bounded read may need a moment. */
export async function expectFound(store: AnswerStore, entry: CacheEntry): Promise<void> {
  await expect.poll(async () => (await findLike(store, entry))[0], { timeout: 15_000 }).toBe(entry.id);
}
