/** The inside of a model's thread: requests come in, are run in batches, and each gets its outcome. */
import { setImmediate } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { takeBatch, type WaitingInput } from './input-queue.ts';
import { STOP, type FromThread, type ToThread, type Unavailable } from './thread-messages.ts';
import type { ModelInput } from './transformer-model.ts';

/** A loaded model as its thread serves it. */
export interface ServedModel<Request, Outcome> {
  /** What the model runs on, or the outcome where that can be told without it. */
  read(request: Request): ModelInput | { outcome: Outcome };
  /** One outcome an input; undefined where the model returned no numbers. */
  run(batch: readonly ModelInput[]): Promise<(Outcome | undefined)[]>;
  /** Whether an outcome depends on its own input alone; others are run one by one. */
  isBatchInvariant: boolean;
}

interface QueuedInput extends WaitingInput, ModelInput {
  id: number;
}

/** Says whether the model loads (and that its first run works, which `load` tries), then serves until the thread ends. */
export async function serveModel<Request, Outcome>(
  port: MessagePort,
  load: () => Promise<ServedModel<Request, Outcome>>,
): Promise<void> {
  const say = (message: FromThread<Outcome>): void => {
    port.postMessage(message);
  };
  const startedAt = performance.now();
  try {
    const model = await load();
    say({ kind: 'ready', loadMs: Math.round(performance.now() - startedAt) });
    answerRequests(port, model, say);
  } catch (error) {
    say({ kind: 'failed', message: messageOf(error) });
  }
}

function answerRequests<Request, Outcome>(
  port: MessagePort,
  model: ServedModel<Request, Outcome>,
  say: (message: FromThread<Outcome>) => void,
): void {
  const queue: QueuedInput[] = [];
  let isRunning = false;
  let isStopping = false;

  port.on('message', (message: ToThread<Request> | typeof STOP) => {
    if (message === STOP) {
      isStopping = true;
      if (!isRunning) port.close();
    } else {
      take(message);
    }
  });

  function take({ id, request }: ToThread<Request>): void {
    try {
      const read = model.read(request);
      if ('outcome' in read) say({ kind: 'outcome', id, outcome: read.outcome });
      else queue.push({ ...read, id, passedOver: 0 });
    } catch (error) {
      // One request must not end the thread: asked again and again it would use up the restarts.
      say({ kind: 'outcome', id, outcome: modelFailed(error) });
    }
    if (!isRunning) void runQueue();
  }

  async function runQueue(): Promise<void> {
    isRunning = true;
    while (queue.length > 0 && !isStopping) {
      // What arrived during the last run is read now, so that it can share the next.
      await setImmediate();
      const batch = takeBatch(queue, model.isBatchInvariant);
      const outcomes = await runBatch(model, batch);
      for (const [index, outcome] of outcomes.entries()) {
        const id = batch[index]?.id;
        if (id !== undefined) say({ kind: 'outcome', id, outcome });
      }
    }
    isRunning = false;
    if (isStopping) port.close();
  }
}

async function runBatch<Outcome>(
  model: Pick<ServedModel<unknown, Outcome>, 'run'>,
  batch: readonly QueuedInput[],
): Promise<(Outcome | Unavailable)[]> {
  try {
    const outcomes = await model.run(batch);
    return outcomes.map((outcome) => outcome ?? modelFailed('no numbers came out'));
  } catch (error) {
    return batch.map(() => modelFailed(error));
  }
}

function modelFailed(error: unknown): Unavailable {
  return { kind: 'unavailable', reason: `The model failed: ${messageOf(error)}` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
