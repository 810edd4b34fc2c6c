import { expect, test } from 'vitest';
import { fitSparseSoftmax, type SparseCase } from '../../../daemon/training/bound/sparse-softmax.ts';
import { seededRandom } from '../../support/seeded-random.ts';

function cases(features: string[], label: number, count: number): SparseCase[] {
  return Array.from({ length: count }, () => ({ features, label, weight: 1 }));
}

const TRAINING = { classes: 3, epochs: 20, rate: 0.2, penalty: 1e-4, random: seededRandom(1) };

test('a feature speaks for the class that it goes with and against the others', () => {
  const { weights } = fitSparseSoftmax(
    [...cases(['down'], 1, 30), ...cases(['near'], 2, 30), ...cases(['how'], 0, 30)],
    TRAINING,
  );
  const [time = 0, place = 0] = weights.get('down') ?? [];
  expect(time).toBeGreaterThan(1);
  expect(place).toBeLessThan(0);
  expect(weights.get('how')?.every((weight) => weight < 0)).toBe(true);
});

test('a feature that tells nothing is left out', () => {
  const both = ['a', 'b', 'c'].flatMap((other, index) => cases(['noise', other], index, 40));
  const { weights } = fitSparseSoftmax(both, { ...TRAINING, penalty: 2e-3 });
  expect(Math.max(...(weights.get('noise') ?? [1]).map(Math.abs))).toBeLessThan(0.1);
});
