import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../daemon/config/config-schema.ts';
import { createMatcher } from '../../daemon/create-matcher.ts';
import { FEATURE_NAMES } from '../../daemon/cache/matching/pair-evidence.ts';
import { writeOwnCalibration, type OwnCalibration } from '../../daemon/calibrating/own-calibration.ts';
import { FakeEmbedder } from '../support/fake-embedder.ts';
import { FakeVerifier } from '../support/fake-verifier.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PAIR = {
  asked: 'How do I reset my password?',
  stored: 'How can I reset my password?',
  similarity: 0.85,
};
const embedder = new FakeEmbedder();
const verifier = new FakeVerifier();
const CALIBRATION = {
  ...{ embedder: embedder.id, verifier: verifier.id, features: FEATURE_NAMES, bias: 0 },
  familiarity: { bias: 0, weights: [] },
  weights: FEATURE_NAMES.map((name) => (name === 'logit' ? 4 : 0)),
  probability: { scores: [0], values: [0.98] },
  cuts: [
    { maxWrongRate: 0.01, score: 5 },
    { maxWrongRate: 0.05, score: 3 },
  ],
};

/** Half as sure of everything: log-odds are 2 less. */
const REFIT: OwnCalibration = {
  ...{ refitsShipped: true, madeFrom: '340 judged answers', at: Date.UTC(2026, 10, 23) },
  calibration: {
    ...CALIBRATION,
    features: [...FEATURE_NAMES],
    recalibration: { intercept: -2, slope: 1, cuts: CALIBRATION.cuts },
  },
};

function matcherWith(
  semanticCache: object,
  calibration: object | null = CALIBRATION,
  own?: Partial<OwnCalibration>,
) {
  const dataFolder = temporaryFolder();
  if (own) writeOwnCalibration(dataFolder, { ...REFIT, ...own });
  const folder = path.join(temporaryFolder(), 'verifier');
  mkdirSync(folder);
  if (calibration) writeFileSync(path.join(folder, 'calibration.json'), JSON.stringify(calibration));
  const config = configSchema.parse({ semantic_cache: semanticCache, matching: { verifier: folder } });
  const warnings: string[] = [];
  const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
  return { matcher: createMatcher({ config, dataFolder, embedder, verifier, log }), warnings };
}

test.each([
  ['strict', false],
  [0.02, false],
  ['eager', true],
])('a budget of %s is kept by the cut of its calibration', async (budget, serves) => {
  const { matcher, warnings } = matcherWith({ max_wrong_rate: budget });
  expect((await matcher.judge(PAIR)).serve).toBe(serves);
  expect(warnings).toEqual([]);
});

test('the configured threshold is the floor under which nothing is verified', () => {
  expect(matcherWith({ similarity_threshold: 0.8 }).matcher.floor).toBe(0.8);
});

test('with a calibration of other models similarity alone decides, and the fault says what to do', async () => {
  const { matcher, warnings } = matcherWith({}, { ...CALIBRATION, embedder: 'another' });
  expect(matcher.floor).toBe(embedder.similarityFloor);
  expect(await matcher.judge({ ...PAIR, similarity: 0.95 })).toMatchObject({ serve: true });
  expect(matcher.fault).toMatch(/made with another.*no effect.*matching\.verifier: none/s);
  expect(warnings).toEqual([matcher.fault]);
});

test.each([
  ['of another version', { ...CALIBRATION, features: ['logit'] }, /another version/],
  ['that is damaged', { weights: [] }, /not as expected/],
  ['that is not there', null, /is not there/],
])(
  'with a calibration %s nothing is served by meaning, and the fault says what to do',
  async (_what, calibration, words) => {
    const { matcher, warnings } = matcherWith({}, calibration);
    expect(await matcher.judge({ ...PAIR, similarity: 0.99 })).toMatchObject({ serve: false });
    expect(matcher.fault).toMatch(words);
    expect(matcher.fault).toMatch(/Only exact repeats.*Restore/s);
    expect(warnings).toEqual([matcher.fault]);
  },
);

test('a verifier that could not be opened serves nothing by meaning, whatever the similarity', async () => {
  const broken = new FakeVerifier();
  broken.whyNot = 'The verifying model is off.';
  const config = configSchema.parse({ matching: { verifier: '/nowhere' } });
  const matcher = createMatcher({ config, embedder, verifier: broken, log: { warn: () => undefined } });
  expect(await matcher.judge({ ...PAIR, similarity: 0.99 })).toMatchObject({
    ...{ serve: false, isUnverified: true, against: ['not verified: the verifying model is off'] },
  });
});

test('the user’s own calibration decides, and says what it was made from', async () => {
  const { matcher, warnings } = matcherWith({}, CALIBRATION, {});
  expect((await matcher.judge(PAIR)).serve).toBe(false);
  expect(matcher.ownCalibration).toBe('your own, of 2026-11-23, from 340 judged answers');
  expect([matcher.fault, warnings]).toEqual([undefined, []]);
});

test('a refit leaves scores as they are recorded, and what is learnt is learnt of the log-odds behind them', async () => {
  const [shipped, own] = [matcherWith({}).matcher, matcherWith({}, CALIBRATION, {}).matcher];
  const { logOdds = 0 } = await own.judge(PAIR);
  expect(logOdds).toBe((await shipped.judge(PAIR)).logOdds);
  expect(own.calibration?.logOddsOf(logOdds)).toBeCloseTo(logOdds - 2);
  expect(own.calibration?.scoreId).toBe(shipped.calibration?.scoreId);
});

test.each([
  ['for other models', { ...REFIT.calibration, verifier: 'another' }, /made with fake-embedder and another/],
  ['of another version', { ...REFIT.calibration, features: ['logit'] }, /another version/],
  ['that refits one which an update replaced', { ...REFIT.calibration, bias: 1 }, /an update has replaced/],
])('an own calibration %s is not used, and the fault says what to do', async (_what, calibration, words) => {
  const { matcher, warnings } = matcherWith({}, CALIBRATION, { calibration });
  expect((await matcher.judge(PAIR)).serve).toBe(true);
  expect(matcher.ownCalibration).toBeUndefined();
  expect(matcher.fault).toMatch(words);
  expect(matcher.fault).toMatch(/The one that ships decides.*askonce calibrate --reset/s);
  expect(warnings).toEqual([matcher.fault]);
});

test('a whole calibration of the user’s own stands in where none came with the verifier', async () => {
  const { recalibration: _refit, ...whole } = REFIT.calibration;
  const { matcher } = matcherWith({}, null, { refitsShipped: false, calibration: whole });
  expect((await matcher.judge(PAIR)).serve).toBe(true);
  expect(matcher.keepsBudget).toBe(true);
});

test('where neither calibration can be used, a broken one serves nothing by meaning', async () => {
  const { matcher } = matcherWith(
    {},
    { ...CALIBRATION, embedder: 'another' },
    { calibration: { ...REFIT.calibration, features: [] } },
  );
  expect(await matcher.judge({ ...PAIR, similarity: 0.99 })).toMatchObject({ serve: false });
});
