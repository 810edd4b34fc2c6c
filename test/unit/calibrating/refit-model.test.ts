import { expect, test } from 'vitest';
import { refitModel, type ModelOutcome } from '../../../daemon/calibrating/refit-model.ts';
import { correctedRight } from '../../../daemon/router/own-models/own-models.ts';
import { kindOutcomes } from '../../support/model-outcomes.ts';

const [FIRST, SECOND] = [Float64Array.of(0, 1, 0), Float64Array.of(0, 0, 1)];

function outcomes(count: number, chances: [number, number]): ModelOutcome[] {
  return kindOutcomes(count, chances).map(({ question, ...one }) => ({
    ...one,
    right: 0.5,
    group: question,
  }));
}

test('what a model is good at, and what not, is learnt by kind of question', () => {
  const refit = refitModel(outcomes(2_000, [0.9, 0.2]));
  expect(correctedRight(0.5, refit, FIRST)).toBeCloseTo(0.9, 1);
  expect(correctedRight(0.5, refit, SECOND)).toBeCloseTo(0.2, 1);
});

test('ten right answers in a row are no certainty', () => {
  const refit = refitModel(outcomes(10, [1, 1]));
  expect(correctedRight(0.5, refit, FIRST)).toBeLessThan(0.85);
});

test('outcomes as the tier promises them change next to nothing', () => {
  const refit = refitModel(outcomes(2_000, [0.5, 0.5]));
  expect(correctedRight(0.5, refit, FIRST)).toBeCloseTo(0.5, 1);
});

test('a score between wrong and right counts in part', () => {
  const half = outcomes(1_000, [1, 1]).map((one) => ({ ...one, score: 0.5, right: 0.8 }));
  expect(correctedRight(0.8, refitModel(half), FIRST)).toBeCloseTo(0.5, 1);
});

test('each outcome is judged once, by a fit that had not seen its question', () => {
  // Twice the same question: were one of the two seen, the other would be known.
  const known = outcomes(100, [0.5, 0.5]).flatMap((one) => [one, { ...one }]);
  const { unseen } = refitModel(known);
  expect(new Set(unseen.map(({ outcome }) => outcome))).toEqual(new Set(known));
  const promises = new Map(unseen.map(({ outcome, promised }) => [outcome, promised]));
  for (let index = 0; index < known.length; index += 2) {
    const [one, other] = [known[index], known[index + 1]];
    expect(one && promises.get(one)).toBe(other && promises.get(other));
  }
});
