import { expect, test } from 'vitest';
import { Calibration, type CalibrationData } from '../../../daemon/cache/matching/calibration.ts';
import { calibrateOnPairs } from '../../../daemon/calibrating/calibrate-pairs.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';
import { calibrationData } from '../../support/calibration.ts';
import { FakeEmbedder } from '../../support/fake-embedder.ts';
import { FakeVerifier } from '../../support/fake-verifier.ts';

interface Pair {
  a: string;
  b: string;
  label: boolean;
}

/** Pairs of words that no rule sees anything in; every other one has one answer. */
function pairsOf(count: number, name = (index: number): string => `thing${letters(index)}`): Pair[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ a: `describe ${name(index)}`, b: `explain ${name(index)}` },
    label: index % 2 === 0,
  }));
}

function letters(index: number): string {
  return String(index).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
}

/** Surer of pairs with one answer, and mistaken about one in eighty. */
class KnowingVerifier extends FakeVerifier {
  constructor(readonly pairs: readonly Pair[]) {
    super();
  }

  override verify(pair: { asked: string; stored: string }) {
    const index = this.pairs.findIndex(({ a }) => a === pair.asked);
    const isRight = (this.pairs[index]?.label ?? false) !== (index % 80 === 7);
    this.logit = (isRight ? 5 : -5) + (index % 7) / 4;
    return super.verify(pair);
  }
}

function calibrate(pairs: readonly Pair[], inForce?: CalibrationData) {
  return calibrateOnPairs(pairs, {
    models: { embedder: new FakeEmbedder(), verifier: new KnowingVerifier(pairs) },
    ids: { embedder: 'fake-embedder', verifier: 'fake-verifier' },
    ...{ inForce, prevalence: 0.37, maxWrongRate: 0.1, random: seededRandom(1) },
  });
}

test('a calibration of the user’s own is for the models named in it, and keeps the budgets that it could show', async () => {
  const { report, fitted } = await calibrate(pairsOf(1_000));
  expect(fitted).toMatchObject({ embedder: 'fake-embedder', verifier: 'fake-verifier' });
  expect(report).toMatchObject({ used: 1_000, reusable: 500, groups: 1_000, holds: true, is_better: true });
  expect(report.comparison).toBeUndefined();
  expect(report.budgets.find(({ max_wrong_rate: rate }) => rate === 0.01)?.score).toBeNull();
  const { auc, budgets, pairs } = report.kept_apart;
  expect(pairs).toBe(200);
  expect(auc).toBeGreaterThan(0.9);
  const kept = budgets.find(({ max_wrong_rate: rate }) => rate === 0.1);
  expect(kept?.recall).toBeGreaterThan(0.9);
  expect(kept?.wrong).toBeLessThan(0.1);
});

test('a question is neither familiar nor strange to it', async () => {
  const { fitted } = await calibrate(pairsOf(400));
  expect(new Calibration(fitted).familiarityOf(new Float32Array([1, 0, 0, 0]))).toBe(0);
});

test('beside a calibration in force it must be better on the pairs kept apart', async () => {
  const ids = { embedder: 'fake-embedder', verifier: 'fake-verifier' };
  const { fitted } = await calibrate(pairsOf(1_000));
  expect((await calibrate(pairsOf(1_000), fitted)).report.is_better).toBe(false);
  const overconfident = calibrationData({ ...ids, bias: 4 });
  expect((await calibrate(pairsOf(1_000), overconfident)).report).toMatchObject({
    ...{ is_better: true, comparison: { log_loss: { before: expect.any(Number) as number } } },
  });
});

test.each([
  [pairsOf(200), 'Too few: 200 usable pairs, 100 of them with label 1'],
  [pairsOf(400).map((pair, index) => ({ ...pair, label: index < 50 })), '100 of each label'],
  [pairsOf(400).map((pair) => ({ ...pair, b: pair.a })), 'Too few: 0 usable pairs'],
  [pairsOf(400).map((pair, index) => ({ ...pair, b: `explain ${index % 5}` })), '5 groups of connected'],
])('too few pairs are an error that says how many it takes (%#)', async (pairs, words) => {
  await expect(calibrate(pairs)).rejects.toThrow(words);
});
