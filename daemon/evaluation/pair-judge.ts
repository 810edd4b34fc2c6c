import type { Logger } from 'pino';
import type { Judgement } from '../cache/matching/matcher.ts';
import { normaliseQuestion } from '../cache/normalise.ts';
import type { Config } from '../config/config-schema.ts';
import { embedderFolder, verifierFolder } from '../config/model-folders.ts';
import { createMatcher } from '../create-matcher.ts';
import { createLocalEmbedder } from '../embedding/local-embedder.ts';
import { innerProduct } from '../lib/inner-product.ts';
import { createLocalVerifier } from '../verifying/local-verifier.ts';

/** Says of two questions what the cache of this configuration would. */
export interface PairJudge {
  judge(a: string, b: string): Promise<Pick<Judgement, 'score' | 'serve'>>;
  close(): Promise<void>;
}

/** Nobody waits for these answers. */
const DEADLINE_MS = 600_000;
const NEVER = { score: -Infinity, serve: false };
const ALWAYS = { score: Infinity, serve: true };

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
      if (left.kind !== 'vector' || right.kind !== 'vector') return NEVER;
      const similarity = innerProduct(left.vector, right.vector);
      const { score, serve } = await matcher.judge({ asked, stored, similarity, vector: left.vector });
      return { score, serve: serve && similarity >= matcher.floor };
    },
  };
}
