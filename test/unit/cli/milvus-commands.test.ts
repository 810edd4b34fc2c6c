import { describe, expect, test } from 'vitest';
import type { Config } from '../../../daemon/config/config-schema.ts';
import type { Status } from '../../../daemon/server/own-api.ts';
import type { MilvusCheck } from '../../../daemon/store/milvus/check-milvus.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';

const USES_MILVUS = { ASKONCE_SEMANTIC_CACHE_BACKEND_TYPE: 'milvus', ASKONCE_MILVUS_CONNECTION_HOST: 'lan' };

/** A command line whose look at the server comes out as the test says; records what it looked at. */
function cliThatFinds(
  check: Partial<MilvusCheck>,
  environment: Record<string, string> = USES_MILVUS,
): TestCli & { looked: Config[] } {
  const looked: Config[] = [];
  const cli = testCli({
    environment,
    daemon: {
      checkMilvus: async (config) => {
        looked.push(config);
        return { serverVersion: undefined, faults: [], warnings: [], ...check };
      },
    },
  });
  return { ...cli, looked };
}

describe('config check', () => {
  test('connects as the daemon would, and tells the version', async () => {
    const cli = cliThatFinds({ serverVersion: '2.6.10' });
    const { code, output, errors } = await cli.run('config', 'check');
    expect([code, errors]).toEqual([0, '']);
    expect(output).toContain('Milvus 2.6.10 at lan can be used.\n');
    expect(output).toContain('can be used (no models');
    expect(cli.looked.map(({ milvus }) => milvus.connection.host)).toEqual(['lan']);
  });

  test('ends with 2 and each fault on a line, and does not say that the file can be used', async () => {
    const faults = ['Nothing answers as Milvus at lan:19530.', 'And a second thing.'];
    const cli = cliThatFinds({ faults, warnings: ['It is old.'] });
    const { code, output, errors } = await cli.run('config', 'check');
    expect(code).toBe(2);
    expect(errors.trim().split('\n')).toEqual(faults);
    expect(output).toContain('Warning: It is old.\n');
    expect(output).not.toContain('can be used');
  });

  test('warnings are shown, and the command succeeds', async () => {
    const cli = cliThatFinds({ serverVersion: '2.4.1', warnings: ['It lets others in.', 'It is empty.'] });
    const { code, output } = await cli.run('config', 'check');
    expect(code).toBe(0);
    const shown = output.split('\n').filter((line) => line.startsWith('Warning: It'));
    expect(shown).toEqual(['Warning: It lets others in.', 'Warning: It is empty.']);
  });

  test.each<[string, Record<string, string>]>([
    ['the embedded store is in use', {}],
    ['the cache is off', { ...USES_MILVUS, ASKONCE_SEMANTIC_CACHE_ENABLED: 'false' }],
  ])('no server is looked at where %s', async (_why, environment) => {
    const cli = cliThatFinds({ faults: ['looked'] }, environment);
    expect((await cli.run('config', 'check')).code).toBe(0);
    expect(cli.looked).toEqual([]);
  });

  test('no server is looked at where the configuration has faults of its own', async () => {
    const cli = cliThatFinds({}, { ...USES_MILVUS, ASKONCE_MILVUS_CONNECTION_PORT: 'many' });
    const { code, errors } = await cli.run('config', 'check');
    expect(code).toBe(2);
    expect(errors).toContain('milvus.connection.port');
    expect(cli.looked).toEqual([]);
  });
});

describe('config show', () => {
  test('shows the section of Milvus where it is in use, without the password', async () => {
    const password = { ASKONCE_MILVUS_CONNECTION_AUTH_PASSWORD: 'canary' };
    const { output } = await cliThatFinds({}, { ...USES_MILVUS, ...password }).run('config', 'show');
    expect(output).toContain('milvus:\n');
    expect(output).toContain('host: lan');
    expect(output).not.toContain('canary');
    expect((await testCli().run('config', 'show')).output).not.toContain('milvus:');
  });
});

describe('status', () => {
  const STATUS: Status = {
    ...{ version: '1.0.0', pid: 7, startedAt: 0, address: 'http://127.0.0.1:8801', degraded: [] },
    embedder: { id: 'mini', state: 'ready' },
    store: { backend: 'milvus', entries: 1_234, evicted: 0 },
    requests: { total: 0, hitExact: 0, hitSemantic: 0, hitCoalesced: 0, miss: 0, bypass: 0 },
  };

  async function shown(status: Partial<Status>): Promise<string[]> {
    const cli = testCli({
      fetch: async () => Response.json({ ...STATUS, ...status }),
      daemon: { findHolder: () => Promise.resolve({ pid: 7, port: 8801 }) },
    });
    const { code, output } = await cli.run('status');
    expect(code).toBe(0);
    return output.trim().split('\n');
  }

  test('names the backend, and its details where it has some, as they are', async () => {
    const details = { Milvus: 'lan:19530, connected, version 2.6.10', Latency: 'p50 3.0 ms' };
    const lines = await shown({ store: { ...STATUS.store, details } });
    const at = lines.findIndex((line) => /^Cache +1234 entries \(milvus\)$/.test(line));
    expect(lines[at + 1]).toMatch(/^Milvus +lan:19530, connected, version 2\.6\.10$/);
    expect(lines[at + 2]).toMatch(/^Latency +p50 3\.0 ms$/);
    expect(lines[at + 3]).toMatch(/^Embedder /);
  });

  test('has no such lines where there are no details', async () => {
    const lines = await shown({});
    expect(lines.filter((line) => line.startsWith('Milvus'))).toEqual([]);
  });

  test('says what is degraded, one line each', async () => {
    const lines = await shown({ degraded: ['Milvus cannot be used.', 'The disk is full.'] });
    expect(lines.slice(-2)).toEqual(['Degraded: Milvus cannot be used.', 'Degraded: The disk is full.']);
  });
});
