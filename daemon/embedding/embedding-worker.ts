/**
 * The thread in which questions become vectors, so that the daemon's own thread never waits for a model.
 * Enters: texts with an id (thread-messages.ts). Leaves: first whether the model loaded, then an outcome a text.
 * Started by embedding-thread.ts, from source or compiled.
 */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { z } from 'zod';
import { invariant } from '../lib/errors.ts';
import type { EmbedOutcome } from './embedder.ts';
import { modelDescriptionSchema, type ModelDescription } from './model-description.ts';
import { unsuitableReason } from './suitability.ts';
import { takeBatch, type WaitingText } from './text-queue.ts';
import type { FromThread, ToThread } from './thread-messages.ts';
import { loadTransformerModel, type TransformerModel } from './transformer-model.ts';

const startSchema = z.object({ modelFolder: z.string(), description: modelDescriptionSchema });

invariant(parentPort, 'embedding-worker.ts runs as a worker thread only');
await serve(parentPort, startSchema.parse(workerData));

async function serve(
  port: MessagePort,
  { modelFolder, description }: z.infer<typeof startSchema>,
): Promise<void> {
  const say = (message: FromThread): void => {
    port.postMessage(message, transferable(message));
  };
  const startedAt = performance.now();
  try {
    const model = await loadTransformerModel(modelFolder, description);
    await tryOut(model, description);
    say({ kind: 'ready', loadMs: Math.round(performance.now() - startedAt) });
    answerTexts(port, model, description, say);
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

/** The first run is slow and shows what the files hide; better now than with the first question. */
async function tryOut(model: TransformerModel, description: ModelDescription): Promise<void> {
  const [vector] = await model.embed([model.tokenize('Is this model what it says?')]);
  if (vector === undefined) throw new Error('The model returns no numbers: its weights are damaged.');
  if (vector.length !== description.dimension) {
    throw new Error(
      `The model's vectors have ${vector.length} numbers, ${description.dimension} were described.`,
    );
  }
}

interface QueuedText extends WaitingText {
  id: number;
}

function answerTexts(
  port: MessagePort,
  model: TransformerModel,
  description: ModelDescription,
  say: (message: FromThread) => void,
): void {
  const queue: QueuedText[] = [];
  let isRunning = false;

  port.on('message', ({ id, text }: ToThread) => {
    try {
      const tokenIds = model.tokenize(text);
      const { unknownTokenId } = model;
      const reason = unsuitableReason({ text, tokenIds, unknownTokenId }, description);
      if (reason !== undefined) say({ kind: 'outcome', id, outcome: { kind: 'unsuitable', reason } });
      else queue.push({ id, tokenIds, passedOver: 0 });
    } catch (error) {
      // One text must not end the thread: asked again and again it would use up the restarts.
      say({ kind: 'outcome', id, outcome: { kind: 'unavailable', reason: modelFailed(error) } });
    }
    if (!isRunning) void runQueue();
  });

  async function runQueue(): Promise<void> {
    isRunning = true;
    while (queue.length > 0) {
      // What arrived during the last run is read now, so that it can share the next.
      await setImmediate();
      const batch = takeBatch(queue, description.isBatchInvariant);
      const outcomes = await embedBatch(model, batch);
      for (const [index, outcome] of outcomes.entries()) {
        const id = batch[index]?.id;
        if (id !== undefined) say({ kind: 'outcome', id, outcome });
      }
    }
    isRunning = false;
  }
}

async function embedBatch(model: TransformerModel, batch: readonly QueuedText[]): Promise<EmbedOutcome[]> {
  try {
    const vectors = await model.embed(batch.map((text) => text.tokenIds));
    return vectors.map((vector) =>
      vector === undefined
        ? { kind: 'unavailable', reason: 'The model returned no numbers for this text.' }
        : { kind: 'vector', vector },
    );
  } catch (error) {
    const reason = modelFailed(error);
    return batch.map(() => ({ kind: 'unavailable', reason }));
  }
}

function modelFailed(error: unknown): string {
  return `The model failed: ${error instanceof Error ? error.message : String(error)}`;
}

function transferable(message: FromThread): ArrayBuffer[] {
  if (message.kind !== 'outcome' || message.outcome.kind !== 'vector') return [];
  const { buffer } = message.outcome.vector;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}
