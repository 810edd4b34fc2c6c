import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { PairVerdict } from '../../../daemon/evaluation/pair-judge.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';

const ASKED = 'What is new in Python 3.11?';
const STORED = 'What is new in Python 3.12?';
const VERDICT: PairVerdict = {
  ...{ score: -Infinity, serve: false, similarity: 0.9819, probability: undefined },
  ...{ agreed: ['the same name: Python', 'shared words: new'], against: ['version 3.11 against 3.12'] },
};

function cliWith(config = ''): TestCli & { calls: unknown[] } {
  const calls: unknown[] = [];
  const cli = testCli({
    daemon: {
      openPairJudge: () =>
        Promise.resolve({
          judge: (...pair) => {
            calls.push(pair);
            return Promise.resolve(VERDICT);
          },
          close: () => {
            calls.push('closed');
            return Promise.resolve();
          },
        }),
    },
  });
  const folder = cli.context.environment.ASKONCE_CONFIG_FOLDER ?? '';
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'config.yaml'), config);
  return { ...cli, calls };
}

test('says what agrees, what contradicts and what follows, and lets the models go', async () => {
  const cli = cliWith('matching: { verifier: none }');
  const { code, output } = await cli.run('explain', ASKED, STORED);
  expect(code).toBe(0);
  expect(output.replaceAll(/ +/g, ' ').split('\n')).toEqual([
    `Asked ${ASKED}`,
    `Stored ${STORED}`,
    'Similarity 0.981',
    'Probability -',
    'Agreed the same name: Python',
    ' shared words: new',
    'Against version 3.11 against 3.12',
    'Budget none: without a verifying model, similarity and literal rules alone decide',
    'Verdict not served: a model is asked',
    '',
  ]);
  expect(cli.calls).toEqual([[ASKED, STORED], 'closed']);
});

test('names the budget where a verifying model keeps it', async () => {
  const { output } = await cliWith('matching: { verifier: /somewhere }').run('explain', ASKED, STORED);
  expect(output).toContain('5 % of what is served may be wrong');
});

test('prints the same as JSON', async () => {
  const { output } = await cliWith('matching: { verifier: /somewhere }').run(
    'explain',
    ASKED,
    STORED,
    '--json',
  );
  expect(JSON.parse(output)).toEqual({
    ...{ asked: ASKED, stored: STORED, serve: false, similarity: 0.9819, max_wrong_rate: 0.05 },
    ...{ agreed: VERDICT.agreed, against: VERDICT.against },
  });
});
