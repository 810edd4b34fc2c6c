import { readQuestion } from '../cache/contradictions/question-facts.ts';
import { CALIBRATED_FLOOR } from '../cache/matching/calibration.ts';
import { readEvidence, type PairEvidence } from '../cache/matching/pair-evidence.ts';
import { normaliseQuestion } from '../cache/normalise.ts';
import type { Embedder } from '../embedding/embedder.ts';
import { innerProduct } from '../lib/inner-product.ts';
import type { Verifier } from '../verifying/verifier.ts';

/** Two questions, as they were asked. */
interface QuestionPair {
  a: string;
  b: string;
}

/** A pair as the models and the rules see it. */
export type WeighedPair<Pair extends QuestionPair> = Pair & {
  evidence: PairEvidence;
  /** Cosine of the two questions. */
  similarity: number;
  logit: number;
  /** A rule forbids it, or it is too unlike to be a candidate. */
  isRuledOut: boolean;
  /** Of the asked question. */
  vector: Float32Array;
};

export interface PairModels {
  embedder: Pick<Embedder, 'embed'>;
  verifier: Pick<Verifier, 'verify'>;
}

/** Pairs that run at once: enough to fill batches. */
const AT_ONCE = 64;

/** Weighs every pair; what a model cannot take is left out, as it would be in the cache. */
export async function weighPairs<Pair extends QuestionPair>(
  pairs: readonly Pair[],
  models: PairModels,
): Promise<WeighedPair<Pair>[]> {
  const weighed: WeighedPair<Pair>[] = [];
  for (let from = 0; from < pairs.length; from += AT_ONCE) {
    const some = await Promise.all(pairs.slice(from, from + AT_ONCE).map((pair) => weigh(pair, models)));
    weighed.push(...some.filter((pair) => pair !== undefined));
  }
  return weighed;
}

async function weigh<Pair extends QuestionPair>(
  pair: Pair,
  { embedder, verifier }: PairModels,
): Promise<WeighedPair<Pair> | undefined> {
  const [asked, stored] = [normaliseQuestion(pair.a), normaliseQuestion(pair.b)];
  const [left, right, outcome] = await Promise.all([
    embedder.embed(asked),
    embedder.embed(stored),
    verifier.verify({ asked, stored }),
  ]);
  if (left.kind !== 'vector' || right.kind !== 'vector' || outcome.kind !== 'logit') return undefined;
  const similarity = innerProduct(left.vector, right.vector);
  const evidence = readEvidence(readQuestion(asked), readQuestion(stored));
  const isRuledOut = evidence.vetoes.length > 0 || similarity < CALIBRATED_FLOOR;
  return { ...pair, evidence, similarity, logit: outcome.logit, isRuledOut, vector: left.vector };
}
