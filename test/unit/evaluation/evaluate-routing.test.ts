import { expect, test } from 'vitest';
import { calibrationError, reportRouting } from '../../../daemon/evaluation/evaluate-routing.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';

function row(gap: number, weak: number, strong: number, group: string) {
  return {
    ...{
      question: 'x'.repeat(10 + gap * 10),
      scores: { small: weak, large: strong },
      cost: undefined,
      group,
    },
    estimate: { right: { small: 0.4, medium: 0.4, large: 0.4 + gap, reasoning: 0.9 }, isFamiliar: gap > 0.1 },
  };
}
const ROWS = [row(0.4, 0, 1, 'a'), row(0.3, 1, 1, 'a'), row(0.2, 0, 1, 'b'), row(0.1, 0, 0, 'b')];
const PAIR = { weak: 'small', strong: 'large' };

test('the predicted gap ranks, beside chance, length and the oracle', () => {
  expect(reportRouting(ROWS, PAIR, seededRandom(1))).toMatchObject({
    ...{ rows: 4, apgr: 0.625, cpt50: 25, weak: 0.25, strong: 0.75, unfamiliar: 0.25, left_out: 0 },
    baselines: { random: 0.5, length: 0.625, oracle: 0.75 },
    by_group: { a: { rows: 2, apgr: 0.75 }, b: { rows: 2 } },
  });
});

test('a row without a score of both is left out and counted', () => {
  const other = { ...row(0.1, 0, 1, 'a'), scores: { small: 1 } };
  expect(reportRouting([...ROWS, other], PAIR, seededRandom(1))).toMatchObject({ rows: 4, left_out: 1 });
});

test('the calibration error is the excess of what was said, bin by bin', () => {
  const cases = [
    ...[0, 1].map((was) => ({ said: 0.55, was })),
    ...[1, 1].map((was) => ({ said: 0.85, was })),
  ];
  expect(calibrationError(cases)).toBeCloseTo((0.1 + 0.3) / 4, 9);
});
