import { existsSync } from 'node:fs';
import { z } from 'zod';
import { TIERS } from '../../chat/cache-entry.ts';
import { readModelJson } from '../../inference/model-files.ts';

/** How one model's P(right) differs from that of its tier. */
const modelCorrectionSchema = z.strictObject({
  /** The tier whose log-odds, by the heads, the bias and the weights are added to. */
  tier: z.enum(TIERS),
  bias: z.number(),
  /** One for each of the signals of a question (heads/estimate-question.ts). */
  weights: z.array(z.number()),
  /** Outcomes that it was fitted to. */
  rows: z.int().min(1),
  /** When, in milliseconds since the epoch. */
  at: z.number(),
  /** On questions that it was not fitted to: by the heads alone, and with it. */
  logLoss: z.strictObject({ before: z.number(), after: z.number() }),
});
export type ModelCorrection = z.infer<typeof modelCorrectionSchema>;

/** What was learnt from the user's own outcomes, as it is kept; only with these heads and vectors does it mean anything. */
const ownModelsSchema = z.strictObject({
  /** Digest of the heads. */
  heads: z.string(),
  /** Id of the embedding model that the heads were given vectors of. */
  embedder: z.string(),
  /** By the configured id of the model. */
  models: z.record(z.string(), modelCorrectionSchema),
});
export type StoredOwnModels = z.infer<typeof ownModelsSchema>;

/** Undefined where there is none. @throws Error where it cannot be used. */
export function readOwnModels(file: string): StoredOwnModels | undefined {
  return existsSync(file) ? readModelJson(file, ownModelsSchema) : undefined;
}
