import type { Logger } from 'pino';
import { sentencesOf } from '../cache/finding.ts';
import type { Judgement, Matcher } from '../cache/matching/matcher.ts';
import { shownSimilarity } from '../cache/matching/shown-similarity.ts';
import { normaliseQuestion } from '../cache/normalise.ts';
import type { Config } from '../config/config-schema.ts';
import { createMatcher } from '../create-matcher.ts';
import type { Embedder } from '../embedding/embedder.ts';
import { innerProduct } from '../lib/inner-product.ts';
import { openModels } from './open-models.ts';

/** What the cache would do with the answer to one question where the other is asked, and why. */
export interface PairVerdict extends Pick<Judgement, 'score' | 'serve' | 'probability'> {
  /** Cosine of the two; undefined where one of them is not looked up by meaning. */
  similarity: number | undefined;
  /** Sentences, with words of the questions. */
  agreed: string[];
  against: string[];
}

/** Says of two questions what the cache of this configuration would. */
export interface PairJudge {
  /** What the user's own calibration was made from; undefined where another decides, or none. */
  ownCalibration?: string | undefined;
  judge(a: string, b: string): Promise<PairVerdict>;
  close(): Promise<void>;
}

const SAME: PairVerdict = {
  ...{ score: Infinity, serve: true, similarity: 1, probability: 1 },
  ...{ agreed: ['the same question'], against: [] },
};

/** Loads the configured models; `dataFolder` may hold the user's own calibration. @throws Error where one of them cannot be used. */
export async function openPairJudge(
  config: Config,
  dataFolder: string | undefined,
  log: Logger,
): Promise<PairJudge> {
  const models = await openModels(config, log);
  const { embedder, verifier } = models;
  const matcher = createMatcher({ config, dataFolder, embedder, verifier, log, isExhaustive: true });
  return {
    ownCalibration: matcher.ownCalibration,
    judge: (a, b) => judgePair({ a, b }, { embedder, matcher }),
    close: () => models.close(),
  };
}

/** Judges as the cache does: the same words first, then by meaning. */
export async function judgePair(
  { a, b }: { a: string; b: string },
  { embedder, matcher }: { embedder: Embedder; matcher: Matcher },
): Promise<PairVerdict> {
  const [asked, stored] = [normaliseQuestion(a), normaliseQuestion(b)];
  if (asked === stored) return SAME;
  const [left, right] = await Promise.all([embedder.embed(asked), embedder.embed(stored)]);
  if (left.kind !== 'vector') return notLookedUp(left.reason);
  if (right.kind !== 'vector') return notLookedUp(right.reason);
  const similarity = innerProduct(left.vector, right.vector);
  const judgement = await matcher.judge({ asked, stored, similarity, vector: left.vector });
  const { score, serve, probability, agreed, against } = judgement;
  const isNear = similarity >= matcher.floor;
  return {
    ...{ score, serve: serve && isNear, similarity, probability },
    agreed: sentencesOf(agreed, { mayQuote: true }),
    against: [
      ...sentencesOf(against, { mayQuote: true }),
      ...(isNear ? [] : [`similarity under ${shownSimilarity(matcher.floor)}`]),
    ],
  };
}

function notLookedUp(reason: string): PairVerdict {
  return {
    ...{ score: -Infinity, serve: false, similarity: undefined, probability: undefined },
    ...{ agreed: [], against: [`not looked up by meaning: ${reason}`] },
  };
}
