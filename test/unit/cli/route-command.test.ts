import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { QuestionJudge } from '../../../daemon/evaluation/question-judge.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { estimateOf } from '../../support/test-router.ts';

let file: string;
let cli: TestCli;
let isClosed: boolean;

/** Expects more of the large model the more letters a question has. */
const judge: QuestionJudge = {
  ...{ heads: 'h', embedder: 'e' },
  judge: (question) =>
    Promise.resolve(
      estimateOf('small', {
        right: { small: 0.5, medium: 0.5, large: 0.5 + question.length / 100, reasoning: 0.9 },
      }),
    ),
  close: () => {
    isClosed = true;
    return Promise.resolve();
  },
};

beforeEach(() => {
  isClosed = false;
  file = path.join(temporaryFolder(), 'outcomes.jsonl');
  cli = testCli({ daemon: { openQuestionJudge: () => Promise.resolve(judge) } });
  const rows = [
    { question: 'qqqq', scores: { s: 0, l: 1, m: 1 }, task: 'hard' },
    { question: 'qqq', scores: { s: 1, l: 1, m: 1 }, task: 'easy' },
    { question: 'qq', scores: { s: 0, l: 1, m: 0 }, task: 'hard' },
    { question: 'q', scores: { s: 0, l: 0, m: 0 }, task: 'easy' },
  ];
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
});

test('prints the curve for the worst and the best model, and lets the models go', async () => {
  const { code, output } = await cli.run('route', 'evaluate', file, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    ...{ rows: 4, apgr: 0.625, cpt50: 25, pair: { weak: 's', strong: 'l' } },
    baselines: { random: 0.5, length: 0.625, oracle: 0.75 },
    by_group: { easy: { rows: 2, apgr: null, apgr_interval: null }, hard: { rows: 2 } },
  });
  expect(isClosed).toBe(true);
});

test('the pair can be named, and the figures be read', async () => {
  const { output } = await cli.run('route', 'evaluate', file, '--pair', 's,m');
  expect(output).toMatch(/^Strong +m, right in 50.0 %/m);
  expect(output).toMatch(/^all +4 +0.875/m);
  expect(output).toMatch(/^easy +2 +- /m);
});

test.each([
  [['nowhere.jsonl'], 2, 'There is no file nowhere.jsonl.'],
  [['FILE', '--pair', 's'], 2, 'expected two models'],
  [['FILE', '--pair', 's,xl'], 1, 'holds no score of xl'],
])('bad input is an error that says what is wrong (%#)', async (parameters, exitCode, message) => {
  const { code, errors } = await cli.run(
    ...['route', 'evaluate'],
    ...parameters.map((parameter) => (parameter === 'FILE' ? file : parameter)),
  );
  expect(code).toBe(exitCode);
  expect(errors).toContain(message);
});
