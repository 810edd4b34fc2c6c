import type { Logger } from 'pino';
import { sentencesOf } from '../cache/finding.ts';
import type { Judgement } from '../cache/matching/matcher.ts';
import { shownSimilarity } from '../cache/matching/shown-similarity.ts';
import { normaliseQuestion } from '../cache/normalise.ts';
import type { Config } from '../config/config-schema.ts';
import { embedderFolder, verifierFolder } from '../config/model-folders.ts';
import { createMatcher } from '../create-matcher.ts';
import { createLocalEmbedder } from '../embedding/local-embedder.ts';
import { innerProduct } from '../lib/inner-product.ts';
import { createLocalVerifier } from '../verifying/local-verifier.ts';

/** What the cache would do to a pair, and why. */
export interface PairVerdict extends Pick<Judgement, 'score' | 'serve' | 'probability'> {
  /** Cosine; undefined where one of the two is not looked up by meaning. */
  similarity: number | undefined;
  /** Sentences, with words of the questions. */
  agreed: string[];
  against: string[];
}

/** Says of two questions what the cache of this configuration would. */
export interface PairJudge {
  judge(a: string, b: string): Promise<PairVerdict>;
  close(): Promise<void>;
}

/** Nobody waits for these answers. */
const DEADLINE_MS = 600_000;
const ALWAYS: PairVerdict = {
  ...{ score: Infinity, serve: true, similarity: 1, probability: 1 },
  ...{ agreed: ['the same question'], against: [] },
};

/** Loads the configured models. @throws Error where one of them cannot be used. */
export async function openPairJudge(config: Config, log: Logger): Promise<PairJudge> {
  const options = { log, deadlineMs: DEADLINE_MS };
  const embedder = createLocalEmbedder({ ...options, modelFolder: embedderFolder(config) });
  const folder = verifierFolder(config);
  const verifier =
    folder === undefined ? undefined : createLocalVerifier({ ...options, modelFolder: folder });
  const close = async (): Promise<void> => {
    await Promise.all([embedder.close(), verifier?.close()]);
  };
  await Promise.all([embedder.loaded(), verifier?.loaded()]);
  if (embedder.state() === 'failed' || verifier?.state() === 'failed') {
    await close();
    throw new Error('A model could not be loaded; the line above says which and why.');
  }
  const matcher = createMatcher({ config, embedder, verifier, log, isExhaustive: true });
  return {
    close,
    judge: async (a, b) => {
      const [asked, stored] = [normaliseQuestion(a), normaliseQuestion(b)];
      if (asked === stored) return ALWAYS;
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
    },
  };
}

function notLookedUp(reason: string): PairVerdict {
  return {
    ...{ score: -Infinity, serve: false, similarity: undefined, probability: undefined },
    ...{ agreed: [], against: [`not looked up by meaning: ${reason}`] },
  };
}
