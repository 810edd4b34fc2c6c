import type { JudgedPair } from './judged-set.ts';

/** A way to match questions: how sure it is of a pair, and whether it serves it as it comes out of the box. */
export interface Peer {
  score(pair: JudgedPair): number;
  serves(pair: JudgedPair): boolean;
}

/** What most semantic caches cut at unless told. */
const COSINE_CUT = 0.8;

/**
 * GPTCache's default (init_similar_cache: SearchDistanceEvaluation over FAISS, one candidate), as a formula over our
 * vectors. It normalises vectors, and FAISS's METRIC_L2 gives the squared distance d = 2 - 2 cos; the evaluation's value
 * is 4 - min(max(d, 0), 4), of a range of 0 to 4, and at 0.8 of that range (similarity_threshold) or above it serves.
 * So it serves from a cosine of 0.6 on, and ranks pairs as cosine does. Its own default embedder is another one
 * (paraphrase-albert, as ONNX).
 */
const GPTCACHE_RANGE = 4;
const GPTCACHE_THRESHOLD = 0.8;

function gptcacheValue(cosine: number): number {
  const distance = Math.min(Math.max(2 - 2 * cosine, 0), GPTCACHE_RANGE);
  return GPTCACHE_RANGE - distance;
}

/** The cosine from which on GPTCache's default serves: `gptcacheValue` solved for it. */
export const GPTCACHE_COSINE = 1 - (GPTCACHE_RANGE * (1 - GPTCACHE_THRESHOLD)) / 2;

/** Our matcher within a budget, and what it is measured against. */
export function peersOf(budget: number): Record<string, Peer> {
  return {
    AskOnce: { score: ({ score }) => score, serves: ({ servedWithin }) => servedWithin.has(budget) },
    [`cosine, cut at ${COSINE_CUT}`]: {
      score: ({ similarity }) => similarity,
      serves: ({ similarity }) => similarity >= COSINE_CUT,
    },
    'GPTCache’s default': {
      score: ({ similarity }) => gptcacheValue(similarity),
      serves: ({ similarity }) => gptcacheValue(similarity) >= GPTCACHE_THRESHOLD * GPTCACHE_RANGE,
    },
    'exact only': { score: ({ isSame }) => (isSame ? 1 : -Infinity), serves: ({ isSame }) => isSame },
  };
}
