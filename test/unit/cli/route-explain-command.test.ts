import { expect, test } from 'vitest';
import { TIERS } from '../../../daemon/chat/cache-entry.ts';
import type { ExplainedRoute } from '../../../daemon/pipeline/explain-route.ts';
import { testCli } from '../../support/cli-context.ts';

const EXPLAINED: ExplainedRoute = {
  ...{ question: 'Why?', model: 'big', tier: 'large', reason: 'coding: large is right in about 90 %' },
  fallbacks: ['little'],
  routing: {
    ...{ by: 'estimate', limit: {}, category: 'coding', difficulty: 0.5, promptTokens: 10 },
    nearest: [{ text: 'How?', tier: 'large', similarity: 0.87 }],
    options: [
      { model: 'big', tier: 'large', right: 0.9, costUsd: 0.0123, seconds: 4 },
      { model: 'little', tier: TIERS[0], right: 0.45, seconds: 1, out: 'too slow' },
    ],
  },
};

function cliThatExplains(): { cli: ReturnType<typeof testCli>; isClosed: () => boolean } {
  let closed = false;
  const explainer = {
    explain: () => Promise.resolve(EXPLAINED),
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
  const cli = testCli({ daemon: { openRouteExplainer: () => Promise.resolve(explainer) } });
  return { cli, isClosed: () => closed };
}

test('says where a question would go, what each model is expected to do, and what is like it', async () => {
  const { cli, isClosed } = cliThatExplains();
  const { code, output, errors } = await cli.run('route', 'explain', 'Why?');
  expect(code).toBe(0);
  expect(output).toMatch(/^Sent to +big \(large\)$/m);
  expect(output).toMatch(/^Because +coding: large is right/m);
  expect(output).toMatch(/^big +large +90 % +\$0\.01230 +4\.0 s$/m);
  expect(output).toMatch(/^little +small +45 % +- +1\.0 s +too slow$/m);
  expect(output).toMatch(/^How\? +large +0\.87$/m);
  expect(errors).toContain('No model is configured');
  expect(isClosed()).toBe(true);
});

test('prints the same as JSON', async () => {
  const { output } = await cliThatExplains().cli.run('route', 'explain', 'Why?', '--json');
  expect(JSON.parse(output)).toEqual(EXPLAINED);
});
