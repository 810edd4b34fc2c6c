import { expect, test } from 'vitest';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { modelInfosOf } from '../../../daemon/config/model-infos.ts';
import { variableName } from '../../../daemon/config/overrides.ts';
import { describeKeys, schemaAt } from '../../../daemon/config/schema-walk.ts';

const keys = describeKeys(configSchema);

test('every key is described once, with type and default', () => {
  const paths = keys.map(({ path }) => path.join('.'));
  expect(new Set(paths).size).toBe(paths.length);
  expect(keys.find(({ path }) => path.join('.') === 'server.port')).toMatchObject({
    type: 'whole number',
    defaultValue: 8801,
    isRequired: false,
  });
  expect(keys.find(({ path }) => path.join('.') === 'models.[].tier')).toMatchObject({
    type: 'small, medium, large, reasoning',
    isRequired: true,
  });
});

test('no two keys share an environment variable', () => {
  const variables = keys.filter(({ path }) => !path.includes('[]')).map(({ path }) => variableName(path));
  expect(new Set(variables).size).toBe(variables.length);
  expect(variables).toContain('ASKONCE_SEMANTIC_CACHE_ENABLED');
  expect(variables).toContain('ASKONCE_DATA_FOLDER');
  expect(variables).toContain('ASKONCE_MILVUS_CONNECTION_AUTH_PASSWORD');
});

test('a key that the schema does not have is found nowhere', () => {
  expect(schemaAt(configSchema, ['server', 'prot'])).toBeUndefined();
  expect(schemaAt(configSchema, ['server', 'toString'])).toBeUndefined();
  expect(schemaAt(configSchema, ['models', 0, 'api_key'])).toBeDefined();
});

test('a configured model becomes what router and providers know', () => {
  const config = configSchema.parse({
    models: [
      {
        ...{ id: 'big', base_url: 'https://a.example/v1', api_key: 'k', model: 'vendor/big', tier: 'large' },
        price: { input_per_million: 1, output_per_million: 5 },
        timeout_seconds: 2.5,
      },
      { id: 'b', base_url: 'http://127.0.0.1:1/v1', tier: 'small' },
    ],
  });
  expect(modelInfosOf(config)).toEqual([
    {
      ...{
        id: 'big',
        tier: 'large',
        baseUrl: 'https://a.example/v1',
        apiKey: 'k',
        upstreamName: 'vendor/big',
      },
      ...{ contextWindow: 8192, price: { inputPerMillion: 1, outputPerMillion: 5 }, capabilities: [] },
      ...{ timeoutMs: 2500, simulated: false },
    },
    {
      ...{ id: 'b', tier: 'small', baseUrl: 'http://127.0.0.1:1/v1', apiKey: undefined, upstreamName: 'b' },
      ...{ contextWindow: 8192, price: undefined, capabilities: [], timeoutMs: 60_000, simulated: false },
    },
  ]);
});
