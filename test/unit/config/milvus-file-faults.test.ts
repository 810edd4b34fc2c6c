import { expect, test } from 'vitest';
import { faultsOf, USES_FILE } from './load-two-files.ts';

test('faults of both files are named at once, each with its file and line, keys as they stand there', () => {
  const milvus = `connection:
  prot: 1
  host: http://localhost:19530
collection:
  index:
    metric_type: IP
    type: HSNW
host: localhost
nonsense: 1
`;
  expect(faultsOf({ config: `${USES_FILE}server: {prot: 1}\n`, milvus })).toEqual([
    'config.yaml:2: server.prot: unknown key; did you mean "port"?',
    'conf/milvus.yaml:2: connection.prot: unknown key; did you mean "port"?',
    'conf/milvus.yaml:3: connection.host: expected the name or address of a machine alone, such as milvus.lan or 192.168.0.2: no "http://", no port, path or brackets',
    'conf/milvus.yaml:6: collection.index.metric_type: unknown key here; did you mean "collection.vector_field.metric_type"?',
    'conf/milvus.yaml:7: collection.index.type: expected one of HNSW, IVF_FLAT, IVF_SQ8, FLAT, AUTOINDEX, DISKANN; did you mean "HNSW"?',
    'conf/milvus.yaml:8: host: unknown key here; did you mean "connection.host"?',
    'conf/milvus.yaml:9: nonsense: unknown key; expected one of connection, collection, search, hot_tier, writes',
  ]);
});

test('faults of the environment name the variable', () => {
  expect(faultsOf({ milvus: '', environment: { ASKONCE_MILVUS_CONNECTION_PORT: 'many' } })).toEqual([
    'environment variable ASKONCE_MILVUS_CONNECTION_PORT: milvus.connection.port: expected a number, found text',
  ]);
});

test('a Milvus file that is not there is a fault of the key that names it', () => {
  expect(faultsOf({ config: `server: {prot: 1}\n${USES_FILE}` })).toEqual([
    'config.yaml:1: server.prot: unknown key; did you mean "port"?',
    'config.yaml:2: semantic_cache.backend_config_path: there is no such file as conf/milvus.yaml: make it (see docs/configuration.md), or remove this key to have the defaults',
  ]);
});

test('a folder in its place cannot be read', () => {
  const config = 'semantic_cache: {backend_type: milvus, backend_config_path: conf}\n';
  expect(faultsOf({ config, milvus: '' })[0]).toMatch(/^conf: cannot be read \(EISDIR/);
});

test('a syntax error has its line', () => {
  expect(faultsOf({ milvus: 'connection:\n  port: 1\n  port: 2\n' })[0]).toMatch(
    /^conf\/milvus\.yaml:3: YAML syntax: Map keys must be unique/,
  );
});

test.each(['- a\n', 'just text\n', '42\n'])('a file that is no map is a fault: %j', (milvus) => {
  expect(faultsOf({ milvus })[0]).toMatch(
    /^conf\/milvus\.yaml:1: the whole file: expected a section with keys/,
  );
});

test('the name of the section is no key of the file', () => {
  expect(faultsOf({ milvus: 'milvus: {connection: {port: 1}}\n' })[0]).toMatch(
    /^conf\/milvus\.yaml:1: milvus: unknown key/,
  );
});

test('file and section at once are a fault', () => {
  expect(faultsOf({ config: `${USES_FILE}milvus: {connection: {port: 1}}\n`, milvus: 'port: [' })).toEqual([
    'config.yaml:2: milvus: these settings also stand in conf/milvus.yaml, which semantic_cache.backend_config_path names: keep one of the two',
  ]);
});
