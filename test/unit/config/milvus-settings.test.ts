import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../daemon/config/config-error.ts';
import type { MilvusConfig } from '../../../daemon/config/config-schema.ts';
import { loadConfig, type LoadedConfig } from '../../../daemon/config/load-config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Loads a config.yaml whose section `milvus` is this, as YAML in one line. */
function load(section: string, cache = 'backend_type: milvus'): LoadedConfig {
  const file = path.join(temporaryFolder(), 'config.yaml');
  writeFileSync(file, `semantic_cache: {${cache}}\nmilvus: ${section}\n`, { mode: 0o600 });
  return loadConfig({ file, environment: {} });
}

const settings = (section: string): MilvusConfig => load(section).config.milvus;

/** The faults without file and line. */
function faultsOf(section: string): string[] {
  try {
    load(section);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map((fault) => fault.replace(/^.*yaml:2: /, ''));
    throw error;
  }
  return [];
}

test('an empty section means these defaults', () => {
  expect(settings('')).toEqual({
    connection: {
      ...{ host: '127.0.0.1', port: 19_530, database: 'default', timeout: 30 },
      ...{ auth: { enabled: false }, tls: { enabled: false } },
    },
    collection: {
      name: 'semantic_cache',
      description: 'Semantic cache for LLM request-response pairs',
      vector_field: { name: 'embedding', metric_type: 'IP' },
      index: { type: 'HNSW', params: { M: 16, efConstruction: 64, nlist: 128 } },
      partitions: 16,
    },
    search: {
      params: { ef: 64, nprobe: 16, search_list: 32 },
      consistency_level: 'Bounded',
      timeout_ms: 150,
    },
    hot_tier: { max_entries: 5000 },
    writes: { max_pending: 10_000 },
  });
});

describe('the connection', () => {
  test.each(['localhost', 'milvus.lan', 'milvus-standalone', '192.168.0.2', '::1', 'fd00::2'])(
    '%s is a host',
    (host) => {
      expect(settings(`{connection: {host: "${host}"}}`).connection.host).toBe(host);
    },
  );

  test.each([
    'http://localhost',
    'localhost:19530',
    'localhost/path',
    '[::1]',
    'unix:/socket',
    'a b',
    'ann@lan',
  ])('%s is no host', (host) => {
    expect(faultsOf(`{connection: {host: "${host}"}}`)[0]).toContain('milvus.connection.host: expected');
  });

  test('an empty host is a fault: it has a default of its own', () => {
    expect(faultsOf('{connection: {host: ""}}')[0]).toContain('expected at least one character');
  });

  test('signing in needs username and password', () => {
    const reason = 'missing; enabled: true needs it';
    expect(faultsOf('{connection: {auth: {enabled: true, username: "", password:}}}')).toEqual([
      `milvus.connection.auth.username: ${reason}`,
      `milvus.connection.auth.password: ${reason}`,
    ]);
    expect(faultsOf('{connection: {auth: {enabled: true, username: a, password: "p:w"}}}')).toEqual([]);
  });

  test.each(['cert_file', 'key_file'])('%s is not used alone', (key) => {
    const other = key === 'cert_file' ? 'key_file' : 'cert_file';
    expect(faultsOf(`{connection: {tls: {enabled: true, ${key}: a.pem, ${other}: ""}}}`)).toEqual([
      `milvus.connection.tls.${other}: missing; cert_file and key_file are used together, or not at all`,
    ]);
  });

  test.each(['ca_file: a.pem', 'cert_file: a.pem, key_file: b.pem', 'server_name: milvus.lan'])(
    'TLS takes %s',
    (keys) => {
      expect(faultsOf(`{connection: {tls: {enabled: true, ${keys}}}}`)).toEqual([]);
    },
  );
});

describe('names in Milvus', () => {
  test.each(['1a', 'a-b', 'a b', '\u00e4', 'a.b', '$a'])('%s is none', (name) => {
    for (const section of [
      `{connection: {database: "${name}"}}`,
      `{collection: {name: "${name}"}}`,
      `{collection: {vector_field: {name: "${name}"}}}`,
    ]) {
      expect(faultsOf(section)[0]).toContain('expected letters, digits and underscores');
    }
  });

  test('a collection leaves room for a suffix of ten characters', () => {
    expect(faultsOf(`{collection: {name: ${'a'.repeat(246)}}}`)[0]).toContain('at most 245');
    expect(faultsOf(`{collection: {name: _${'a'.repeat(244)}}}`)).toEqual([]);
  });

  test.each(['id', 'scope', 'expires_at', 'last_hit_at', 'document', 'document_1', 'document_9'])(
    'the vectors cannot be in the column %s',
    (name) => {
      expect(faultsOf(`{collection: {vector_field: {name: ${name}}}}`)[0]).toContain(
        'milvus.collection.vector_field.name: this is a column of AskOnce itself',
      );
    },
  );

  test.each(['ids', 'document_10', 'documents', 'vector'])('they can be in %s', (name) => {
    expect(faultsOf(`{collection: {vector_field: {name: ${name}}}}`)).toEqual([]);
  });
});

describe('the index', () => {
  test.each([
    ['COSINE', 'write IP: vectors are of length 1, so that it is the same as COSINE'],
    ['L2', 'write IP: the threshold is a cosine, not a distance'],
    ['ip', 'expected one of IP; did you mean "IP"?'],
  ])('the metric %s is a fault', (metric, message) => {
    expect(faultsOf(`{collection: {vector_field: {metric_type: ${metric}}}}`)).toEqual([
      `milvus.collection.vector_field.metric_type: ${message}`,
    ]);
  });

  test.each([
    ['HNSW', 'M: 8, efConstruction: 8', 'ef: 1'],
    ['IVF_FLAT', 'nlist: 1', 'nprobe: 1'],
    ['IVF_SQ8', 'nlist: 65536', 'nprobe: 65536'],
    ['DISKANN', '', 'search_list: 100'],
    ['FLAT', '', ''],
    ['AUTOINDEX', '', ''],
  ])('%s takes its own parameters', (type, build, search) => {
    const section = `{collection: {index: {type: ${type}, params: {${build}}}}, search: {params: {${search}}}}`;
    expect(faultsOf(section)).toEqual([]);
  });

  test('a parameter of another type is a fault that says which belong', () => {
    expect(
      faultsOf(
        '{collection: {index: {type: IVF_FLAT, params: {M: 8, nlist: 9}}}, search: {params: {ef: 9}}}',
      ),
    ).toEqual([
      'milvus.collection.index.params.M: this belongs to an index of type HNSW; IVF_FLAT takes nlist',
      'milvus.search.params.ef: this belongs to an index of type HNSW; IVF_FLAT takes nprobe',
    ]);
    expect(faultsOf('{collection: {index: {params: {nlist: 9}}}}')).toEqual([
      'milvus.collection.index.params.nlist: this belongs to an index of type IVF_FLAT or IVF_SQ8; HNSW takes M and efConstruction',
    ]);
    expect(faultsOf('{collection: {index: {type: FLAT, params: {nlist: 9}}}}')[0]).toContain(
      'FLAT takes none',
    );
  });

  test('a parameter that no type has is an unknown key, with the nearest', () => {
    expect(faultsOf('{collection: {index: {params: {m: 16, efConstructions: 64}}}}')).toEqual([
      'milvus.collection.index.params.m: unknown key; did you mean "M"?',
      'milvus.collection.index.params.efConstructions: unknown key; did you mean "efConstruction"?',
    ]);
    expect(faultsOf('{collection: {index: {params: {ef: 64}}}}')[0]).toContain('milvus.search.params.ef');
  });

  test('efConstruction is at least M, also where one of them is the default', () => {
    const at = 'milvus.collection.index.params.efConstruction: expected at least M, which is';
    expect(faultsOf('{collection: {index: {params: {M: 100}}}}')).toEqual([`${at} 100; it is 64`]);
    expect(faultsOf('{collection: {index: {params: {efConstruction: 15}}}}')).toEqual([`${at} 16; it is 15`]);
    expect(faultsOf('{collection: {index: {params: {M: 64}}}}')).toEqual([]);
  });

  test.each([
    ['collection.index.params', 'M', 1],
    ['collection.index.params', 'M', 2049],
    ['collection.index.params', 'efConstruction', 513],
    ['collection', 'partitions', 0],
    ['collection', 'partitions', 1025],
    ['collection.vector_field', 'dimension', 0],
    ['search.params', 'ef', 32_769],
    ['search', 'timeout_ms', 0],
    ['hot_tier', 'max_entries', 0],
    ['writes', 'max_pending', 199],
    ['connection', 'port', 0],
    ['connection', 'timeout', 0],
  ])('the amount %s.%s: %d is out of range', (section, key, amount) => {
    const parts = section.split('.');
    const text = parts.reduceRight((inner, part) => `{${part}: ${inner}}`, `{${key}: ${amount}}`);
    expect(faultsOf(text)[0]).toMatch(new RegExp(`^milvus\\.${section}\\.${key}: expected`));
  });
});

describe('warnings', () => {
  const at = (host: string, rest = ''): string[] => load(`{connection: {host: "${host}"${rest}}}`).warnings;
  const AUTH = ', auth: {enabled: true, username: a, password: canary}';
  const TLS = ', tls: {enabled: true}';

  test.each(['127.0.0.1', 'localhost', '::1'])('none for %s', (host) => {
    expect(at(host)).toEqual([]);
    expect(at(host, AUTH)).toEqual([]);
  });

  test('a server elsewhere without TLS and without a password', () => {
    expect(at('milvus.lan')).toEqual([
      'Questions and answers go to milvus.lan:19530 without encryption: set milvus.connection.tls if that server has it.',
      'milvus.connection.auth.enabled is false for milvus.lan: whoever reaches that server may read and change the answers. Switch on its authentication, and set username and password.',
    ]);
  });

  test('a password that travels in the clear', () => {
    expect(at('milvus.lan', AUTH)).toEqual([
      'Questions, answers and the password of Milvus go to milvus.lan:19530 without encryption: set milvus.connection.tls if that server has it.',
    ]);
  });

  test('none with both', () => {
    expect(at('milvus.lan', AUTH + TLS)).toEqual([]);
    expect(at('milvus.lan', TLS)).toHaveLength(1);
  });

  test('answers that wait for Milvus and are not saved', () => {
    expect(load('', 'backend_type: milvus, persist: false').warnings).toEqual([
      'semantic_cache.persist is false: answers that have not reached Milvus yet are lost when AskOnce stops.',
    ]);
  });

  test.each(['enabled: false, backend_type: milvus', 'backend_type: memory'])(
    'none where Milvus is not in use: %s',
    (cache) => {
      expect(load('{connection: {host: milvus.lan}}', `${cache}, persist: false`).warnings).toEqual([]);
    },
  );
});
