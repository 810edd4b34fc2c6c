import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { areaUnderCurve } from '../../daemon/cache/matching/metrics.ts';
import { configSchema } from '../../daemon/config/config-schema.ts';
import { openPairJudge } from '../../daemon/evaluation/pair-judge.ts';
import { packageRoot } from '../../daemon/lib/package-root.ts';

/**
 * 20 rewordings and 20 near misses, written without sight of the code (docs/blind-results.md). What comes out wrong is
 * noted here as it is, not tuned away: by the numbers of the lines that are served.
 */
const CASES = [
  { by: 'the matcher that ships', config: {}, rewordings: [9, 10, 13], nearMisses: [39] },
  { by: 'it within 2 %', config: budget(0.02), rewordings: [13], nearMisses: [39] },
  { by: 'it within 10 %', config: budget(0.1), rewordings: [3, 5, 8, 9, 10, 11, 13, 18], nearMisses: [39] },
  {
    ...{ by: 'similarity and rules alone', config: { matching: { verifier: 'none' } } },
    ...{ rewordings: [9, 13], nearMisses: [39] },
  },
];

const rowSchema = z.object({ base: z.string(), variant: z.string(), same: z.boolean() });
const rows = readFileSync(path.join(packageRoot(), 'test/data/blind-variants.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line, index) => ({ ...rowSchema.parse(JSON.parse(line)), line: index + 1 }));

function budget(rate: number): object {
  return { semantic_cache: { max_wrong_rate: rate } };
}

async function judgeAll(config: object) {
  const judge = await openPairJudge(configSchema.parse(config), undefined, pino({ level: 'silent' }));
  try {
    return await Promise.all(
      rows.map(async (row) => ({ ...row, ...(await judge.judge(row.variant, row.base)) })),
    );
  } finally {
    await judge.close();
  }
}

test.each(CASES)('of 40 questions written blind, $by serves just the known', async (known) => {
  const judged = await judgeAll(known.config);
  const served = (same: boolean): number[] =>
    judged.filter((row) => row.serve && row.same === same).map(({ line }) => line);
  expect([served(true), served(false)]).toEqual([known.rewordings, known.nearMisses]);
});

test('the matcher that ships ranks rewordings before near misses, where cosine does the opposite', async () => {
  const judged = await judgeAll({});
  const auc = (scoreOf: (row: (typeof judged)[number]) => number): number | undefined =>
    areaUnderCurve(judged.map((row) => ({ label: row.same, score: scoreOf(row) })));
  expect(auc(({ score }) => score)).toBeCloseTo(0.9, 1);
  expect(auc(({ similarity }) => similarity ?? 0)).toBeCloseTo(0.3, 1);
});
