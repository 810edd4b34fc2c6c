import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { QuestionJudge } from '../../../daemon/evaluation/question-judge.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { kindOutcomes } from '../../support/model-outcomes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { estimateOf } from '../../support/test-router.ts';

const CASES = kindOutcomes(400, [0.9, 0.1]);
const SIGNALS = new Map(CASES.map(({ question, signals }) => [question, signals]));

/** Sees which of two kinds a question is of, and thinks that all of a tier are alike. */
const judge: QuestionJudge = {
  ...{ heads: 'h', embedder: 'e' },
  judge: (question) =>
    Promise.resolve(
      estimateOf('small', {
        right: { small: 0.5, medium: 0.5, large: 0.95, reasoning: 0.95 },
        signals: SIGNALS.get(question) ?? new Float64Array(3),
      }),
    ),
  close: () => Promise.resolve(),
};

let cli: TestCli;
let file: string;
let written: string;

function outcomes(count = CASES.length): string {
  const name = path.join(temporaryFolder(), 'outcomes.jsonl');
  const rows = CASES.slice(0, count).map(({ question, score }) => ({
    question,
    scores: { mine: score, big: 1, strange: 1 },
  }));
  writeFileSync(name, rows.map((row) => JSON.stringify(row)).join('\n'));
  return name;
}

beforeEach(() => {
  cli = testCli({ daemon: { openQuestionJudge: () => Promise.resolve(judge) } });
  const { ASKONCE_CONFIG_FOLDER: config = '', ASKONCE_DATA_FOLDER: data = '' } = cli.context.environment;
  mkdirSync(config);
  const models = [
    { id: 'mine', base_url: 'http://127.0.0.1:1/v1', tier: 'small' },
    { id: 'big', base_url: 'http://127.0.0.1:1/v1', tier: 'large' },
  ];
  writeFileSync(path.join(config, 'config.yaml'), JSON.stringify({ models }));
  written = path.join(data, 'router.json');
  file = outcomes();
});

test('what is better is written, and says so', async () => {
  const { code, output } = await cli.run('route', 'train', file);
  expect(code).toBe(0);
  expect(output).toMatch(/^mine +small +400 +0\.\d+ +0\.693 +0\.\d+ +0\.\d+ to 0\.\d+ .* better$/m);
  expect(output).toMatch(/^APGR +0\.500, after 0\.[67]\d+; higher by 0\.\d+ to 0\.\d+ \(95 %\)$/m);
  expect(output).toMatch(/^Left out +strange: not configured$/m);
  expect(output).toContain(`Written to ${written}. Back to the tiers: askonce route train --reset`);
  expect(JSON.parse(readFileSync(written, 'utf8'))).toMatchObject({
    ...{ heads: 'h', embedder: 'e' },
    models: { mine: { tier: 'small', rows: 400 } },
  });
  expect(statSync(written).mode & 0o077).toBe(0);
});

test('a trial writes nothing', async () => {
  const { output } = await cli.run('route', 'train', file, '--dry-run');
  expect(output).toContain('A trial: nothing is changed.');
  expect(existsSync(written)).toBe(false);
});

test('what is no better changes nothing', async () => {
  const { code, output } = await cli.run('route', 'train', outcomes(49));
  expect(code).toBe(0);
  expect(output).toContain('Too few: 49 outcomes of mine, where learning needs 50.');
  expect(output).toContain('Nothing is changed.');
  expect(existsSync(written)).toBe(false);
});

test('--json prints the figures, and --reset goes back', async () => {
  const { output } = await cli.run('route', 'train', file, '--json');
  expect(JSON.parse(output)).toMatchObject({
    ...{ models: [{ model: 'mine', is_better: true }, { model: 'big' }], left_out: ['strange'], written },
    choice: { pair: { weak: 'mine', strong: 'big' }, rows: 400 },
  });
  expect((await cli.run('route', 'train', '--reset')).output).toContain('is removed: the tiers decide');
  expect(existsSync(written)).toBe(false);
  expect((await cli.run('route', 'train', '--reset')).output).toContain('Nothing was learnt');
});

test('a model that is not configured is learnt as the tier that is named, and what was learnt of others stays', async () => {
  await cli.run('route', 'train', file);
  const { output } = await cli.run('route', 'train', file, '--tier', 'strange=small', '--tier', 'mine=large');
  expect(output).toMatch(/^mine +large /m);
  expect(output).toMatch(/^strange +small /m);
  expect(output).toMatch(/^Left out +none$/m);
  const { models } = JSON.parse(readFileSync(written, 'utf8')) as { models: object };
  expect(Object.keys(models)).toEqual(expect.arrayContaining(['mine', 'strange']));
});

test('evaluation counts what was learnt, and leaves it out when asked', async () => {
  await cli.run('route', 'train', file);
  const evaluate = async (...more: string[]) =>
    JSON.parse(
      (await cli.run('route', 'evaluate', file, '--pair', 'mine,big', '--json', ...more)).output,
    ) as {
      apgr: number;
      own_models: string[];
    };
  const [learnt, shipped] = [await evaluate(), await evaluate('--shipped')];
  expect(learnt.own_models).toContain('mine');
  expect(learnt.apgr).toBeGreaterThan(0.65);
  expect(shipped).toMatchObject({ apgr: 0.5, own_models: [] });
  const { output } = await cli.run('route', 'evaluate', file, '--pair', 'mine,big');
  expect(output).toMatch(/^Learnt of +mine/m);
});

test('evaluation says where what was learnt cannot be used', async () => {
  mkdirSync(path.dirname(written), { mode: 0o700 });
  writeFileSync(written, '{');
  const { code, errors } = await cli.run('route', 'evaluate', file, '--pair', 'mine,big');
  expect([code, errors]).toEqual([0, expect.stringContaining('is not used')]);
});

test.each([
  [['nowhere.jsonl'], 2, 'There is no file nowhere.jsonl.'],
  [[], 2, 'Name a file'],
  [['FILE', '--reset'], 2, 'takes no file'],
  [['FILE', '--tier', 'mine'], 2, 'expected NAME=TIER'],
  [['FILE', '--tier', 'mine=huge'], 2, 'expected NAME=TIER'],
])('bad usage is an error that says what is wrong (%#)', async (parameters, exitCode, message) => {
  const given = parameters.map((one) => (one === 'FILE' ? file : one));
  const { code, errors } = await cli.run('route', 'train', ...given);
  expect([code, errors]).toEqual([exitCode, expect.stringContaining(message)]);
});

test('a file of other models says what to do', async () => {
  const other = path.join(temporaryFolder(), 'other.jsonl');
  writeFileSync(other, '{"question": "q", "scores": {"theirs": 1}}');
  const { code, errors } = await cli.run('route', 'train', other);
  expect([code, errors]).toEqual([1, expect.stringContaining('--tier NAME=TIER')]);
});
