import { expect, test } from 'vitest';
import { expect as expectOf, type ObservedPace } from '../../../../daemon/router/policy/expectations.ts';
import { modelInfo } from '../../../support/model-info.ts';

const PRICE = { inputPerMillion: 1, outputPerMillion: 10 };
const NOTHING: ObservedPace = {
  ...{ firstTokenMs: undefined, perTokenMs: undefined, answerTokens: undefined, failureRate: 0 },
};
const LOAD = { promptTokens: 1_000, answerLimit: 100, stay: undefined };

test('cost is of the prompt and of an answer within its limit', () => {
  const { costUsd } = expectOf(modelInfo({ tier: 'small', price: PRICE }), LOAD, NOTHING);
  expect(costUsd).toBeCloseTo(0.002, 9);
});

test('what was observed takes the place of what is typical', () => {
  const pace = { ...NOTHING, firstTokenMs: { p50: 500 }, perTokenMs: 10, answerTokens: 50 };
  const expected = expectOf(modelInfo({ tier: 'reasoning', price: PRICE }), LOAD, pace);
  expect(expected).toEqual({ costUsd: expect.closeTo(0.0015, 9) as number, seconds: 1, answerTokens: 50 });
});

test('a prompt that the same model has read before costs a quarter', () => {
  const stay = { model: 'known', tokens: 800 };
  const price = { inputPerMillion: 1, outputPerMillion: 0 };
  const [known, other] = ['known', 'other'].map(
    (id) => expectOf(modelInfo({ id, price }), { ...LOAD, stay }, NOTHING).costUsd,
  );
  expect(known).toBeCloseTo(0.0004, 9);
  expect(other).toBeCloseTo(0.001, 9);
});

test('without a stated price no cost is made up', () => {
  expect(expectOf(modelInfo({}), LOAD, NOTHING).costUsd).toBeUndefined();
});
