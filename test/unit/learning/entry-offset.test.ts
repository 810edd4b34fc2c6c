import { expect, test } from 'vitest';
import { offsetOf, type Observation } from '../../../daemon/learning/entry-offset.ts';
import { sigmoid } from '../../../daemon/lib/log-odds.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const ROUNDING = 1e-9;
const right = (logOdds: number): Observation => ({ logOdds, isRight: true });
const wrong = (logOdds: number): Observation => ({ logOdds, isRight: false });

test('an entry of which nobody said anything is taken as it scores', () => {
  expect(offsetOf([])).toBe(0);
});

test('a wrong answer weighs the more, the surer it had seemed', () => {
  expect(offsetOf([wrong(5)])).toBeGreaterThan(offsetOf([wrong(2)]));
  expect(offsetOf([wrong(4)])).toBeCloseTo(2.95, 1);
});

test('the offset is the top of the posterior', () => {
  const seen = [wrong(4), right(5), right(3), wrong(2)];
  const logPosterior = (offset: number): number =>
    seen.reduce(
      (sum, { logOdds, isRight }) => sum + Math.log(sigmoid((isRight ? 1 : -1) * (logOdds - offset))),
      (-offset * offset) / 8,
    );
  const top = offsetOf(seen);
  expect(logPosterior(top)).toBeGreaterThan(logPosterior(top + 0.01));
  expect(logPosterior(top)).toBeGreaterThan(logPosterior(top - 0.01));
});

test('a wrong answer never makes an entry easier to serve, a right one never harder', () => {
  const random = seededRandom(1);
  for (let time = 0; time < 200; time += 1) {
    const seen = Array.from({ length: Math.floor(random() * 8) }, () => ({
      logOdds: random() * 12 - 4,
      isRight: random() < 0.5,
    }));
    const logOdds = random() * 12 - 4;
    expect(offsetOf([...seen, wrong(logOdds)])).toBeGreaterThanOrEqual(offsetOf(seen) - ROUNDING);
    expect(offsetOf([...seen, right(logOdds)])).toBeLessThanOrEqual(offsetOf(seen) + ROUNDING);
  }
});

test('however often an answer is called right, the trust in it is bounded', () => {
  expect(offsetOf(Array.from({ length: 1_000 }, () => right(0)))).toBeCloseTo(-1, 6);
});

test('right ones make up for a wrong one in the end', () => {
  expect(offsetOf([wrong(2), ...Array.from({ length: 20 }, () => right(2))])).toBeLessThan(0);
});
