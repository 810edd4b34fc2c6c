import { monitorEventLoopDelay } from 'node:perf_hooks';
import path from 'node:path';
import { describeModel } from '../../daemon/embedding/describe-model.ts';
import type { Embedder } from '../../daemon/embedding/embedder.ts';
import { createLocalEmbedder } from '../../daemon/embedding/local-embedder.ts';
import { loadEmbeddingModel } from '../../daemon/embedding/embedding-model.ts';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import { measure, ms, percentile } from './measure.ts';

const MODEL_FOLDER = path.join(packageRoot(), 'daemon/models/all-MiniLM-L6-v2');
const SENTENCE =
  'How long does it take until the light of the sun has come to the earth and to the moon behind it? ';

/** Questions of several sizes; `run` makes each a new one, so that no recent vector serves. */
const QUESTIONS: Record<string, (run: number) => string> = {
  '10 words': (run) => `How do I change the 1 password of my account ${run}?`,
  '43 characters': (run) => `${run} `.padEnd(43, SENTENCE),
  '82 characters': (run) => `${run} `.padEnd(82, SENTENCE),
  '218 characters': (run) => `${run} `.padEnd(218, SENTENCE),
  '200 tokens': (run) => `${run} `.padEnd(795, SENTENCE),
};

/** The embedder in its thread: times, memory, and how long it stalls the daemon's own thread. */
export async function benchEmbedding(print: (line: string) => void): Promise<void> {
  const memoryBefore = process.memoryUsage().rss;
  const begin = performance.now();
  const embedder = createLocalEmbedder({
    modelFolder: MODEL_FOLDER,
    log: {
      info: () => undefined,
      warn: (_fields, message) => {
        print(message);
      },
    },
    deadlineMs: 30_000,
  });
  await embedder.embed('first');
  print(`first vector after the start, from source: ${ms(performance.now() - begin)}`);
  await benchSizes(embedder, print);
  await benchTogether(embedder, print);
  const hits = await measure(5_000, () => embedder.embed('first'));
  print(
    `recent question: p50 ${(percentile(hits, 0.5) * 1000).toFixed(1)} µs, p99 ${(percentile(hits, 0.99) * 1000).toFixed(1)} µs`,
  );
  const megabytes = (process.memoryUsage().rss - memoryBefore) / 2 ** 20;
  print(
    `resident memory added (from source, so with a TypeScript loader in the thread): ${megabytes.toFixed(0)} MB`,
  );
  await benchStalls(embedder, print);
  await embedder.close();
}

async function benchSizes(embedder: Embedder, print: (line: string) => void): Promise<void> {
  for (const [name, question] of Object.entries(QUESTIONS)) {
    const times = await measure(name === '200 tokens' ? 60 : 200, (run) => embedder.embed(question(run)));
    print(`${name}: p50 ${ms(percentile(times, 0.5))}, p99 ${ms(percentile(times, 0.99))}`);
  }
}

async function benchTogether(embedder: Embedder, print: (line: string) => void): Promise<void> {
  const question = (run: number, index: number): string =>
    `How do I reset password ${run} of account ${index}?`;
  const indexes = Array.from({ length: 32 }, (_, index) => index);
  const together = await measure(12, (run) =>
    Promise.all(indexes.map((index) => embedder.embed(question(run, index)))),
  );
  const apart = await measure(12, async (run) => {
    for (const index of indexes) await embedder.embed(question(run + 1_000, index));
  });
  const [batched, single] = [percentile(together, 0.5), percentile(apart, 0.5)];
  print(
    `32 questions at once: ${ms(batched)}; one after the other: ${ms(single)}; ratio ${(batched / single).toFixed(2)}`,
  );
}

async function benchStalls(embedder: Embedder, print: (line: string) => void): Promise<void> {
  const question = QUESTIONS['200 tokens'];
  if (question === undefined) return;
  const idle = await longestStall(() => Promise.resolve());
  const inThread = await longestStall((run) => embedder.embed(question(run + 10_000)));
  const model = await loadEmbeddingModel(MODEL_FOLDER, describeModel(MODEL_FOLDER));
  const inProcess = await longestStall((run) => model.embed([model.tokenize(question(run))]));
  await model.dispose();
  print(
    `longest stall of the main thread over 40 questions of 200 tokens: ${ms(inThread)} with the thread, ${ms(inProcess)} in process, ${ms(idle)} idle; ratio ${(inThread / inProcess).toFixed(2)}`,
  );
}

/** Longest time that the event loop was late while the work ran 40 times, with time to breathe in between. */
async function longestStall(work: (run: number) => Promise<unknown>): Promise<number> {
  await work(0);
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  for (let run = 1; run <= 40; run += 1) {
    await work(run);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  delays.disable();
  return delays.max / 1e6;
}
