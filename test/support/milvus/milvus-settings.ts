import { randomUUID } from 'node:crypto';
import type { MilvusSettings } from '../../../daemon/store/milvus/milvus-settings.ts';

/** Settings for a collection that no other test uses. */
export function milvusSettings(
  { host, port }: { host: string; port: number },
  change: Partial<MilvusSettings> = {},
): MilvusSettings {
  return {
    connection: { host, port, database: 'default', timeoutMs: 30_000, login: undefined, tls: undefined },
    collection: {
      name: `test_${randomUUID().replaceAll('-', '')}`,
      description: 'made by a test',
      vectorField: 'embedding',
      index: { type: 'HNSW', params: { M: 16, efConstruction: 64 } },
      partitions: 2,
    },
    // A busy machine answers late: what the budget does is a test of its own.
    search: { params: { ef: 64 }, consistency: 'Bounded', budgetMs: 5_000 },
    hotEntries: 100_000,
    maxPendingWrites: 10_000,
    ...change,
  };
}
