import { expect, test } from 'vitest';
import { configSchema, type MilvusConfig } from '../../../daemon/config/config-schema.ts';
import { milvusSettingsOf } from '../../../daemon/config/milvus-settings-of.ts';

function section(milvus: unknown): MilvusConfig {
  return configSchema.parse({ milvus }).milvus;
}

test('the defaults, as the store takes them', () => {
  expect(milvusSettingsOf(section({}))).toEqual({
    connection: {
      ...{ host: '127.0.0.1', port: 19_530, database: 'default', timeoutMs: 30_000 },
      ...{ login: undefined, tls: undefined },
    },
    collection: {
      name: 'semantic_cache',
      description: 'Semantic cache for LLM request-response pairs',
      vectorField: 'embedding',
      index: { type: 'HNSW', params: { M: 16, efConstruction: 64 } },
      partitions: 16,
    },
    search: { params: { ef: 64 }, consistency: 'Bounded', budgetMs: 150 },
    hotEntries: 5_000,
    maxPendingWrites: 10_000,
  });
});

test('everything that can be set has its place', () => {
  const settings = milvusSettingsOf(
    section({
      connection: {
        ...{ host: 'milvus.lan', port: 1, database: 'team', timeout: 0.5 },
        auth: { enabled: true, username: 'ann', password: 'pass' },
        tls: {
          ...{ enabled: true, ca_file: 'ca.pem', cert_file: 'cert.pem', key_file: 'key.pem' },
          server_name: 'milvus',
        },
      },
      collection: { name: 'answers', description: 'x', vector_field: { name: 'place' }, partitions: 3 },
      search: { consistency_level: 'Strong', timeout_ms: 20 },
      hot_tier: { max_entries: 7 },
      writes: { max_pending: 800 },
    }),
  );
  expect(settings).toMatchObject({
    connection: {
      ...{ host: 'milvus.lan', port: 1, database: 'team', timeoutMs: 500 },
      login: { username: 'ann', password: 'pass' },
      tls: { caFile: 'ca.pem', certFile: 'cert.pem', keyFile: 'key.pem', serverName: 'milvus' },
    },
    collection: { name: 'answers', description: 'x', vectorField: 'place', partitions: 3 },
    search: { consistency: 'Strong', budgetMs: 20 },
    ...{ hotEntries: 7, maxPendingWrites: 800 },
  });
});

test('a password and certificates that are switched off are left out', () => {
  const { connection } = milvusSettingsOf(
    section({
      connection: {
        auth: { enabled: false, username: 'ann', password: 'pass' },
        tls: { enabled: false, ca_file: 'ca.pem' },
      },
    }),
  );
  expect([connection.login, connection.tls]).toEqual([undefined, undefined]);
});

test.each([
  ['HNSW', { M: 16, efConstruction: 64 }, { ef: 64 }],
  ['IVF_FLAT', { nlist: 128 }, { nprobe: 16 }],
  ['IVF_SQ8', { nlist: 128 }, { nprobe: 16 }],
  ['DISKANN', {}, { search_list: 32 }],
  ['FLAT', {}, {}],
  ['AUTOINDEX', {}, {}],
])('an index of type %s gets its own parameters and no others', (type, build, search) => {
  const settings = milvusSettingsOf(section({ collection: { index: { type } } }));
  expect(settings.collection.index).toEqual({ type, params: build });
  expect(settings.search.params).toEqual(search);
});
