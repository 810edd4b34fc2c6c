import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { PairJudge } from '../../../daemon/evaluation/pair-judge.ts';
import type { OpenStreamReplayer, ReplayOptions } from '../../../daemon/evaluation/stream-replayer.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let file: string;
let cli: TestCli;
let isClosed: boolean;

/** The longer a question is, the surer it is of it; serves from five letters on. */
const judge: PairJudge = {
  judge: (a) =>
    Promise.resolve({
      ...{ score: a.length, serve: a.length >= 5, similarity: 1, probability: 1 },
      ...{ agreed: [], against: [] },
    }),
  close: () => {
    isClosed = true;
    return Promise.resolve();
  },
};

/** Serves all but the first question, the second wrongly. */
const replayer: OpenStreamReplayer = {
  isVerified: true,
  replay: (rows, options) => {
    replays.push(options);
    const replayed = rows.map((_row, index) => ({
      ...(index === 0 ? { outcome: 'miss' as const } : { outcome: 'hit-semantic' as const }),
      isWrong: index === 1,
    }));
    return Promise.resolve({
      rows: replayed,
      stored: 1,
      notStored: { secret: 3, volatile: 7 },
      notLookedUp: {},
    });
  },
  close: () => {
    isClosed = true;
    return Promise.resolve();
  },
};
let replays: ReplayOptions[];

beforeEach(() => {
  isClosed = false;
  replays = [];
  file = path.join(temporaryFolder(), 'pairs.jsonl');
  cli = testCli({
    daemon: {
      openPairJudge: () => Promise.resolve(judge),
      openStreamReplayer: () => Promise.resolve(replayer),
    },
  });
  const rows = [
    { a: 'aaaaaa', b: 'b', label: 1, test: 'near' },
    { a: 'aaaa', b: 'b', label: 1, test: 'far' },
    { a: 'aaaaa', b: 'b', label: 0, test: 'near' },
    { a: 'aa', b: 'b', label: 0, test: 'far' },
  ];
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
});

test('prints a line for all pairs and one for each group, and lets the models go', async () => {
  const { code, output } = await cli.run('evaluate', file);
  expect(code).toBe(0);
  expect(output).toMatch(/^all +4 +0.750 +50.0 %/m);
  expect(output).toMatch(/^far +2 +1.000 +100.0 %/m);
  expect(isClosed).toBe(true);
});

test('prints the same as JSON', async () => {
  const { output } = await cli.run('evaluate', file, '--json', '--prevalence', '0.5');
  expect(JSON.parse(output)).toMatchObject({
    ...{ rows: 4, auc: 0.75, recall: { '0.01': 0.5, '0.02': 0.5, '0.05': 0.5 } },
    budget: { max_wrong_rate: 0.05, served: 0.5, wrong: 0.5, recall: 0.5 },
    by_group: { near: { rows: 2 }, far: { rows: 2 } },
  });
});

test.each([
  [['nowhere.jsonl'], 2, 'There is no file nowhere.jsonl.'],
  [['FILE', '--prevalence', '1.5'], 2, 'between 0 and 1'],
])('bad input is an error that says what is wrong (%#)', async (parameters, exitCode, message) => {
  const { code, errors } = await cli.run(
    'evaluate',
    ...parameters.map((one) => (one === 'FILE' ? file : one)),
  );
  expect([code, errors]).toEqual([exitCode, expect.stringContaining(message)]);
});

test('a line that is no pair is named', async () => {
  writeFileSync(file, '{"a":"x"}');
  const { code, errors } = await cli.run('evaluate', file);
  expect([code, errors]).toEqual([1, expect.stringContaining('line 1: expected')]);
});

test.each(['pairs', 'pairs.gz'])('a folder called %s is named as what cannot be read', async (name) => {
  const folder = path.join(temporaryFolder(), name);
  mkdirSync(folder);
  const { code, errors } = await cli.run('evaluate', folder);
  expect([code, errors]).toEqual([1, expect.stringContaining(`${folder} cannot be read: `)]);
});

/** A log of five questions in place of the pairs. */
function writeLog(): void {
  const rows = Array.from({ length: 5 }, (_, index) => ({ text: `question ${index}`, answer_id: 'one' }));
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
}

test('a log is replayed, and the models are let go', async () => {
  writeLog();
  const { code, output } = await cli.run('evaluate', file);
  expect(code).toBe(0);
  expect(output).toContain('4, 80.0 % (the same question 0.0 %, an equivalent one 80.0 %)');
  expect(output).toMatch(/^Of them wrong +1, 25.0 % \(4.6 % to 69.9 %\)$/m);
  expect(output).toMatch(/^Not stored +volatile 7, secret 3$/m);
  expect(output).toMatch(/^Up to question +served/m);
  expect(output).toMatch(/^5.0 % +4 +80.0 %/m);
  expect(output).toMatch(/^0.92 +4 +80.0 %/m);
  expect(isClosed).toBe(true);
});

test('a log’s figures are printed as JSON, too, and without the gate where that is asked', async () => {
  writeLog();
  const { output } = await cli.run('evaluate', file, '--json', '--no-gate');
  expect(JSON.parse(output)).toMatchObject({
    ...{
      rows: 5,
      gate: false,
      served: 4,
      hit_rate: 0.8,
      wrong: 1,
      wrong_hit_rate: 0.25,
      max_wrong_rate: 0.05,
    },
    not_stored: { volatile: 7, secret: 3 },
  });
  expect(replays.every(({ isGated }) => !isGated)).toBe(true);
});
