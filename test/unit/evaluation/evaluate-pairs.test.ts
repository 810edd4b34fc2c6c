import { expect, test } from 'vitest';
import { reportPairs, type JudgedRow } from '../../../daemon/evaluation/evaluate-pairs.ts';

const row = (label: boolean, score: number, serve: boolean, group?: string): JudgedRow => ({
  ...{ label, judgement: { score, serve } },
  ...(group !== undefined && { test: group }),
});
const OPTIONS = { prevalence: 0.5, maxWrongRate: 0.02 };

test('the budget’s line says what the calibration in place does, weighted to the prevalence', () => {
  const rows = [row(true, 3, true), row(true, 1, false), row(false, 2, true), row(false, 0, false)];
  expect(reportPairs(rows, OPTIONS)).toMatchObject({
    ...{ rows: 4, auc: 0.75 },
    budget: { max_wrong_rate: 0.02, served: 0.5, wrong: 0.5, recall: 0.5 },
    recall: { '0.01': 0.5, '0.02': 0.5, '0.05': 0.5 },
    coverage: { '0.01': 0.25 },
  });
});

test('each group has figures of its own, and one label alone no area', () => {
  const { by_group: groups } = reportPairs([row(true, 1, true, 'b'), row(false, 0, false, 'a')], OPTIONS);
  expect(Object.keys(groups)).toEqual(['a', 'b']);
  expect(groups.b).toMatchObject({ rows: 1, auc: null, budget: { served: 0.5, wrong: 0, recall: 1 } });
});
