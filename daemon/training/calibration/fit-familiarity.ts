import type { CalibrationData } from '../../cache/matching/calibration.ts';
import { fitLogistic } from '../../cache/matching/logistic.ts';
import { normaliseQuestion } from '../../cache/normalise.ts';
import type { Embedder } from '../../embedding/embedder.ts';

/** Keeps the weights small: 384 of them, some thousand questions of each kind. */
const PENALTY = 1;
/** Questions that are embedded at once: enough to fill batches. */
const AT_ONCE = 64;

/**
 * Tells, by their vectors, questions of the kinds that the labels speak for (written for one answer or another) from
 * those whose labels are a site's own habits. Both kinds count alike.
 */
export async function fitFamiliarity(
  familiar: readonly string[],
  others: readonly string[],
  embedder: Pick<Embedder, 'embed'>,
): Promise<CalibrationData['familiarity']> {
  const kinds = [
    { label: true, vectors: await embedAll(familiar, embedder) },
    { label: false, vectors: await embedAll(others, embedder) },
  ];
  const half = kinds.reduce((sum, { vectors }) => sum + vectors.length, 0) / 2;
  const cases = kinds.flatMap(({ label, vectors }) =>
    vectors.map((vector) => ({ features: [...vector], label, weight: half / vectors.length })),
  );
  const { bias, weights } = fitLogistic(cases, PENALTY);
  return { bias: rounded(bias), weights: weights.map(rounded) };
}

async function embedAll(
  questions: readonly string[],
  embedder: Pick<Embedder, 'embed'>,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let from = 0; from < questions.length; from += AT_ONCE) {
    const some = questions.slice(from, from + AT_ONCE);
    const outcomes = await Promise.all(some.map((question) => embedder.embed(normaliseQuestion(question))));
    vectors.push(...outcomes.flatMap((outcome) => (outcome.kind === 'vector' ? [outcome.vector] : [])));
  }
  return vectors;
}

/** A thousandth of log-odds decides nothing. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
