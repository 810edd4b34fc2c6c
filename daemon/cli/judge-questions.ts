import { existsSync } from 'node:fs';
import type { QuestionJudge } from '../evaluation/question-judge.ts';
import { readScoredQuestions, type ScoredQuestion } from '../evaluation/scored-questions.ts';
import type { QuestionEstimate } from '../router/heads/estimate-question.ts';
import { CommandError, EXIT } from './command-error.ts';
import { readLines } from './read-lines.ts';

/** What a file of outcomes holds, for help texts. */
export const SCORED_ROWS =
  'JSON lines {"question", "scores": {model: 0 to 1}, "cost"?: {model: any unit}}; .gz is read too';

/** Questions that are embedded at once. */
const AT_ONCE = 64;

/** @throws CommandError that says what is wrong with the file, and in which line. */
export async function readScoredFile(file: string): Promise<ScoredQuestion[]> {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, EXIT.usage);
  return orCommandError(() => readScoredQuestions(file, readLines));
}

/** What the heads think of each. */
export async function judgeQuestions<Question extends { question: string }>(
  rows: readonly Question[],
  judge: QuestionJudge,
): Promise<(Question & { estimate: QuestionEstimate })[]> {
  const judged: (Question & { estimate: QuestionEstimate })[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    judged.push(
      ...(await Promise.all(
        some.map(async (row) => ({ ...row, estimate: await judge.judge(row.question) })),
      )),
    );
  }
  return judged;
}

/** What goes wrong is what the user gave, said as it is. */
export async function orCommandError<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}
