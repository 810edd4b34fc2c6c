import { judgePair } from '../../../daemon/evaluation/pair-judge.ts';
import type { Matcher } from '../../../daemon/cache/matching/matcher.ts';
import type { Embedder } from '../../../daemon/embedding/embedder.ts';
import type { BenchPair } from './sets.ts';

/** A pair with all that is measured on it. */
export interface JudgedPair {
  label: boolean;
  /** The same words, after normalising. */
  isSame: boolean;
  /** Cosine; 0 where one of the two is not looked up by meaning. */
  similarity: number;
  /** Of our matcher: its score, the calibrated probability, and the budgets under which it serves. */
  score: number;
  probability: number | undefined;
  servedWithin: ReadonlySet<number>;
}

/** Pairs that run at once: enough to fill the models' batches. */
const AT_ONCE = 64;

/** Judges pairs with the matcher of each budget. */
export async function judgeSet(
  pairs: readonly BenchPair[],
  { embedder, matchers }: { embedder: Embedder; matchers: ReadonlyMap<number, Matcher> },
): Promise<JudgedPair[]> {
  const judge = async (pair: BenchPair): Promise<JudgedPair> => {
    const verdicts = await Promise.all(
      [...matchers].map(async ([budget, matcher]) => ({
        ...(await judgePair(pair, { embedder, matcher })),
        budget,
      })),
    );
    const [{ score, probability, similarity } = UNKNOWN] = verdicts;
    return {
      ...{ label: pair.label, isSame: score === Infinity, similarity: similarity ?? 0, score, probability },
      servedWithin: new Set(verdicts.filter(({ serve }) => serve).map(({ budget }) => budget)),
    };
  };
  const judged: JudgedPair[] = [];
  for (let from = 0; from < pairs.length; from += AT_ONCE) {
    judged.push(...(await Promise.all(pairs.slice(from, from + AT_ONCE).map(judge))));
  }
  return judged;
}

const UNKNOWN = { score: -Infinity, probability: undefined, similarity: undefined };
