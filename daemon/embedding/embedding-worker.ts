/**
 * The thread in which questions become vectors, so that the daemon's own thread never waits for a model.
 * Started by embedding-thread.ts.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { serveModel } from '../inference/serve-model.ts';
import { invariant } from '../lib/errors.ts';
import type { EmbedResult } from './embedder.ts';
import { loadEmbeddingModel, type EmbeddingModel } from './embedding-model.ts';
import { modelDescriptionSchema, type ModelDescription } from './model-description.ts';
import { unsuitableReason } from './suitability.ts';

const startSchema = z.object({ modelFolder: z.string(), description: modelDescriptionSchema });

invariant(parentPort, 'embedding-worker.ts runs as a worker thread only');
const { modelFolder, description } = startSchema.parse(workerData);
await serveModel<string, EmbedResult>(parentPort, async () => {
  const model = await loadEmbeddingModel(modelFolder, description);
  await tryOut(model, description);
  return {
    isBatchInvariant: description.isBatchInvariant,
    read: (text) => {
      const tokenIds = model.tokenize(text);
      const { unknownTokenId } = model;
      const reason = unsuitableReason({ text, tokenIds, unknownTokenId }, description);
      return reason === undefined ? { tokenIds } : { outcome: { kind: 'unsuitable', reason } };
    },
    run: async (batch) => {
      const vectors = await model.embed(batch.map(({ tokenIds }) => tokenIds));
      return vectors.map((vector) => vector && { kind: 'vector', vector });
    },
  };
});

/** The first run is slow and shows what the files hide; better now than with the first question. */
async function tryOut(model: EmbeddingModel, { dimension }: ModelDescription): Promise<void> {
  const [vector] = await model.embed([model.tokenize('Is this model what it says?')]);
  if (vector === undefined) throw new Error('The model returns no numbers: its weights are damaged.');
  if (vector.length !== dimension) {
    throw new Error(`The model's vectors have ${vector.length} numbers, ${dimension} were described.`);
  }
}
