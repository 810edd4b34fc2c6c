import { expect, test } from 'vitest';
import type { RoutingView } from '../../../daemon/server/own-api.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';

const VIEW: RoutingView = {
  ...{ frozen: false, maxShift: 1 },
  cells: [
    { category: 'coding', tier: 'small', right: 1.04, wrong: 4, predicted: 0.756, shift: -0.5 },
    { category: 'law', tier: 'large', right: 0, wrong: 0, shift: 0.25 },
  ],
};

/** A daemon that has learnt this; calls are noted with their bodies. */
function cliWithDaemon(view: RoutingView): TestCli & { calls: string[] } {
  const calls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    calls.push(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`.trim());
    return Response.json(view);
  };
  const findHolder = () => Promise.resolve({ pid: 1, port: 4711 });
  return { ...testCli({ fetch, daemon: { findHolder } }), calls };
}

test('what was learnt is shown by category and tier, with its limits', async () => {
  const cli = cliWithDaemon(VIEW);
  const { code, output } = await cli.run('route', 'tuning');
  expect(code).toBe(0);
  expect(output).toContain('None goes beyond +1.00 or -1.00 log-odds.');
  expect(output).toMatch(/^coding +small +1\.0 +4\.0 +76 % +-0\.50$/m);
  expect(output).toMatch(/^law +large +0\.0 +0\.0 +- +\+0\.25$/m);
  expect(cli.calls).toEqual(['GET /askonce/routing']);
});

test.each([
  ['--freeze', '{"frozen":true}'],
  ['--unfreeze', '{"frozen":false}'],
  ['--reset', '{"reset":true}'],
])('%s asks the daemon for that', async (flag, body) => {
  const cli = cliWithDaemon({ ...VIEW, frozen: flag === '--freeze', cells: [] });
  const { output } = await cli.run('route', 'tuning', flag);
  expect(cli.calls).toEqual([`POST /askonce/routing ${body}`]);
  expect(output).toMatch(flag === '--freeze' ? /^Frozen: / : /^Live: /);
  expect(output).toContain('Nothing was learnt yet.');
});

test('scripts can have it as JSON', async () => {
  const { output } = await cliWithDaemon(VIEW).run('route', 'tuning', '--json');
  expect(JSON.parse(output)).toEqual(VIEW);
});

test('one cannot freeze and unfreeze at once, nor without a running daemon', async () => {
  expect((await cliWithDaemon(VIEW).run('route', 'tuning', '--freeze', '--unfreeze')).code).toBe(2);
  expect((await testCli().run('route', 'tuning')).code).toBe(3);
});
