import { expect, test } from 'vitest';
import { Calibration } from '../../../../daemon/cache/matching/calibration.ts';
import { createCalibratedMatcher, type Verify } from '../../../../daemon/cache/matching/matcher.ts';
import { FEATURE_NAMES } from '../../../../daemon/cache/matching/pair-evidence.ts';

/** The score is the verifier's logit less 3 where the questions are negated against each other. */
const calibrationData = {
  ...{ embedder: 'e', verifier: 'v', features: [...FEATURE_NAMES], bias: 0 },
  familiarity: { bias: 0, weights: [1] },
  weights: FEATURE_NAMES.map((name) => (name === 'logit' ? 4 : name === 'negation' ? -3 : 0)),
  probability: { scores: [-10, 0, 5], values: [0.01, 0.5, 0.99] },
  cuts: [{ maxWrongRate: 0.02, score: 5 }],
};
const calibration = new Calibration(calibrationData);

function matcherWith(logit: number | string, cut = calibration.cutFor(0.02), isExhaustive = false) {
  const asked: { asked: string; stored: string }[] = [];
  const verify: Verify = (pair) => {
    asked.push(pair);
    return Promise.resolve(
      typeof logit === 'number' ? { kind: 'logit', logit } : { kind: 'unavailable', reason: logit },
    );
  };
  return {
    asked,
    matcher: createCalibratedMatcher({ verify, calibration, floor: 0.6, cut, isExhaustive }),
  };
}

const PAIR = {
  asked: 'How do I reset my password?',
  stored: 'How can I reset my password?',
  similarity: 0.97,
};

function sharing(words: string): { quoting: string; plain: string } {
  const count = words.split(', ').length;
  return { quoting: `shared words: ${words}`, plain: `${count} shared word${count === 1 ? '' : 's'}` };
}

test('a pair over the cut is served, with its probability', async () => {
  const { matcher } = matcherWith(6);
  expect(await matcher.judge(PAIR)).toMatchObject({
    ...{ serve: true, score: 6, probability: 0.99 },
    agreed: ['99.0 % sure that one answer serves both', sharing('reset, password')],
  });
});

test('a pair under the cut is not served', async () => {
  const { matcher } = matcherWith(4.9);
  expect(await matcher.judge(PAIR)).toMatchObject({
    serve: false,
    probability: 0.5,
    agreed: [sharing('reset, password')],
    against: ['not sure enough: 50.0 %, where the budget asks for 99.0 %'],
  });
});

test('other numbers forbid it, and the verifier is not asked', async () => {
  const { matcher, asked } = matcherWith(9);
  const pair = { ...PAIR, asked: 'What is new in Python 3.11?', stored: 'What is new in Python 3.12?' };
  expect(await matcher.judge(pair)).toMatchObject({
    serve: false,
    score: -Infinity,
    agreed: [{ quoting: 'the same name: Python', plain: 'the same name' }, sharing('new')],
    against: [{ quoting: 'version 3.11 against 3.12', plain: 'another version' }],
  });
  expect(asked).toEqual([]);
});

test('a negation on one side is evidence among other', async () => {
  const pair = { ...PAIR, asked: 'Which fruits are not sweet?', stored: 'Which fruits are sweet?' };
  expect((await matcherWith(7).matcher.judge(pair)).serve).toBe(false);
  expect(await matcherWith(9).matcher.judge(pair)).toMatchObject({
    serve: true,
    score: 6,
    against: [{ quoting: "'not' on one side only", plain: 'a negation on one side only' }],
  });
});

test('a question unlike those that the calibration was made for weighs less', async () => {
  const doubtful = {
    ...calibrationData,
    weights: FEATURE_NAMES.map((name) => (name === 'familiarity x certainty' ? 1 : 0)),
  };
  const verify: Verify = () => Promise.resolve({ kind: 'logit', logit: 9 });
  const matcher = createCalibratedMatcher({
    ...{ verify, calibration: new Calibration(doubtful), floor: 0.6, cut: -10 },
  });
  const scoreOf = async (vector?: Float32Array) => (await matcher.judge({ ...PAIR, vector })).score;
  expect(await scoreOf(new Float32Array([2]))).toBe(0.5 * (9 / 4));
  expect(await scoreOf(new Float32Array([-9]))).toBe(-9 / 4);
  expect(await scoreOf()).toBe(-9 / 4);
});

test('what is forbidden is scored too where everything is measured, and never served', async () => {
  const verify: Verify = () => Promise.resolve({ kind: 'logit', logit: 9 });
  const matcher = createCalibratedMatcher({
    verify,
    calibration,
    floor: 0.6,
    cut: 0,
    isExhaustive: true,
  });
  const pair = { ...PAIR, asked: 'What is new in Python 3.11?', stored: 'What is new in Python 3.12?' };
  expect(await matcher.judge(pair)).toMatchObject({ serve: false, score: 9 });
});

test('what use has shown of an answer moves it under the cut', async () => {
  const { matcher } = matcherWith(6);
  expect((await matcher.judge({ ...PAIR, penalty: 2 })).serve).toBe(false);
});

test('without a verifier nothing is served', async () => {
  const { matcher } = matcherWith('It still loads.');
  expect(await matcher.judge(PAIR)).toMatchObject({
    ...{ serve: false, isUnverified: true },
    against: ['not verified: It still loads.'],
  });
});

test('the verifier is not asked where no logit would be enough', async () => {
  const { matcher, asked } = matcherWith(9, 20);
  expect(await matcher.judge(PAIR)).toMatchObject({
    ...{ serve: false, against: ['too unlike: the verifying model could not have said enough'] },
  });
  expect(asked).toEqual([]);
});

test('texts too long to compare are not served', async () => {
  const { matcher } = matcherWith(9);
  expect((await matcher.judge({ ...PAIR, stored: 'word '.repeat(1_000) })).against).toEqual([
    'too long to compare',
  ]);
});

test.each([
  ['', false],
  [', measured or not', true],
])('a budget stricter than what was shown to hold serves nothing, and says so%s', async (_what, measures) => {
  const { matcher } = matcherWith(9, calibration.cutFor(0.01), measures);
  expect(await matcher.judge(PAIR)).toMatchObject({
    ...{ serve: false, against: ['no budget as strict as max_wrong_rate was shown to hold'] },
  });
});
