import type { MilvusSettings } from '../store/milvus/milvus-settings.ts';
import type { MilvusConfig } from './config-schema.ts';
import { INDEX_PARAMS } from './milvus-schema.ts';

/** The section as the store takes it: durations in milliseconds, and of the parameters those of the index type alone. */
export function milvusSettingsOf({
  connection,
  collection,
  search,
  hot_tier: hotTier,
  writes,
}: MilvusConfig): MilvusSettings {
  const { auth, tls } = connection;
  const { index } = collection;
  const names = INDEX_PARAMS[index.type];
  return {
    connection: {
      ...{ host: connection.host, port: connection.port, database: connection.database },
      timeoutMs: connection.timeout * 1000,
      login: auth.enabled ? { username: auth.username ?? '', password: auth.password ?? '' } : undefined,
      tls: tls.enabled
        ? {
            ...{ caFile: tls.ca_file, certFile: tls.cert_file, keyFile: tls.key_file },
            serverName: tls.server_name,
          }
        : undefined,
    },
    collection: {
      ...{ name: collection.name, description: collection.description, partitions: collection.partitions },
      vectorField: collection.vector_field.name,
      index: { type: index.type, params: pick(index.params, names.build) },
    },
    search: {
      params: pick(search.params, names.search),
      consistency: search.consistency_level,
      budgetMs: search.timeout_ms,
    },
    hotEntries: hotTier.max_entries,
    maxPendingWrites: writes.max_pending,
  };
}

function pick(params: Readonly<Record<string, number>>, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name)));
}
