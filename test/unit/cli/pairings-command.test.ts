import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openPairingsFile } from '../../../daemon/config/pairings-file.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';

const NEW = {
  name: 'Laptop',
  browser: 'Chrome',
  origin: `chrome-extension://${'a'.repeat(32)}`,
  token: 'secret',
};

/** A daemon that has these codes to show. */
function cliWithDaemon(codes: unknown[]): TestCli & { calls: string[] } {
  const calls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    calls.push(`${request.method} ${new URL(request.url).pathname}`);
    if (request.method === 'DELETE') return Response.json({ deleted: 1 });
    return Response.json({ codes, pairings: [] });
  };
  const findHolder = () => Promise.resolve({ pid: 1, port: 4711 });
  return { ...testCli({ fetch, daemon: { findHolder } }), calls };
}

test('the code that a browser waits for is shown', async () => {
  const cli = cliWithDaemon([
    { code: '7K2M-Q9XD', name: 'Lap\u001b[2Jtop', origin: 'chrome-extension://a', expiresAt: 1 },
  ]);
  const { code, output, errors } = await cli.run('pairings', 'code');
  expect([code, output]).toEqual([0, '7K2M-Q9XD\n']);
  expect(errors).not.toContain('\u001b');
  expect(cli.calls).toEqual(['GET /askonce/pairings/codes']);
});

test('where no browser waits, the command says what to do', async () => {
  const { code, errors } = await cliWithDaemon([]).run('pairings', 'code');
  expect(code).toBe(1);
  expect(errors).toContain('Press "Pair" in the extension');
});

test('a code needs a running daemon', async () => {
  expect((await testCli().run('pairings', 'code')).code).toBe(3);
});

test('a running daemon revokes, since it has to end the connections', async () => {
  const cli = cliWithDaemon([]);
  expect((await cli.run('pairings', 'revoke', 'pairing-1')).output).toBe('Revoked pairing-1.\n');
  expect(cli.calls).toEqual(['DELETE /askonce/pairings/pairing-1']);
});

test('without a daemon the file is listed and changed', async () => {
  const cli = testCli();
  const folder = cli.context.environment.ASKONCE_DATA_FOLDER!;
  mkdirSync(folder, { mode: 0o700 });
  const { id } = openPairingsFile(folder, { user: 'me' }).add(NEW);

  const { output } = await cli.run('pairings');
  expect(output).toContain(id);
  expect(output).not.toContain(NEW.token);
  expect((await cli.run('pairings', 'revoke', id)).code).toBe(0);
  expect((await cli.run('pairings', 'revoke', id)).code).toBe(1);
});
