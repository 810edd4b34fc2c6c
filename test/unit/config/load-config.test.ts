import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../daemon/config/config-error.ts';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { loadConfig, type LoadedConfig } from '../../../daemon/config/load-config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const DEFAULTS = configSchema.parse({});

function load(
  text: string,
  options: { environment?: Record<string, string>; flags?: Record<string, unknown> } = {},
): LoadedConfig {
  const file = path.join(temporaryFolder(), 'config.yaml');
  writeFileSync(file, text, { mode: 0o600 });
  return loadConfig({ file, environment: options.environment ?? {}, flags: options.flags ?? {} });
}

/** The faults without the folder of the file. */
function faultsOf(text: string, options: Parameters<typeof load>[1] = {}): string[] {
  try {
    load(text, options);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.faults.map((fault) => fault.replace(/^.*(?=config\.yaml:)/, ''));
    throw error;
  }
  return [];
}

const MODEL = 'models: [{id: a, base_url: "http://127.0.0.1:11434/v1", tier: small}]\n';

describe('sources', () => {
  test('an empty file means the defaults', () => {
    expect(load('').config).toEqual(DEFAULTS);
    expect(load('# nothing but a comment\n').config).toEqual(DEFAULTS);
  });

  test('no file at all means the defaults', () => {
    const loaded = loadConfig({ environment: { ASKONCE_CONFIG_FOLDER: temporaryFolder() } });
    expect(loaded).toEqual({ config: DEFAULTS, file: undefined, warnings: [] });
  });

  test('a file that was named must exist', () => {
    const file = path.join(temporaryFolder(), 'none.yaml');
    expect(() => loadConfig({ file, environment: {} })).toThrow(`${file}: there is no such file`);
  });

  test('a folder in the place of the file is a fault, not a crash', () => {
    expect(() => loadConfig({ file: temporaryFolder(), environment: {} })).toThrow(ConfigError);
  });

  test('the file goes over the defaults, the environment over the file, flags over both', () => {
    const text = 'server: {port: 1, host: localhost, max_connections: 7}\n';
    const environment = { ASKONCE_SERVER_PORT: '2', ASKONCE_SERVER_HOST: '127.0.0.2' };
    const { server } = load(text, {
      environment,
      flags: { 'server.port': 3, 'server.host': undefined },
    }).config;
    expect(server).toEqual({ ...DEFAULTS.server, port: 3, host: '127.0.0.2', max_connections: 7 });
  });

  test('a key of several types takes each of them, from a variable too', () => {
    const rateOf = (value: string): unknown =>
      load('', { environment: { ASKONCE_SEMANTIC_CACHE_MAX_WRONG_RATE: value } }).config.semantic_cache
        .max_wrong_rate;
    expect([rateOf('0.1'), rateOf('eager')]).toEqual([0.1, 'eager']);
    expect(() => rateOf('bold')).toThrow(/strict.*balanced.*eager/s);
  });

  test('"none" in place of a path stays what it is; any other text is a path beside the file', () => {
    const verifierOf = (value: string): unknown =>
      load(`matching: {verifier: ${value}}\n`).config.matching.verifier;
    expect(verifierOf('none')).toBe('none');
    expect(verifierOf('verifier')).toMatch(/^\/.*\/verifier$/);
  });

  test('a variable reads as the type of its key', () => {
    const environment = {
      ASKONCE_SEMANTIC_CACHE_ENABLED: 'false',
      ASKONCE_SEMANTIC_CACHE_MAX_WRONG_RATE: '0.1',
      ASKONCE_SERVER_ALLOWED_HOSTS: 'one.lan, two.lan:8801',
      ASKONCE_MODELS: '[{id: a, base_url: "http://127.0.0.1:1/v1", tier: small}]',
    };
    const { config } = load('', { environment });
    expect(config.semantic_cache).toMatchObject({ enabled: false, max_wrong_rate: 0.1 });
    expect(config.server.allowed_hosts).toEqual(['one.lan', 'two.lan:8801']);
    expect(config.models[0]?.id).toBe('a');
  });

  test('an empty variable counts as unset', () => {
    const environment = { ASKONCE_SERVER_PORT: '', ASKONCE_SEMANTIC_CACHE_PERSIST: '' };
    expect(load('', { environment })).toMatchObject({ config: DEFAULTS, warnings: [] });
  });

  test('a flag given as text reads as the type of its key', () => {
    const flags = { 'server.port': '9000', 'server.allowed_hosts': 'a.lan,b.lan' };
    expect(load('', { flags }).config.server).toMatchObject({
      port: 9000,
      allowed_hosts: ['a.lan', 'b.lan'],
    });
  });

  test('a variable that no key has is named, with the nearest that one has', () => {
    const { warnings } = load('', { environment: { ASKONCE_SERVER_PROT: '1' } });
    expect(warnings).toEqual([
      'The environment variable ASKONCE_SERVER_PROT is ignored: no key of the configuration has that name. Did you mean ASKONCE_SERVER_PORT?',
    ]);
  });

  test('paths in the file are relative to it, those from outside to the working folder', () => {
    const text = 'data_folder: data\nmatching: {embedder: ~/models}\n';
    const environment = { ASKONCE_SEMANTIC_CACHE_BACKEND_CONFIG_PATH: 'milvus.yaml' };
    const { config, file } = load(text, { environment });
    expect(config.data_folder).toBe(path.join(path.dirname(file ?? ''), 'data'));
    expect(config.matching.embedder).toBe(path.join(os.homedir(), 'models'));
    expect(config.semantic_cache.backend_config_path).toBe(path.resolve('milvus.yaml'));
  });
});

describe('references to the environment', () => {
  test('${NAME} reads a variable, anywhere in a text', () => {
    const text = 'identity: {user: "x-${WHO}-y"}\nserver: {port: "${PORT}"}\n';
    const { config } = load(text, { environment: { WHO: 'ann', PORT: '9000' } });
    expect(config.identity.user).toBe('x-ann-y');
    expect(config.server.port).toBe(9000);
  });

  test('$${ stands for a plain ${', () => {
    expect(load('identity: {user: "$${WHO}"}\n').config.identity.user).toBe('${WHO}');
  });

  test('what a variable holds is not read for references again', () => {
    const { config } = load('identity: {user: "${WHO}"}\n', { environment: { WHO: '${OTHER} $& $1' } });
    expect(config.identity.user).toBe('${OTHER} $& $1');
  });

  test('a missing variable is named with its place', () => {
    expect(faultsOf('identity:\n  user: ${WHO}\n')).toEqual([
      'config.yaml:2: identity.user: the environment variable WHO is not set: set it before the start, or put the value here',
    ]);
  });

  test.each(['"${WHO"', '"${}"', '"${A B}"'])('a malformed reference %s is a fault', (value) => {
    expect(faultsOf(`identity: {user: ${value}}\n`)[0]).toContain('expected "${NAME}"');
  });
});

describe('faults', () => {
  test('all are reported at once, in the order of the lines, each with line, key and what was expected', () => {
    const text = `server:
  prot: 9000
  host: 5
semantic_cache:
  eviction_policy: lfo
  similarity_threshold: 1.5
  max_entries: 1.5
models:
  - id: a
    base_url: ftp://example.com
    tier: tiny
  - base_url: http://127.0.0.1:1234/v1
    tier: small
similarity_treshold: 0.8
ttl_seconds: 5
nonsense: 1
`;
    expect(faultsOf(text)).toEqual([
      'config.yaml:2: server.prot: unknown key; did you mean "port"?',
      'config.yaml:3: server.host: expected text, found a number',
      'config.yaml:5: semantic_cache.eviction_policy: expected one of fifo, lru, lfu; did you mean "lfu"?',
      'config.yaml:6: semantic_cache.similarity_threshold: expected at most 1',
      'config.yaml:7: semantic_cache.max_entries: expected a whole number, found a number',
      'config.yaml:10: models[0].base_url: expected an http:// or https:// address such as http://127.0.0.1:11434/v1',
      'config.yaml:11: models[0].tier: expected one of small, medium, large, reasoning',
      'config.yaml:12: models[1].id: missing; expected text',
      'config.yaml:14: similarity_treshold: unknown key here; did you mean "semantic_cache.similarity_threshold"?',
      'config.yaml:15: ttl_seconds: unknown key here; did you mean "semantic_cache.ttl_seconds"?',
      'config.yaml:16: nonsense: unknown key; expected one of server, identity, semantic_cache, models, routing, logging, decisions, matching, extension, data_folder, milvus',
    ]);
  });

  test('a fault from the environment names the variable', () => {
    expect(faultsOf('', { environment: { ASKONCE_SERVER_PORT: 'many' } })).toEqual([
      'environment variable ASKONCE_SERVER_PORT: server.port: expected a number, found text',
    ]);
  });

  test('a fault from the command line says so', () => {
    expect(faultsOf('', { flags: { 'server.port': 70_000 } })).toEqual([
      'command line, for server.port: server.port: expected at most 65535',
    ]);
  });

  test('a syntax error has its line', () => {
    expect(faultsOf('server:\n  port: 1\n  port: 2\n')[0]).toMatch(
      /^config\.yaml:3: YAML syntax: Map keys must be unique/,
    );
    expect(faultsOf('server: [1, 2\n')[0]).toMatch(/^config\.yaml:\d: YAML syntax: /);
  });

  test.each(['- a\n- b\n', 'just text\n', '42\n'])('a file that is no map is a fault: %j', (text) => {
    expect(faultsOf(text)[0]).toContain('the whole file: expected a section with keys');
  });

  test.each([
    'a: &x [*x]\n',
    `a: &a [x]\n${'bcdefghijk'.replaceAll(/./g, '$&: [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n')}`,
  ])('aliases that run wild are a fault, not a crash: %j', (text) => {
    expect(faultsOf(text)).not.toEqual([]);
  });

  test('a key named like a prototype is an unknown key and changes nothing', () => {
    expect(faultsOf('server: {__proto__: {port: 1}}\n')[0]).toContain('server.__proto__: unknown key');
    expect('port' in {}).toBe(false);
  });

  test('a section that stands empty means its defaults', () => {
    expect(load('server:\n#  port: 1\nmodels:\n').config).toEqual(DEFAULTS);
  });
});

describe('faults between keys', () => {
  test('two models with one id', () => {
    const text = `models:
  - {id: a, base_url: "http://127.0.0.1:1/v1", tier: small}
  - {id: a, base_url: "http://127.0.0.1:2/v1", tier: large}
`;
    expect(faultsOf(text)).toEqual([
      'config.yaml:3: models[1].id: a model above has the id "a" already: give each its own',
    ]);
  });

  test('they are found beside faults of the schema', () => {
    const text = `${MODEL}routing: {default_model: b, max_fallbacks: many}\n`;
    expect(faultsOf(text)).toHaveLength(2);
  });

  test.each(['auto', 'small', 'reasoning'])('a model may not take the name %s', (id) => {
    expect(faultsOf(MODEL.replace('id: a', `id: ${id}`))[0]).toContain('models[0].id: this name is taken');
  });

  test('an unknown default model, with the nearest one', () => {
    const text = MODEL.replace('id: a', 'id: llama') + 'routing: {default_model: lama}\n';
    expect(faultsOf(text)[0]).toContain(
      'routing.default_model: no model "lama" is configured; did you mean "llama"?',
    );
    expect(faultsOf('routing: {default_model: a}\n')[0]).toContain('no model is configured');
  });

  test('a pin may name a model or a tier, nothing else', () => {
    const pin = (model: string): string =>
      `${MODEL}routing: {pins: [{when: {keyword: [x]}, model: ${model}}]}\n`;
    expect(faultsOf(pin('a'))).toEqual([]);
    expect(faultsOf(pin('large'))).toEqual([]);
    expect(faultsOf(pin('huge'))[0]).toContain('routing.pins[0].model: no model "huge" is configured');
  });

  test('the judge of shadow audits is a configured model', () => {
    const judge = (model: string): string => `${MODEL}matching: {audit: {share: 0.02, judge: ${model}}}\n`;
    expect(faultsOf(judge('a'))).toEqual([]);
    expect(faultsOf(judge('huge'))[0]).toContain('matching.audit.judge: no model "huge" is configured');
  });

  test('the check of a cascade is of the cheaper model itself, or of a configured one', () => {
    const check = (id: string): string => `${MODEL}routing: {cascade: {check: ${id}}}\n`;
    expect([...faultsOf(check('self')), ...faultsOf(check('a'))]).toEqual([]);
    expect(faultsOf(check('huge'))[0]).toContain('routing.cascade.check: no model "huge" is configured');
  });

  test('a pin without a condition', () => {
    expect(faultsOf(`${MODEL}routing: {pins: [{when: {}, model: a}]}\n`)[0]).toContain(
      'expected at least one of keyword, site, user',
    );
  });

  test('sharing with a team needs its name and secret', () => {
    expect(faultsOf('identity:\n  share: team\n')).toEqual([
      'config.yaml:1: identity.team: missing; share: team needs it',
      'config.yaml:1: identity.team_secret: missing; share: team needs it',
    ]);
    expect(faultsOf('identity: {share: team, team: support, team_secret: 0123456789abcdef}\n')).toEqual([]);
  });
});

describe('addresses', () => {
  test.each(['0.0.0.0', '192.168.0.2', '::', 'askonce.lan', 'localhost.evil.com'])(
    'listening on %s needs exposed',
    (host) => {
      expect(faultsOf(`server: {host: "${host}"}\n`)[0]).toContain(
        'server.host: other machines could reach this address',
      );
      expect(faultsOf(`server: {host: "${host}", exposed: true, allowed_hosts: [a.lan]}\n`)).toEqual([]);
    },
  );

  test.each(['127.0.0.1', 'localhost', '127.8.8.8', '::1', 'LOCALHOST'])(
    'listening on %s does not',
    (host) => {
      expect(faultsOf(`server: {host: "${host}"}\n`)).toEqual([]);
    },
  );

  test.each([
    'http://127.0.0.1:8801/v1',
    'http://localhost:8801/v1',
    'http://LOCALHOST:8801/v1',
    'http://app.localhost:8801/v1',
    'http://[::1]:8801/v1',
    'http://0.0.0.0:8801/v1',
    'http://[::ffff:127.0.0.1]:8801/v1',
  ])('%s is the daemon itself', (url) => {
    expect(faultsOf(MODEL.replace('http://127.0.0.1:11434/v1', url))[0]).toContain(
      'this is the address of AskOnce itself',
    );
  });

  test('another port or host is not', () => {
    expect(faultsOf(MODEL.replace(':11434', ':8802'))).toEqual([]);
    expect(faultsOf(MODEL.replace('127.0.0.1:11434', '192.168.0.2:8801'))).toEqual([]);
    expect(faultsOf(MODEL, { flags: { 'server.port': 11_434 } })[0]).toContain('AskOnce itself');
  });

  test.each([
    'http://169.254.169.254/v1',
    'http://2852039166/v1',
    'http://0xa9fea9fe/v1',
    'http://[::ffff:169.254.169.254]/v1',
    'http://[fd00:ec2::254]/v1',
    'http://metadata.google.internal/v1',
    'http://metadata.google.internal./v1',
    'http://100.100.100.200/v1',
  ])('the metadata service %s is refused', (url) => {
    expect(faultsOf(MODEL.replace('http://127.0.0.1:11434/v1', url))[0]).toContain('metadata service');
  });

  test.each(['http://2130706433:11434/v1', 'http://0x7f.1:11434/v1', 'http://017700000001:11434/v1'])(
    'the disguised address %s is refused',
    (url) => {
      expect(faultsOf(MODEL.replace('http://127.0.0.1:11434/v1', url))[0]).toContain('usual form: 127.0.0.1');
    },
  );

  test('an address with a password is refused without showing it', () => {
    const [fault] = faultsOf(MODEL.replace('http://127.0.0.1', 'http://ann:canary-secret@127.0.0.1'));
    expect(fault).toContain('put the key into api_key');
    expect(fault).not.toContain('canary-secret');
  });

  test.each([
    'file:///etc/passwd',
    'ftp://a.example/v1',
    'a.example/v1',
    'http://',
    'https://a.example/v1?key=1',
    'https://a.example/v1#x',
  ])('%s is no address of a model', (url) => {
    expect(faultsOf(MODEL.replace('http://127.0.0.1:11434/v1', url))[0]).toContain(
      'models[0].base_url: expected an',
    );
  });

  test.each(['*', 'https://a.lan', 'a.lan/path', 'a b'])('%s is no allowed host', (host) => {
    expect(faultsOf(`server: {allowed_hosts: ["${host}"]}\n`)[0]).toContain('expected a host name');
  });

  test.each(['*', 'null', 'a.example', 'https://a.example/', 'https://*.a.example'])(
    '%s is no allowed origin',
    (origin) => {
      expect(faultsOf(`server: {allowed_origins: ["${origin}"]}\n`)[0]).toContain('expected an origin');
    },
  );
});

describe('warnings', () => {
  test.skipIf(process.platform === 'win32')('a key in a file that others may read', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'config.yaml');
    writeFileSync(file, MODEL.replace('tier', 'api_key: sk-canary, tier'));
    chmodSync(file, 0o644);
    expect(loadConfig({ file, environment: {} }).warnings[0]).toContain(`chmod 600 '${file}'`);
    chmodSync(file, 0o600);
    expect(loadConfig({ file, environment: {} }).warnings).toEqual([]);
    writeFileSync(file, MODEL.replace('tier', 'api_key: "${KEY}", tier'));
    chmodSync(file, 0o644);
    expect(loadConfig({ file, environment: { KEY: 'k' } }).warnings).toEqual([]);
  });

  test('a key that would travel in the clear', () => {
    const text = 'models: [{id: a, base_url: "http://192.168.0.2/v1", api_key: canary, tier: small}]\n';
    expect(load(text).warnings.join()).toContain('without encryption');
    expect(load(text).warnings.join()).not.toContain('canary');
  });

  test('a key of AskOnce itself that would go to a provider', () => {
    const text =
      'models: [{id: a, base_url: "https://a.example/v1", api_key: "${OPENAI_API_KEY}", tier: small}]\n';
    const { warnings } = load(text, { environment: { OPENAI_API_KEY: 'ao-canary' } });
    expect(warnings.join()).toContain("one of AskOnce's own, and goes to a.example");
    expect(warnings.join()).not.toContain('canary');
  });

  test('an exposed daemon without host names, or without keys', () => {
    const { warnings } = load('server: {host: 0.0.0.0, exposed: true, keyless: true}\n');
    expect(warnings).toHaveLength(2);
  });
});

test('the usual file is config.yaml in the configuration folder', () => {
  const folder = path.join(temporaryFolder(), 'askonce');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'config.yaml'), 'identity: {user: ann}\n');
  const loaded = loadConfig({ environment: { ASKONCE_CONFIG_FOLDER: folder } });
  expect(loaded.file).toBe(path.join(folder, 'config.yaml'));
  expect(loaded.config.identity.user).toBe('ann');
});
