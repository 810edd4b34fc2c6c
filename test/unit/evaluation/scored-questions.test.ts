import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readLines } from '../../../daemon/cli/read-lines.ts';
import { choosePair, readScoredQuestions } from '../../../daemon/evaluation/scored-questions.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function rowsOf(...rows: unknown[]) {
  const file = path.join(temporaryFolder(), 'rows.jsonl');
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  return readScoredQuestions(file, readLines);
}

test('the cheapest and the dearest model are the pair where costs are given', async () => {
  const rows = await rowsOf({ question: 'q', scores: { a: 0.1, b: 0.9 }, cost: { a: 5, b: 1 } });
  expect(choosePair(rows)).toEqual({ weak: 'b', strong: 'a' });
});

test('otherwise those of the lowest and the highest mean score are', async () => {
  const rows = await rowsOf(
    { question: 'q', scores: { a: 1, b: 0, c: 0.5 }, cost: 3 },
    { question: 'r', scores: { a: 1, b: 0.5, c: 0.5 } },
  );
  expect(choosePair(rows)).toEqual({ weak: 'b', strong: 'a' });
});

test('the first of group, task and category names the group', async () => {
  const rows = await rowsOf({ question: 'q', scores: { a: 1 }, category: 'law', task: 'mmlu' });
  expect(rows).toMatchObject([{ group: 'mmlu' }]);
});

test('a choice needs two models', async () => {
  const rows = await rowsOf({ question: 'q', scores: { a: 1 } });
  expect(() => choosePair(rows)).toThrow('two models');
});

test('a row of another form is named', async () => {
  await expect(rowsOf({ question: 'q', scores: { a: 1 } }, { question: 'q' })).rejects.toThrow(
    /line 2: expected/,
  );
});
