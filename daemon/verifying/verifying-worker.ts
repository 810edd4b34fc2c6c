/** The thread in which pairs of questions are compared. Started by verifying-thread.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { modelFilesSchema } from '../inference/model-files.ts';
import { serveModel } from '../inference/serve-model.ts';
import { invariant } from '../lib/errors.ts';
import type { QuestionPair, VerifyResult } from './verifier.ts';
import { loadVerifyingModel, type VerifyingModel } from './verifying-model.ts';

const startSchema = z.object({ modelFolder: z.string(), files: modelFilesSchema });

invariant(parentPort, 'verifying-worker.ts runs as a worker thread only');
const { modelFolder, files } = startSchema.parse(workerData);
await serveModel<QuestionPair, VerifyResult>(parentPort, async () => {
  const model = await loadVerifyingModel(modelFolder, files);
  await tryOut(model);
  return {
    isBatchInvariant: files.isBatchInvariant,
    read: (pair) => {
      const input = model.tokenize(pair);
      const isTooLong = input.tokenIds.length > files.windowTokens;
      return isTooLong ? { outcome: { kind: 'unsuitable', reason: 'too-long' } } : input;
    },
    run: async (batch) => {
      const logits = await model.verify(batch);
      return logits.map((logit) => (logit === undefined ? undefined : { kind: 'logit', logit }));
    },
  };
});

/** The first run is slow and shows what the files hide; better now than with the first question. */
async function tryOut(model: VerifyingModel): Promise<void> {
  const pair = { asked: 'Is this model what it says?', stored: 'Is this the model that it says it is?' };
  const [logit] = await model.verify([model.tokenize(pair)]);
  if (logit === undefined) throw new Error('The model returns no numbers: its weights are damaged.');
}
