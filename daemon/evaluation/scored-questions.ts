import { z } from 'zod';
import { parseFile, readRows, type SplitLines } from './file-lines.ts';

const amount = z.number().min(0);
const text = z.string().min(1);

/** One line of a file of questions with how well models answered them. */
const scoredQuestionSchema = z
  .looseObject({
    question: text,
    /** By model, in [0, 1]. */
    scores: z.record(z.string(), z.number().min(0).max(1)),
    /** By model, in any one unit; or of the whole row, which tells no model from another. */
    cost: z.union([z.record(z.string(), amount), amount]).optional(),
    /** Figures are given for each of these, too; the first that is there counts. */
    group: text.optional(),
    task: text.optional(),
    category: text.optional(),
  })
  .transform(({ question, scores, cost, group, task, category }) => ({
    ...{ question, scores, cost: typeof cost === 'object' ? cost : undefined },
    group: group ?? task ?? category,
  }));
export type ScoredQuestion = z.output<typeof scoredQuestionSchema>;

/** The two models between which is chosen. */
export interface ModelPair {
  weak: string;
  strong: string;
}

/** @throws Error that names the line and says what was expected. */
export async function readScoredQuestions(file: string, splitLines: SplitLines): Promise<ScoredQuestion[]> {
  const looks = '{"question": ..., "scores": {"MODEL": 0 to 1, ...}}';
  return readRows(await parseFile(file, splitLines), { schema: scoredQuestionSchema, looks });
}

/**
 * The cheapest and the dearest model by mean cost where costs are given, else those with the lowest and the highest mean
 * score. @throws Error where there are not two models.
 */
export function choosePair(rows: readonly ScoredQuestion[]): ModelPair {
  const costs = meansOf(rows.map(({ cost }) => cost ?? {}));
  const ordered = [...(costs.size >= 2 ? costs : meansOf(rows.map(({ scores }) => scores)))].sort(
    ([, a], [, b]) => a - b,
  );
  const [weak, strong] = [ordered[0]?.[0], ordered.at(-1)?.[0]];
  if (weak === undefined || strong === undefined || weak === strong) {
    throw new Error('A choice needs scores of two models at least.');
  }
  return { weak, strong };
}

function meansOf(records: readonly Readonly<Record<string, number>>[]): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const [model, value] of records.flatMap((record) => Object.entries(record))) {
    const { sum, count } = sums.get(model) ?? { sum: 0, count: 0 };
    sums.set(model, { sum: sum + value, count: count + 1 });
  }
  return new Map(Array.from(sums, ([model, { sum, count }]) => [model, sum / count]));
}
