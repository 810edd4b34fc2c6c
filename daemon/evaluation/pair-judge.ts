import type { Logger } from 'pino';
import type { Judgement, Matcher } from '../cache/matching/matcher.ts';
import { normaliseQuestion } from '../cache/normalise.ts';
import type { Config } from '../config/config-schema.ts';
import { createMatcher } from '../create-matcher.ts';
import type { Embedder } from '../embedding/embedder.ts';
import { innerProduct } from '../lib/inner-product.ts';
import { openModels } from './open-models.ts';

/** Says of two questions what the cache of this configuration would. */
export interface PairJudge {
  judge(a: string, b: string): Promise<PairVerdict>;
  close(): Promise<void>;
}

/** What the cache would do with the answer to one question where the other is asked. */
export type PairVerdict = Pick<Judgement, 'score' | 'serve'>;

/** The same with its reasons in numbers. */
interface MeasuredPair extends PairVerdict {
  /** Cosine of the two; undefined where one of them is not looked up by meaning. */
  similarity: number | undefined;
  /** The calibrated probability that one answer serves both; undefined where nothing says. */
  probability: number | undefined;
}

const SAME: MeasuredPair = { score: Infinity, serve: true, similarity: 1, probability: 1 };
const NEVER: MeasuredPair = { score: -Infinity, serve: false, similarity: undefined, probability: undefined };

/** Loads the configured models. @throws Error where one of them cannot be used. */
export async function openPairJudge(config: Config, log: Logger): Promise<PairJudge> {
  const models = await openModels(config, log);
  const { embedder, verifier } = models;
  const matcher = createMatcher({ config, embedder, verifier, log, isExhaustive: true });
  return {
    judge: (a, b) => judgePair({ a, b }, { embedder, matcher }),
    close: () => models.close(),
  };
}

/** Judges as the cache does: the same words first, then by meaning. */
export async function judgePair(
  { a, b }: { a: string; b: string },
  { embedder, matcher }: { embedder: Embedder; matcher: Matcher },
): Promise<MeasuredPair> {
  const [asked, stored] = [normaliseQuestion(a), normaliseQuestion(b)];
  if (asked === stored) return SAME;
  const [left, right] = await Promise.all([embedder.embed(asked), embedder.embed(stored)]);
  if (left.kind !== 'vector' || right.kind !== 'vector') return NEVER;
  const similarity = innerProduct(left.vector, right.vector);
  const judgement = await matcher.judge({ asked, stored, similarity, vector: left.vector });
  const { score, probability, serve } = judgement;
  return { score, serve: serve && similarity >= matcher.floor, similarity, probability };
}
