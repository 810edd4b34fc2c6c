import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../daemon/config/config-schema.ts';
import { createMatcher } from '../../daemon/create-matcher.ts';
import { FEATURE_NAMES } from '../../daemon/cache/matching/pair-evidence.ts';
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

function matcherWith(semanticCache: object, calibration: object | null = CALIBRATION) {
  const folder = path.join(temporaryFolder(), 'verifier');
  mkdirSync(folder);
  if (calibration) writeFileSync(path.join(folder, 'calibration.json'), JSON.stringify(calibration));
  const config = configSchema.parse({ semantic_cache: semanticCache, matching: { verifier: folder } });
  const warnings: string[] = [];
  const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
  return { matcher: createMatcher({ config, embedder, verifier, log }), warnings };
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
