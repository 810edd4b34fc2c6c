import type { Logger } from 'pino';
import { normaliseQuestion } from '../cache/normalise.ts';
import { embedderFolder, routingHeadsFile } from '../config/model-folders.ts';
import type { Config } from '../config/config-schema.ts';
import { createLocalEmbedder } from '../embedding/local-embedder.ts';
import { estimateQuestion, type QuestionEstimate } from '../router/heads/estimate-question.ts';
import { readRoutingHeads } from '../router/heads/routing-heads.ts';

/** Says of a question what the router's heads think of it. */
export interface QuestionJudge {
  /** Digest of the heads, and id of the embedding model: what is learnt of their estimates holds for these two alone. */
  readonly heads: string;
  readonly embedder: string;
  judge(question: string): Promise<QuestionEstimate>;
  close(): Promise<void>;
}

/** Nobody waits for these answers. */
const DEADLINE_MS = 600_000;

/** Loads the configured embedder and the heads. @throws Error where one of them cannot be used. */
export async function openQuestionJudge(config: Config, log: Logger): Promise<QuestionJudge> {
  const heads = readRoutingHeads(routingHeadsFile());
  const embedder = createLocalEmbedder({ modelFolder: embedderFolder(config), log, deadlineMs: DEADLINE_MS });
  await embedder.loaded();
  if (embedder.id !== heads.embedder) {
    log.warn(
      { embedder: embedder.id },
      'The heads were trained with another embedder: they judge without vectors.',
    );
  }
  return {
    ...{ heads: heads.digest, embedder: embedder.id },
    async judge(question) {
      const outcome =
        embedder.id === heads.embedder ? await embedder.embed(normaliseQuestion(question)) : undefined;
      return estimateQuestion(heads, question, outcome?.kind === 'vector' ? outcome.vector : undefined);
    },
    close: () => embedder.close(),
  };
}
