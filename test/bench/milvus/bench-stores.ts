import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { CacheEntry } from '../../../daemon/chat/cache-entry.ts';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { milvusSettingsOf } from '../../../daemon/config/milvus-settings-of.ts';
import { openDatabase } from '../../../daemon/database/open-database.ts';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { systemClock } from '../../../daemon/lib/clock.ts';
import type { MilvusSettings } from '../../../daemon/store/milvus/milvus-settings.ts';
import { MilvusStore } from '../../../daemon/store/milvus/milvus-store.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { clusteredEntry } from '../clustered-entries.ts';

export const DIMENSION = 384;
export const SCOPES = 100;

export interface OpenedStore {
  store: MilvusStore;
  close: () => Promise<void>;
}

interface Place {
  host: string;
  port: number;
  collection: string;
}

/** The settings that a configuration has that says only where Milvus is. */
export function defaultSettings({ host, port, collection }: Place): MilvusSettings {
  const milvus = { connection: { host, port }, collection: { name: collection } };
  return milvusSettingsOf(configSchema.parse({ milvus }).milvus);
}

/** Its journal lies in a new folder within `folder`, as in a daemon. */
export async function openMilvusStore(settings: MilvusSettings, folder: string): Promise<OpenedStore> {
  const file = path.join(mkdtempSync(path.join(folder, 'milvus-')), 'askonce.db');
  const { database } = openDatabase({ file });
  const store = new MilvusStore({
    ...{ settings, database, clock: systemClock, dimension: DIMENSION },
    ...{ onState: () => undefined, onFault: () => undefined },
  });
  await store.opened();
  return {
    store,
    close: async () => {
      await store.close();
      database.close();
    },
  };
}

/** An entry with an answer of 1 kB of English, no two alike; the same for the same number. */
export function realisticEntry(number: number): CacheEntry {
  const entry = clusteredEntry(number, SCOPES);
  return { ...entry, answer: { ...entry.answer, text: proseOf(number) } };
}

const LENGTH = 1_000;

function proseOf(number: number): string {
  const random = seededRandom(number + 1);
  let text = '';
  while (text.length < LENGTH) text += `${SENTENCES[Math.floor(random() * SENTENCES.length)] ?? ''} `;
  return text.slice(0, LENGTH);
}

const SENTENCES = readFileSync(path.join(packageRoot(), 'test/data/matching-pairs.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => z.object({ a: z.string() }).parse(JSON.parse(line)).a);
