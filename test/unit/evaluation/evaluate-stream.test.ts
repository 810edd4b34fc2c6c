import { expect, test } from 'vitest';
import { evaluateStream } from '../../../daemon/evaluation/evaluate-stream.ts';
import type { ReplayedRow } from '../../../daemon/evaluation/replay-stream.ts';
import type { ReplayOptions, StreamReplayer } from '../../../daemon/evaluation/stream-replayer.ts';

const MISS: ReplayedRow = { outcome: 'miss', isWrong: false };
const RIGHT: ReplayedRow = { outcome: 'hit-semantic', isWrong: false };
const EXACT: ReplayedRow = { outcome: 'hit-exact', isWrong: false };
const WRONG: ReplayedRow = { outcome: 'hit-semantic', isWrong: true };
const LOG = Array.from({ length: 20 }, (_, index) => ({ text: `question ${index}`, answer_id: 'same' }));

/** Serves the last four of twenty, one of them wrongly; records how it was asked. */
class FakeReplayer implements StreamReplayer {
  readonly asked: ReplayOptions[] = [];

  constructor(readonly isVerified: boolean) {}

  replay: StreamReplayer['replay'] = async (_rows, options) => {
    this.asked.push(options);
    const rows = [...Array.from({ length: 16 }, () => MISS), EXACT, RIGHT, WRONG, RIGHT];
    return { rows, stored: 14, notStored: { personal: 2 }, notLookedUp: {} };
  };
}

test('the report says what was served, what of it was wrong, and what was refused', async () => {
  const report = await evaluateStream(LOG, new FakeReplayer(true), { maxWrongRate: 0.02, isGated: true });
  expect(report).toMatchObject({
    ...{
      rows: 20,
      max_wrong_rate: 0.02,
      gate: true,
      served: 4,
      hit_rate: 0.2,
      wrong: 1,
      wrong_hit_rate: 0.25,
    },
    ...{ exact_hit_rate: 0.05, stored: 14, not_stored: { personal: 2 }, not_looked_up: {} },
  });
  expect(report.semantic_hit_rate).toBeCloseTo(0.15, 10);
  expect(report.wrong_hit_interval[0]).toBeLessThan(0.25);
  expect(report.wrong_hit_interval[1]).toBeGreaterThan(0.25);
});

test('the curve goes from the beginning up to each tenth', async () => {
  const { by_tenth: curve } = await evaluateStream(LOG, new FakeReplayer(true), {
    maxWrongRate: 0.02,
    isGated: true,
  });
  expect(curve.map(({ rows }) => rows)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  expect(curve.map(({ served }) => served)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 2, 4]);
  expect(curve[0]).toMatchObject({ wrong_hit_rate: 0, wrong_hit_interval: [0, 1] });
});

test('the log is replayed under other budgets and through cuts on cosine, gated alike', async () => {
  const replayer = new FakeReplayer(true);
  const report = await evaluateStream(LOG, replayer, { maxWrongRate: 0.03, isGated: false });
  expect(report.by_budget.map((row) => row.max_wrong_rate)).toEqual([0.01, 0.02, 0.03, 0.05, 0.1]);
  expect(report.by_cosine[0]).toMatchObject({ threshold: 0.7, served: 4 });
  expect(replayer.asked).toHaveLength(report.by_budget.length + report.by_cosine.length);
  expect(replayer.asked.every(({ isGated }) => !isGated)).toBe(true);
});

test('without a verifier no other budget is tried, since none has an effect', async () => {
  const report = await evaluateStream(LOG, new FakeReplayer(false), { maxWrongRate: 0.02, isGated: true });
  expect(report.by_budget.map((row) => row.max_wrong_rate)).toEqual([0.02]);
});
