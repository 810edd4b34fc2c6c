import { describe, expect, test } from 'vitest';
import { Calibration } from '../../../../daemon/cache/matching/calibration.ts';
import { fitCalibration, type JudgedPair } from '../../../../daemon/cache/matching/fit-calibration.ts';
import { sigmoid } from '../../../../daemon/lib/log-odds.ts';
import { FEATURE_NAMES } from '../../../../daemon/cache/matching/pair-evidence.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const OPTIONS = {
  models: { embedder: 'e', verifier: 'v' },
  familiarity: { bias: 0, weights: [] },
  prevalence: 0.37,
};

/** Pairs whose truth depends on the first feature alone; `sharpness` says how much. */
function world(count: number, { sharpness = 8, source = 'one', seed = 3 } = {}): JudgedPair[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const features = FEATURE_NAMES.map(() => random() * 2 - 1);
    return {
      ...{ features, group: `${source}-${index}`, source, isRuledOut: false },
      label: random() < sigmoid(sharpness * features[0]!),
    };
  });
}

const servedWrong = (calibration: Calibration, pairs: JudgedPair[], maxWrongRate: number) => {
  const cut = calibration.cutFor(maxWrongRate);
  const served = pairs.filter(({ features }) => calibration.scoreOf(features) >= cut);
  return { served: served.length, wrong: served.filter(({ label }) => !label).length / served.length };
};

describe('a fitted calibration', () => {
  const calibration = new Calibration(fitCalibration(world(8_000), OPTIONS));
  const unseen = world(8_000, { seed: 4 });

  test.each([0.02, 0.05, 0.1])('keeps a budget of %s on pairs that it has not seen', (budget) => {
    const { served, wrong } = servedWrong(calibration, unseen, budget);
    expect(served).toBeGreaterThan(300);
    // Reusable pairs are half of this world and .37 of what the budget is about.
    expect(wrong).toBeLessThan(budget);
  });

  test('serves more under a wider budget', () => {
    expect(calibration.cutFor(0.05)).toBeLessThan(calibration.cutFor(0.02));
  });

  test('serves nothing under a budget stricter than any that was shown to hold', () => {
    expect(calibration.cutFor(0)).toBe(Infinity);
  });

  test('promises more, the higher the score, and never certainty', () => {
    const promised = [-6, -2, 0, 2, 6].map((score) => calibration.probabilityAt(score));
    expect([...promised].sort((a, b) => a - b)).toEqual(promised);
    expect(promised.at(-1)).toBeLessThan(1);
  });
});

test('a budget must hold in each source alone, or next to nothing of that source is served', () => {
  const clean = world(2_000);
  const noisy = world(2_000, { sharpness: 2, source: 'noisy', seed: 5 });
  const cutOf = (pairs: JudgedPair[]) => new Calibration(fitCalibration(pairs, OPTIONS)).cutFor(0.1);
  const mixed = new Calibration(fitCalibration([...clean, ...noisy], OPTIONS));
  const { served, wrong } = servedWrong(mixed, noisy, 0.1);
  expect(wrong < 0.12 || served < 0.01 * noisy.length).toBe(true);
  expect(cutOf(clean)).toBeLessThan(Infinity);
});

test('no cut is about pairs that are never served anyway', () => {
  const withVeto = (pairs: JudgedPair[], veto: 0 | 1): JudgedPair[] =>
    pairs.map(({ features, ...pair }) => ({
      ...pair,
      features: features.map((value, index) => (FEATURE_NAMES[index] === 'vetoed' ? veto : value)),
      ...(veto === 1 && { label: false, isRuledOut: true }),
    }));
  const free = withVeto(world(2_000), 0);
  const vetoed = withVeto(world(500, { sharpness: 8, seed: 6 }), 1);
  expect(fitCalibration([...free, ...vetoed], OPTIONS).cuts.length).toBeGreaterThan(0);
});

test('a calibration of other features is refused', () => {
  const data = fitCalibration(world(200), OPTIONS);
  expect(() => new Calibration({ ...data, features: ['logit'] })).toThrow(/fit it again/);
});
