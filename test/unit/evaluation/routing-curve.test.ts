import { expect, test } from 'vitest';
import {
  apgrGainInterval,
  apgrInterval,
  curveFigures,
  oracleRank,
} from '../../../daemon/evaluation/routing-curve.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';

/** Four questions; the strong model gains on two and loses on none. */
const FOUR = [
  { rank: 4, weak: 0, strong: 1 },
  { rank: 3, weak: 1, strong: 1 },
  { rank: 2, weak: 0, strong: 1 },
  { rank: 1, weak: 0, strong: 0 },
];

test('the gain is summed over the shares of strong calls', () => {
  // PGR is 0, 1/2, 1/2, 1, 1 after 0 to 4 strong calls: the area is (1/4 + 1/2 + 3/4 + 1) / 4.
  expect(curveFigures(FOUR)).toEqual({ apgr: 0.625, cpt50: 25, cpt80: expect.closeTo(65, 9) as number });
});

test('questions of one rank are in no order', () => {
  const equal = FOUR.map((question) => ({ ...question, rank: 0 }));
  expect(curveFigures(equal)).toEqual({ apgr: 0.5, cpt50: 50, cpt80: expect.closeTo(80, 9) as number });
});

test('knowing the outcomes can gain more than the strong model has', () => {
  const rows = [
    { weak: 0, strong: 1 },
    { weak: 0, strong: 1 },
    { weak: 1, strong: 0 },
  ].map((row) => ({ ...row, rank: oracleRank(row) }));
  // PGR is 0, 1, 2, 1 with a third of the calls between.
  expect(curveFigures(rows).apgr).toBeCloseTo((0.5 + 1.5 + 1.5) / 3, 9);
  expect(curveFigures(rows).cpt50).toBeCloseTo(100 / 6, 9);
});

test('there is no figure where the strong model gains nothing', () => {
  expect(curveFigures([{ rank: 1, weak: 1, strong: 0 }])).toEqual({
    ...{ apgr: undefined, cpt50: undefined, cpt80: undefined },
  });
});

test('the interval holds the figure and shrinks with more questions', () => {
  const drawn = (copies: number): [number, number] => {
    const many = Array.from({ length: copies }, (_, copy) =>
      FOUR.map((question) => ({ ...question, rank: question.rank + copy / (2 * copies) })),
    ).flat();
    return apgrInterval(many, { times: 200, random: seededRandom(1) }) ?? [0, 0];
  };
  const [few, many] = [drawn(10), drawn(100)];
  expect(many[0]).toBeLessThan(0.625);
  expect(many[1]).toBeGreaterThan(0.625);
  expect(many[1] - many[0]).toBeLessThan(few[1] - few[0]);
});

test('how much better another order is is told on the same drawn questions', () => {
  const many = Array.from({ length: 50 }, () => FOUR).flat();
  const reversed = many.map((question) => ({ ...question, rank: -question.rank }));
  const [low, high] = apgrGainInterval([reversed, many], { times: 200, random: seededRandom(1) }) ?? [0, 0];
  expect([low, high].every((gain) => gain > 0.1 && gain < 0.4)).toBe(true);
  const same = apgrGainInterval([many, many], { times: 200, random: seededRandom(1) });
  expect(same).toEqual([0, 0]);
});
