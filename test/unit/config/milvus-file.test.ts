import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { DEFAULT_MILVUS_TEXT } from '../../../daemon/config/default-milvus-text.ts';
import { loadConfig } from '../../../daemon/config/load-config.ts';
import { maskSecrets } from '../../../daemon/config/mask-secrets.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { faultsOf, load } from './load-two-files.ts';

const DEFAULTS = configSchema.parse({}).milvus;

test("the user's own two files work as they stand", () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'config/cache'), { recursive: true });
  const file = path.join(folder, 'config.yaml');
  writeFileSync(
    file,
    `semantic_cache:
  enabled: true
  backend_type: "milvus"
  backend_config_path: "config/cache/milvus.yaml"
  similarity_threshold: 0.8
  max_entries: 1000                 # memory backend only
  ttl_seconds: 3600
  eviction_policy: "fifo"
`,
  );
  writeFileSync(
    path.join(folder, 'config/cache/milvus.yaml'),
    `connection:
  host: "localhost"
  port: 19530
  database: "default"
  timeout: 30
  auth: {enabled: false, username: "", password: ""}
  tls: {enabled: false, cert_file: "", key_file: "", ca_file: ""}
collection:
  name: "semantic_cache"
  description: "Semantic cache for LLM request-response pairs"
  vector_field: {name: "embedding", dimension: 384, metric_type: "IP"}
  index: {type: "HNSW", params: {M: 16, efConstruction: 64}}
`,
    { mode: 0o644 },
  );
  const { config, warnings } = loadConfig({ file, environment: {} });
  expect(warnings).toEqual([]);
  expect(config.semantic_cache).toMatchObject({
    ...{ backend_type: 'milvus', similarity_threshold: 0.8, max_entries: 1000, ttl_seconds: 3600 },
    ...{ eviction_policy: 'fifo', max_wrong_rate: 0.05 },
  });
  expect(config.milvus).toEqual({
    ...DEFAULTS,
    connection: { ...DEFAULTS.connection, host: 'localhost' },
    collection: {
      ...DEFAULTS.collection,
      vector_field: { ...DEFAULTS.collection.vector_field, dimension: 384 },
    },
  });
});

test('the text that shows every key is a valid file, and says the defaults', () => {
  expect(load({ milvus: DEFAULT_MILVUS_TEXT })).toMatchObject({ config: { milvus: DEFAULTS }, warnings: [] });
});

describe('where the settings come from', () => {
  test('without file and section the defaults hold', () => {
    const { config, warnings } = load({ config: 'semantic_cache: {backend_type: milvus}\n' });
    expect(config.milvus).toEqual(DEFAULTS);
    expect(warnings).toEqual([]);
  });

  test.each(['', '# nothing\n', 'connection:\n', 'connection:\n  auth:\n#    enabled: true\n  tls:\n'])(
    'a file that says nothing means the defaults: %j',
    (milvus) => {
      expect(load({ milvus }).config.milvus).toEqual(DEFAULTS);
    },
  );

  test('the section may stand in config.yaml itself', () => {
    const config = 'semantic_cache: {backend_type: milvus}\nmilvus: {connection: {port: 1}}\n';
    expect(load({ config }).config.milvus.connection.port).toBe(1);
  });

  test('the environment goes over the file', () => {
    const environment = {
      ASKONCE_MILVUS_CONNECTION_PORT: '2',
      ASKONCE_MILVUS_CONNECTION_AUTH_PASSWORD: '12345',
      ASKONCE_MILVUS_COLLECTION_INDEX_PARAMS_M: '8',
    };
    const { milvus } = load({ milvus: 'connection: {port: 1, timeout: 5}\n', environment }).config;
    expect(milvus.connection).toMatchObject({ port: 2, timeout: 5, auth: { password: '12345' } });
    expect(milvus.collection.index.params.M).toBe(8);
  });

  test('the environment may choose the backend and name the file', () => {
    const file = path.join(temporaryFolder(), 'milvus.yaml');
    writeFileSync(file, 'connection: {port: 1}\n', { mode: 0o600 });
    const environment = {
      ASKONCE_CONFIG_FOLDER: temporaryFolder(),
      ASKONCE_SEMANTIC_CACHE_BACKEND_TYPE: 'milvus',
      ASKONCE_SEMANTIC_CACHE_BACKEND_CONFIG_PATH: file,
    };
    expect(loadConfig({ environment }).config.milvus.connection.port).toBe(1);
  });

  test('its references are read, as the type of their key', () => {
    const milvus =
      'connection: {port: "${PORT}", auth: {enabled: true, username: ann, password: "${WORD}"}}\n';
    const { connection } = load({ milvus, environment: { PORT: '7', WORD: '0815' } }).config.milvus;
    expect(connection).toMatchObject({ port: 7, auth: { password: '0815' } });
    expect(faultsOf({ milvus, environment: { PORT: '7' } })).toEqual([
      'conf/milvus.yaml:1: connection.auth.password: the environment variable WORD is not set: set it before the start, or put the value here',
    ]);
  });

  test('a reference to a variable that is set to nothing counts as absent', () => {
    const milvus = 'connection: {auth: {username: "${WHO}"}}\n';
    expect(load({ milvus, environment: { WHO: '' } }).config.milvus.connection.auth.username).toBeUndefined();
  });

  test('its paths are relative to it', () => {
    const { config, folder } = load({
      milvus: 'connection: {tls: {ca_file: certs/ca.pem, cert_file: ~/c.pem, key_file: /k.pem}}\n',
    });
    expect(config.milvus.connection.tls).toMatchObject({
      ca_file: path.join(folder, 'conf/certs/ca.pem'),
      cert_file: path.join(os.homedir(), 'c.pem'),
      key_file: path.resolve('/k.pem'),
    });
  });

  test('its password is hidden when the configuration is shown', () => {
    const milvus = 'connection: {auth: {enabled: true, username: ann, password: canary}}\n';
    const shown = JSON.stringify(maskSecrets(load({ milvus }).config));
    expect(shown).toContain('"username":"ann"');
    expect(shown).not.toContain('canary');
  });
});

describe('where the file is not read', () => {
  const config = 'semantic_cache: {backend_type: memory, backend_config_path: conf/milvus.yaml}\n';

  test.each([undefined, 'server: [', 'nonsense: 1\n'])('with the memory backend: %j', (milvus) => {
    expect(load({ config, milvus })).toMatchObject({ config: { milvus: DEFAULTS }, warnings: [] });
  });

  test('not even beside the section, so that changing backend_type is enough', () => {
    expect(load({ config: `${config}milvus: {connection: {port: 1}}\n` }).config.milvus.connection.port).toBe(
      1,
    );
  });
});

describe.skipIf(process.platform === 'win32')('a file that others may read', () => {
  const signsIn = (password: string): string =>
    `connection: {auth: {enabled: true, username: ann, password: "${password}"}}\n`;

  test.each([
    ['a password in it is warned of', signsIn('canary'), 1],
    ['a reference is not', signsIn('${WORD}'), 0],
    ['an empty password is not', 'connection: {auth: {password: ""}}\n', 0],
  ])('%s', (_fact, milvus, count) => {
    const { folder } = load({ milvus, environment: { WORD: 'w' } });
    const file = path.join(folder, 'conf/milvus.yaml');
    chmodSync(file, 0o644);
    const { warnings } = loadConfig({
      file: path.join(folder, 'config.yaml'),
      environment: { WORD: 'w' },
    });
    expect(warnings).toEqual(
      Array(count).fill(
        `${file} holds a key or password and other users of this machine may read it. Run: chmod 600 '${file}'`,
      ),
    );
  });
});
