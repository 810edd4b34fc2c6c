import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { DaemonParts } from '../../../daemon/cli/cli-context.ts';
import type { JudgedDecision } from '../../../daemon/learning/judged-log.ts';
import { calibrationData } from '../../support/calibration.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { FakeEmbedder } from '../../support/fake-embedder.ts';
import { FakeVerifier } from '../../support/fake-verifier.ts';
import { judgedLog } from '../../support/judged-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SHIFTED = judgedLog({ count: 400, shift: -1.5 });

let verifier: string;
let embedder: string;

beforeEach(() => {
  const folder = temporaryFolder();
  [embedder, verifier] = [path.join(folder, 'embedder'), path.join(folder, 'verifier')];
  for (const [place, described] of [
    [
      embedder,
      { id: 'e', windowTokens: 64, dimension: 4, similarityFloor: 0.9, pooling: 'mean', scripts: 'any' },
    ],
    [verifier, { id: 'v', windowTokens: 64 }],
  ] as const) {
    mkdirSync(place);
    writeFileSync(path.join(place, 'askonce.json'), JSON.stringify(described));
  }
  writeFileSync(path.join(verifier, 'calibration.json'), JSON.stringify(calibrationData()));
});

function cliWith(
  judged: readonly JudgedDecision[],
  {
    matching = { embedder, verifier },
    daemon = {},
    fetch,
  }: {
    matching?: object;
    daemon?: Partial<DaemonParts>;
    fetch?: typeof globalThis.fetch;
  } = {},
): TestCli & { file: string } {
  const cli = testCli({
    daemon: { readJudged: () => Promise.resolve([...judged]), ...daemon },
    ...(fetch && { fetch }),
  });
  const { ASKONCE_CONFIG_FOLDER: config = '', ASKONCE_DATA_FOLDER: data = '' } = cli.context.environment;
  mkdirSync(config);
  writeFileSync(path.join(config, 'config.yaml'), JSON.stringify({ matching }));
  return { ...cli, file: path.join(data, 'calibration.json') };
}

test('a refit that is better is written, and says so', async () => {
  const cli = cliWith(SHIFTED);
  const { code, output } = await cli.run('calibrate');
  expect(code).toBe(0);
  expect(output).toMatch(
    /^Judged answers +400 used, of 80 entries; \d+ wrong, where \d+\.\d were to be expected$/m,
  );
  expect(output).toMatch(/^log loss +0\.\d+ +0\.\d+ +0\.\d+ to 0\.\d+$/m);
  expect(output).toMatch(/^5 % +2\.50 +[3-5]\.\d+ /m);
  expect(output).toContain(
    `Better: on unseen entries the log loss is lower beyond chance. Written to ${cli.file}`,
  );
  expect(JSON.parse(readFileSync(cli.file, 'utf8'))).toMatchObject({
    ...{ refitsShipped: true, madeFrom: '400 judged answers' },
    calibration: { embedder: 'e', verifier: 'v', recalibration: {} },
  });
});

test('a trial writes nothing', async () => {
  const cli = cliWith(SHIFTED);
  expect((await cli.run('calibrate', '--dry-run')).output).toContain('A trial: nothing is changed.');
  expect(existsSync(cli.file)).toBe(false);
});

test.each([
  [judgedLog({ count: 50 }), 'Too few: 50 judged answers, where a refit needs 100. Nothing is changed.'],
  [judgedLog({ count: 400 }), 'Not better beyond chance than what decides now'],
])('what is no better changes nothing, and why is said (%#)', async (judged, words) => {
  const cli = cliWith(judged);
  const { code, output } = await cli.run('calibrate');
  expect([code, output]).toEqual([0, expect.stringContaining(words)]);
  expect(existsSync(cli.file)).toBe(false);
});

test('what people said is left out, and how to count it is said', async () => {
  const people = SHIFTED.map((one) => ({ ...one, from: 'person' as const }));
  const cli = cliWith(people);
  const { output } = await cli.run('calibrate');
  expect(output).toMatch(/^Left out +400 said by people$/m);
  expect(output).toContain('askonce calibrate --with-people');
  expect((await cli.run('calibrate', '--with-people')).output).toContain('Better');
});

test('--json prints the figures, and --reset goes back', async () => {
  const cli = cliWith(SHIFTED);
  const { output } = await cli.run('calibrate', '--json');
  expect(JSON.parse(output)).toMatchObject({
    ...{ used: 400, entries: 80, left_out: {}, is_better: true, written: cli.file },
    ...{ calibration: 'the one that ships', budgets: [{ max_wrong_rate: 0.01 }, {}, {}] },
  });
  expect((await cli.run('calibrate', '--reset')).output).toContain('Your own calibration is removed');
  expect(existsSync(cli.file)).toBe(false);
  expect((await cli.run('calibrate', '--reset')).output).toContain('There is no calibration of your own');
});

test.each([['--dry-run'], ['--json'], ['pairs.jsonl']])(
  '--reset with %s is refused, and nothing is removed',
  async (other) => {
    const cli = cliWith(SHIFTED);
    await cli.run('calibrate');
    expect((await cli.run('calibrate', '--reset', other)).code).toBe(2);
    expect(existsSync(cli.file)).toBe(true);
  },
);

test('a running daemon tells what was judged, and takes the calibration up at once', async () => {
  const calls: string[] = [];
  const cli = cliWith([], {
    daemon: { findHolder: () => Promise.resolve({ pid: 1, port: 9 }) },
    fetch: (url, init) => {
      calls.push(`${init?.method ?? 'GET'} ${new URL(url).pathname}`);
      const judgements = SHIFTED;
      return Promise.resolve(Response.json({ judgements, ownCalibration: 'your own' }));
    },
  });
  mkdirSync(path.dirname(cli.file), { mode: 0o700 });
  const { errors, output } = await cli.run('calibrate');
  expect([errors, output]).toEqual(['', expect.stringContaining('Written to')]);
  expect(calls).toEqual(['GET /askonce/judgements', 'POST /askonce/calibration']);
});

test('judged pairs calibrate models that none was made for', async () => {
  writeFileSync(
    path.join(verifier, 'calibration.json'),
    JSON.stringify(calibrationData({ verifier: 'old' })),
  );
  const pairs = Array.from({ length: 400 }, (_, index) => {
    const name = String(index).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
    return { a: `describe thing${name}`, b: `explain thing${name}`, label: index % 2 };
  });
  const file = path.join(temporaryFolder(), 'pairs.jsonl');
  writeFileSync(file, pairs.map((pair) => JSON.stringify(pair)).join('\n'));
  const model = new FakeVerifier();
  const labels = new Map(pairs.map(({ a, label }) => [a, label]));
  model.verify = ({ asked }) => Promise.resolve({ kind: 'logit', logit: labels.get(asked) ? 6 : -6 });
  let isClosed = false;
  const close = () => {
    isClosed = true;
    return Promise.resolve();
  };
  const cli = cliWith([], {
    daemon: { openModels: () => Promise.resolve({ embedder: new FakeEmbedder(), verifier: model, close }) },
  });
  const { code, output } = await cli.run('calibrate', file);
  expect([code, output]).toEqual([0, expect.stringContaining('The first one for these models. Written to')]);
  expect(output).toMatch(/^5 % +-?\d+\.\d+ +3\d(\.\d)? % +0 % +100 %$/m);
  expect(JSON.parse(readFileSync(cli.file, 'utf8'))).toMatchObject({
    ...{ refitsShipped: false, madeFrom: '400 judged pairs', calibration: { embedder: 'e', verifier: 'v' } },
  });
  expect(isClosed).toBe(true);
});

test('without a verifying model there is nothing to calibrate', async () => {
  const { code, errors } = await cliWith([], { matching: { verifier: 'none' } }).run('calibrate');
  expect([code, errors]).toEqual([1, expect.stringContaining('matching.verifier: none')]);
});

test('models without a calibration need pairs', async () => {
  writeFileSync(
    path.join(verifier, 'calibration.json'),
    JSON.stringify(calibrationData({ verifier: 'old' })),
  );
  const { code, errors } = await cliWith(SHIFTED).run('calibrate');
  expect([code, errors]).toEqual([1, expect.stringContaining('askonce calibrate PAIRS')]);
});

test('a log of questions is no file of pairs', async () => {
  const file = path.join(temporaryFolder(), 'log.jsonl');
  writeFileSync(file, '{"text": "a", "answer_id": "1"}');
  const { code, errors } = await cliWith([]).run('calibrate', file);
  expect([code, errors]).toEqual([1, expect.stringContaining('is a log of questions')]);
});

test.each([
  [['--with-people', 'pairs.jsonl'], 'it takes no file'],
  [['--prevalence', '0.2'], 'name their file'],
])('an option that would be ignored is a fault: %o', async (parameters, said) => {
  const { code, errors } = await testCli().run('calibrate', ...parameters);
  expect(code).toBe(2);
  expect(errors).toContain(said);
});
