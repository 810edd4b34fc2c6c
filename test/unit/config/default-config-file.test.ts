import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { defaultConfigText, writeFirstConfig } from '../../../daemon/config/default-config-file.ts';
import { loadConfig } from '../../../daemon/config/load-config.ts';
import { describeKeys } from '../../../daemon/config/schema-walk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const nobody: typeof globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));

test('the first start writes a file that loads as the defaults, and says so', async () => {
  const folder = path.join(temporaryFolder(), 'config');
  const said = await writeFirstConfig(folder, { environment: {}, fetch: nobody });
  expect(said.at(-1)).toContain(path.join(folder, 'config.yaml'));
  expect(said[0]).toContain('Found no model server');
  const loaded = loadConfig({ environment: { ASKONCE_CONFIG_FOLDER: folder } });
  expect(loaded).toMatchObject({ config: configSchema.parse({}), warnings: [] });
  expect(readdirSync(folder)).toEqual(['config.yaml']);
});

test('what was found stands in the file, keys by their variable', async () => {
  const folder = temporaryFolder();
  const environment = { OPENAI_API_KEY: 'canary-key', ASKONCE_CONFIG_FOLDER: folder };
  const said = await writeFirstConfig(folder, { environment, fetch: nobody });
  expect(said).toHaveLength(2);
  const file = path.join(folder, 'config.yaml');
  expect(readFileSync(file, 'utf8')).not.toContain('canary-key');
  const { config } = loadConfig({ environment });
  expect(config.models.map(({ tier }) => tier)).toEqual(['small', 'medium', 'large']);
  expect(config.models.every((model) => model.api_key === 'canary-key')).toBe(true);
});

test('a file that is there is left as it is, and nobody is asked', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'config.yaml'), 'mine');
  let isAsked = false;
  const fetch = (): Promise<Response> => {
    isAsked = true;
    return Promise.reject(new TypeError());
  };
  expect(await writeFirstConfig(folder, { environment: {}, fetch })).toEqual([]);
  expect(isAsked).toBe(false);
  expect(readFileSync(path.join(folder, 'config.yaml'), 'utf8')).toBe('mine');
});

test.skipIf(process.platform === 'win32')('the file is its owner\u2019s alone', async () => {
  const folder = temporaryFolder();
  await writeFirstConfig(folder, { environment: {}, fetch: nobody });
  expect(statSync(path.join(folder, 'config.yaml')).mode & 0o777).toBe(0o600);
});

test('with every comment taken as meant, the file is valid and shows the defaults', () => {
  const text = defaultConfigText([]).replaceAll(/^#(?=(?:[a-z_]+:|  ))/gm, '');
  const file = path.join(temporaryFolder(), 'config.yaml');
  writeFileSync(file, text, { mode: 0o600 });
  const { config } = loadConfig({
    file,
    environment: { EXAMPLE_API_KEY: 'k', TEAM_SECRET: '0123456789abcdef' },
  });
  const { models, routing, identity, matching, semantic_cache: cache } = config;
  const defaults = configSchema.parse({});
  expect(config).toMatchObject({
    server: defaults.server,
    logging: defaults.logging,
    decisions: defaults.decisions,
    milvus: defaults.milvus,
  });
  expect(cache).toMatchObject(defaults.semantic_cache);
  expect(models).toHaveLength(2);
  expect(routing.pins).toHaveLength(3);
  expect(identity.team).toBe('support');
  expect(matching.embedder).toBeDefined();
});

test('the file names every key', () => {
  const text = defaultConfigText([]);
  for (const { path: keyPath } of describeKeys(configSchema)) {
    const name = keyPath.findLast((part) => part !== '[]') ?? '';
    expect(text, keyPath.join('.')).toMatch(new RegExp(`\\b${name}:`));
  }
});
