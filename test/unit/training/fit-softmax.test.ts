import { expect, test } from 'vitest';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';
import { classProbabilities, openSoftmax } from '../../../daemon/router/heads/linear-softmax.ts';
import { fitSoftmax, storeSoftmax } from '../../../daemon/training/routing/fit-softmax.ts';

const features = (...values: number[]) => ({
  indices: Int32Array.from(values.keys()),
  values: Float32Array.from(values),
});
const CASES = [
  { features: features(1, 0, 1), label: 0, weight: 1 },
  { features: features(0, 1, 1), label: 1, weight: 1 },
];

test('it learns what tells the classes apart, and keeps it in whole numbers', () => {
  const training = {
    classes: ['a', 'b'],
    features: 3,
    epochs: 60,
    rate: 0.5,
    penalty: 0,
    random: seededRandom(1),
  };
  const model = fitSoftmax(CASES, training);
  const stored = openSoftmax(storeSoftmax(model), 3);
  for (const opened of [model, stored]) {
    expect(classProbabilities(opened, features(1, 0, 1))[0]).toBeGreaterThan(0.9);
    expect(classProbabilities(opened, features(0, 1, 1))[1]).toBeGreaterThan(0.9);
  }
});

test('a class that is frequent is likely where nothing else is known', () => {
  const cases = [0, 0, 0, 1].map((label) => ({ features: features(1), label, weight: 1 }));
  const training = {
    classes: ['a', 'b'],
    features: 1,
    epochs: 200,
    rate: 0.5,
    penalty: 0,
    random: seededRandom(1),
  };
  const [often] = classProbabilities(fitSoftmax(cases, training), features(1));
  expect(often).toBeCloseTo(0.75, 1);
});

test('a penalty holds back what was seen seldom more than what was seen often', () => {
  const often = Array.from({ length: 30 }, (_, index) => ({
    features: features(index % 2, 1 - (index % 2), 0),
    label: index % 2,
    weight: 1,
  }));
  const seldom = { features: features(0, 0, 1), label: 0, weight: 1 };
  const model = fitSoftmax([...often, seldom], {
    classes: ['a', 'b'],
    features: 3,
    epochs: 60,
    rate: 0.5,
    penalty: 3,
    random: seededRandom(1),
  });
  const likely = (...values: number[]) => Math.max(...classProbabilities(model, features(...values)));
  expect(likely(1, 0, 0)).toBeGreaterThan(0.8);
  expect(likely(0, 0, 1)).toBeLessThan(0.7);
});
