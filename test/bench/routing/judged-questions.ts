import { estimateQuestion, type QuestionEstimate } from '../../../daemon/router/heads/estimate-question.ts';
import { classProbabilities } from '../../../daemon/router/heads/linear-softmax.ts';
import { openRoutingHeads, type RoutingHeads } from '../../../daemon/router/heads/routing-heads.ts';
import { mulberry32 } from '../../../daemon/training/mulberry32.ts';
import type { MeasuredQuestion, WrittenQuestion } from '../../../daemon/training/routing/examples.ts';
import { fitHeads, type Seen } from '../../../daemon/training/routing/fit-heads.ts';
import type { SeenQuestions } from '../../../daemon/training/routing/see-questions.ts';

/** A question with what heads think of it that were fitted without it. */
export interface JudgedQuestion extends Seen<MeasuredQuestion> {
  estimate: QuestionEstimate;
  /** Mean score by model among the questions that fitted the heads, weighted by how alike their kind is. */
  expected: Record<string, number>;
  /** Mean scores of its own group there: what a table by category knows. */
  table: Record<string, number> | undefined;
}
export type JudgedWritten = Seen<WrittenQuestion> & { estimate: QuestionEstimate };

export interface Judged {
  measured: JudgedQuestion[];
  written: JudgedWritten[];
}

/** Fits once for each part and judges the part by heads that have not seen it. */
export function judgeParts(
  questions: SeenQuestions,
  partOf: (question: Seen<MeasuredQuestion> | Seen<WrittenQuestion>) => string | undefined,
): Judged {
  const all = [...questions.measured, ...questions.written];
  const parts = [...new Set(all.map(partOf))].filter((part) => part !== undefined);
  const judged: Judged = { measured: [], written: [] };
  for (const part of parts) {
    const [inside, outside] = [
      <Question extends (typeof all)[number]>(some: readonly Question[]) =>
        some.filter((one) => partOf(one) === part),
      <Question extends (typeof all)[number]>(some: readonly Question[]) =>
        some.filter((one) => partOf(one) !== part),
    ];
    const known = outside(questions.measured);
    const heads = headsFor({ ...questions, measured: known, written: outside(questions.written) });
    judged.measured.push(...judgeMeasured(heads, { asked: inside(questions.measured), known }));
    judged.written.push(
      ...inside(questions.written).map((one) => ({ ...one, estimate: estimate(heads, one) })),
    );
  }
  return judged;
}

/** Judges questions by heads that were fitted on others. */
export function judgeMeasured(
  heads: RoutingHeads,
  { asked, known }: { asked: readonly Seen<MeasuredQuestion>[]; known: readonly Seen<MeasuredQuestion>[] },
): JudgedQuestion[] {
  const kinds = meansBy(known, ({ kind }) => kind);
  const groups = meansBy(known, ({ group }) => group);
  const sets = meansBy(known, ({ set }) => set);
  return asked.map((one) => {
    const probabilities = classProbabilities(heads.kinds, one.features);
    const expected: Record<string, number> = {};
    for (const model of Object.keys(one.scores)) {
      let [sum, weight] = [0, 1e-9];
      heads.kinds.classes.forEach((kind, index) => {
        const mean = kinds.get(kind)?.[model];
        if (mean === undefined) return;
        sum += (probabilities[index] ?? 0) * mean;
        weight += probabilities[index] ?? 0;
      });
      expected[model] = sum / weight;
    }
    return {
      ...one,
      estimate: estimate(heads, one),
      expected,
      table: groups.get(one.group) ?? sets.get(one.set),
    };
  });
}

export function headsFor(questions: SeenQuestions): RoutingHeads {
  return openRoutingHeads(fitHeads({ ...questions, random: mulberry32(1) }));
}

function estimate(
  heads: RoutingHeads,
  { text, vector }: { text: string; vector: Float32Array | undefined },
): QuestionEstimate {
  return estimateQuestion(heads, text, vector);
}

function meansBy(
  questions: readonly MeasuredQuestion[],
  keyOf: (question: MeasuredQuestion) => string,
): Map<string, Record<string, number>> {
  const sums = new Map<string, Map<string, { sum: number; count: number }>>();
  for (const question of questions) {
    const models = sums.get(keyOf(question)) ?? new Map<string, { sum: number; count: number }>();
    for (const [model, score] of Object.entries(question.scores)) {
      const { sum, count } = models.get(model) ?? { sum: 0, count: 0 };
      models.set(model, { sum: sum + score, count: count + 1 });
    }
    sums.set(keyOf(question), models);
  }
  return new Map(
    Array.from(sums, ([key, models]) => [
      key,
      Object.fromEntries(Array.from(models, ([model, { sum, count }]) => [model, sum / count])),
    ]),
  );
}
