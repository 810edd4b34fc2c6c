import path from 'node:path';
import { expect, test } from 'vitest';
import type { Config } from '../../../daemon/config/config-schema.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { FakeStore } from '../../support/fake-store.ts';
import { containing } from '../../support/matchers.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Backend = Config['semantic_cache']['backend_type'];

/** Both stores, opened as the configuration says. */
function cliWithBoth(): TestCli & { stores: Record<Backend, FakeStore> } {
  const stores = { memory: new FakeStore(), milvus: new FakeStore() };
  const cli = testCli();
  cli.context.daemon.openStore = async ({ semantic_cache: { backend_type: backend } }) => ({
    store: stores[backend],
    forgetEverything: () => stores[backend].clear(),
    close: () => Promise.resolve(),
  });
  return { ...cli, stores };
}

test('--backend moves everything from one store to the other, and back', async () => {
  const cli = cliWithBoth();
  const { stores } = cli;
  const file = path.join(temporaryFolder(), 'answers.ndjson');
  for (let number = 1; number <= 30; number++) await stores.memory.put(cacheEntry(number));
  expect((await cli.run('cache', 'export', file)).code).toBe(0);
  expect((await cli.run('cache', 'import', '--backend', 'milvus', file)).code).toBe(0);
  expect(stores.milvus.entriesById).toEqual(stores.memory.entriesById);
  await stores.memory.clear();
  expect((await cli.run('cache', 'export', '--backend', 'milvus', file)).code).toBe(0);
  expect((await cli.run('cache', 'import', '--backend', 'memory', file)).code).toBe(0);
  expect(stores.memory.entriesById).toEqual(stores.milvus.entriesById);
});

test('another store than these two is a usage error', async () => {
  const ran = await cliWithBoth().run('cache', 'export', '--backend', 'redis', '-');
  expect(ran).toMatchObject({ code: 2, errors: containing('memory, milvus') });
});

function cliWithDaemon(): TestCli {
  const status = {
    ...{ version: '0.1.0', pid: 7, startedAt: 0, address: '', degraded: [] },
    embedder: { id: 'minilm', state: 'ready' },
    store: { backend: 'memory', entries: 0, evicted: 0 },
    requests: { total: 0, hitExact: 0, hitSemantic: 0, hitCoalesced: 0, miss: 0, bypass: 0 },
  };
  return testCli({
    daemon: { findHolder: () => Promise.resolve({ pid: 7, port: 4711 }) },
    fetch: async (input) =>
      new Request(input).url.endsWith('/status') ? Response.json(status) : new Response(''),
  });
}

test('beside a daemon on the other store --backend is refused, with what to do', async () => {
  for (const command of ['export', 'import']) {
    const ran = await cliWithDaemon().run('cache', command, '--backend', 'milvus', '-');
    expect(ran).toMatchObject({
      code: 1,
      errors: containing('its store is "memory". To use "milvus", stop it, run this command'),
    });
  }
});

test('the store that the daemon uses anyway may be named', async () => {
  const ran = await cliWithDaemon().run('cache', 'export', '--backend', 'memory', '-');
  expect(ran).toMatchObject({ code: 0, errors: 'Exported 0 entries.\n' });
});
