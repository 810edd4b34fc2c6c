import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EmbedOutcome, EmbedResult } from '../../../daemon/embedding/embedder.ts';
import { createLocalEmbedder, type LocalEmbedderOptions } from '../../../daemon/embedding/local-embedder.ts';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fakeModelThreads } from '../../support/fake-model-threads.ts';

const MODEL_FOLDER = path.join(packageRoot(), 'daemon/models/all-MiniLM-L6-v2');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start(options: Partial<LocalEmbedderOptions> = {}) {
  const { threads, startThread } = fakeModelThreads<string, EmbedResult>();
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    warn: (_fields: object, message: string) => {
      warnings.push(message);
    },
  };
  const clock = new FakeClock();
  const embedder = createLocalEmbedder({ modelFolder: MODEL_FOLDER, log, clock, startThread, ...options });
  return { embedder, threads, warnings, clock };
}

const textWith = (part: string): unknown => expect.stringContaining(part);
const vector = (...values: number[]): EmbedOutcome => ({ kind: 'vector', vector: Float32Array.from(values) });

test('takes its id, dimension and floor from the model folder', () => {
  const { embedder } = start();
  expect(embedder).toMatchObject({ id: textWith('all-MiniLM-L6-v2'), dimension: 384 });
  expect(embedder.similarityFloor).toBeLessThan(0.9458);
});

test('is loading until its thread is ready', () => {
  const { embedder, threads } = start();
  expect(embedder.state()).toBe('loading');
  threads[0]!.becomeReady();
  expect(embedder.state()).toBe('ready');
});

test('a question asked while the model loads gets its vector when it has loaded in time', async () => {
  const { embedder, threads } = start();
  const outcome = embedder.embed('a question');
  threads[0]!.becomeReady();
  threads[0]!.answer(vector(1, 0));
  expect(await outcome).toEqual(vector(1, 0));
});

test('a question waits no longer than the deadline', async () => {
  const { embedder } = start({ deadlineMs: 50 });
  const outcome = embedder.embed('a question');
  await vi.advanceTimersByTimeAsync(50);
  expect(await outcome).toMatchObject({ kind: 'unavailable', reason: textWith('50 ms') });
});

test('a vector that came after the deadline is there for the next question', async () => {
  const { embedder, threads } = start({ deadlineMs: 50 });
  const late = embedder.embed('a question');
  await vi.advanceTimersByTimeAsync(50);
  await late;
  threads[0]!.answer(vector(1, 0));
  expect(await embedder.embed('a question')).toEqual(vector(1, 0));
});

test('equal texts share one computation', async () => {
  const { embedder, threads } = start();
  const both = Promise.all([embedder.embed('same'), embedder.embed('same')]);
  expect(threads[0]!.sent).toHaveLength(1);
  threads[0]!.answer(vector(0, 1));
  expect(await both).toEqual([vector(0, 1), vector(0, 1)]);
});

test('a recent text is not computed again', async () => {
  const { embedder, threads } = start();
  const first = embedder.embed('same');
  threads[0]!.answer(vector(0, 1));
  await first;
  expect(await embedder.embed('same')).toEqual(vector(0, 1));
  expect(threads[0]!.sent).toHaveLength(1);
});

test('a text that the model cannot take is remembered too', async () => {
  const { embedder, threads } = start();
  const first = embedder.embed('日本語');
  threads[0]!.answer({ kind: 'unsuitable', reason: 'unsupported-script' });
  await first;
  expect(await embedder.embed('日本語')).toEqual({ kind: 'unsuitable', reason: 'unsupported-script' });
  expect(threads[0]!.sent).toHaveLength(1);
});

test('a failed run is not remembered', async () => {
  const { embedder, threads } = start();
  const first = embedder.embed('same');
  threads[0]!.answer({ kind: 'unavailable', reason: 'no numbers' });
  expect(await first).toEqual({ kind: 'unavailable', reason: 'no numbers' });
  void embedder.embed('same');
  expect(threads[0]!.sent).toHaveLength(2);
});

test('a text far over the window is refused without asking the thread', async () => {
  const { embedder, threads } = start();
  expect(await embedder.embed('long '.repeat(5_000))).toEqual({ kind: 'unsuitable', reason: 'too-long' });
  expect(threads[0]!.sent).toHaveLength(0);
});

test('a caller that goes away is rejected, another with the same text is served', async () => {
  const { embedder, threads } = start();
  const caller = new AbortController();
  const gone = embedder.embed('same', caller.signal);
  const patient = embedder.embed('same');
  caller.abort();
  await expect(gone).rejects.toThrow(/abort/i);
  threads[0]!.answer(vector(1, 0));
  expect(await patient).toEqual(vector(1, 0));
});

test('a signal that has aborted already rejects', async () => {
  const { embedder } = start();
  await expect(embedder.embed('same', AbortSignal.abort())).rejects.toThrow(/abort/i);
});

test('a model that cannot be loaded makes every question unavailable and says once what to do', async () => {
  const { embedder, threads, warnings } = start();
  const waiting = embedder.embed('a question');
  threads[0]!.failToLoad('weights are damaged.');
  expect(await waiting).toEqual({ kind: 'unavailable', reason: 'weights are damaged.' });
  expect(await embedder.embed('another')).toEqual({ kind: 'unavailable', reason: 'weights are damaged.' });
  expect(embedder.state()).toBe('failed');
  expect(warnings).toEqual([expect.stringMatching(/embedding model is off: weights are damaged.*Restore/)]);
  await vi.runAllTimersAsync();
  expect(threads).toHaveLength(1);
});

test('a folder without a model is a failed embedder, not an error', async () => {
  const { embedder, warnings } = start({ modelFolder: '/nowhere/model' });
  expect(embedder.state()).toBe('failed');
  expect(await embedder.embed('a question')).toMatchObject({ kind: 'unavailable' });
  expect(warnings).toHaveLength(1);
  await embedder.close();
});

test('a crash makes waiting questions unavailable, and a new thread serves the next', async () => {
  const { embedder, threads } = start();
  threads[0]!.becomeReady();
  const lost = embedder.embed('a question');
  threads[0]!.crash();
  expect(await lost).toMatchObject({ kind: 'unavailable', reason: textWith('crashed') });
  expect(await embedder.embed('a question')).toMatchObject({ kind: 'unavailable' });
  await vi.advanceTimersByTimeAsync(1_000);
  const served = embedder.embed('a question');
  threads[1]!.becomeReady();
  threads[1]!.answer(vector(1, 0));
  expect(await served).toEqual(vector(1, 0));
});

test('a thread that keeps crashing is given up after three restarts, each later than the last', async () => {
  const { embedder, threads, warnings } = start();
  for (const [restart, delayMs] of [1_000, 4_000, 16_000].entries()) {
    threads[restart]!.crash();
    await vi.advanceTimersByTimeAsync(delayMs - 1);
    expect(threads).toHaveLength(restart + 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(threads).toHaveLength(restart + 2);
  }
  threads[3]!.crash('no memory');
  expect(embedder.state()).toBe('failed');
  expect(warnings.at(-1)).toContain('keeps crashing (no memory)');
  await vi.runAllTimersAsync();
  expect(threads).toHaveLength(4);
});

test('a crash after ten good minutes counts as the first', async () => {
  const { embedder, threads, clock } = start();
  for (let crash = 0; crash < 6; crash += 1) {
    clock.advance(10 * 60_000);
    threads[crash]!.crash();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(threads).toHaveLength(7);
  expect(embedder.state()).toBe('loading');
});

test('more questions than it can compute in time are refused', async () => {
  const { embedder, threads } = start();
  for (let index = 0; index < 500; index += 1) void embedder.embed(`question ${index}`);
  expect(await embedder.embed('one more')).toMatchObject({ kind: 'unavailable' });
  expect(threads[0]!.sent).toHaveLength(500);
});

test('closing stops the thread, settles what waits, and may be repeated', async () => {
  const { embedder, threads } = start();
  const waiting = embedder.embed('a question');
  await Promise.all([embedder.close(), embedder.close()]);
  await embedder.close();
  expect(await waiting).toMatchObject({ kind: 'unavailable', reason: textWith('closed') });
  expect(await embedder.embed('later')).toMatchObject({ kind: 'unavailable' });
  expect(threads).toMatchObject([{ isStopped: true }]);
});

test('closing while a restart is due starts no thread', async () => {
  const { embedder, threads } = start();
  threads[0]!.crash();
  await embedder.close();
  await vi.runAllTimersAsync();
  expect(threads).toHaveLength(1);
});
