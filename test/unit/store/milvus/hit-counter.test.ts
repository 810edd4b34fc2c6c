import { beforeEach, expect, test, vi } from 'vitest';
import { HitCounter } from '../../../../daemon/store/milvus/hit-counter.ts';
import { MilvusError } from '../../../../daemon/store/milvus/milvus-error.ts';
import { FakeFarTier } from '../../../support/milvus/fake-far-tier.ts';
import { createGate } from '../../../support/gate.ts';

const SAVE_AFTER_MS = 10_000;

let far: FakeFarTier;
let counter: HitCounter;

beforeEach(() => {
  vi.useFakeTimers();
  far = new FakeFarTier();
  counter = new HitCounter(far);
  return () => {
    counter.stop();
    vi.useRealTimers();
  };
});

function hit(entry: string, lastAt = 1, hits = 1): void {
  counter.add({ entry, hits, lastAt, expiresAt: undefined });
}

test('hits of an entry add up, and the last of them counts', async () => {
  counter.add({ entry: 'a', hits: 1, lastAt: 7, expiresAt: 99 });
  counter.add({ entry: 'a', hits: 3, lastAt: 5, expiresAt: undefined });
  await counter.save();
  expect(far.hits?.counts).toEqual([{ entry: 'a', hits: 4, lastAt: 7, expiresAt: 99 }]);
});

test('they are saved together ten seconds after the first, and not before', async () => {
  hit('a');
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS - 1);
  hit('b');
  expect(far.calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(far.calls).toEqual(['write hits 2']);
  await vi.advanceTimersByTimeAsync(10 * SAVE_AFTER_MS);
  expect(far.calls).toEqual(['write hits 2']);
});

test('what is saved is the count of the whole run, under one name, of those hit since', async () => {
  hit('a');
  hit('b');
  await counter.save();
  const run = far.hits?.run;
  hit('a', 2);
  await counter.save();
  expect(far.hits).toEqual({
    run,
    counts: [{ entry: 'a', hits: 2, lastAt: 2, expiresAt: undefined }],
  });
});

test('two runs have two names', async () => {
  hit('a');
  await counter.save();
  const first = far.hits?.run;
  const second = new HitCounter(far);
  second.add({ entry: 'a', hits: 1, lastAt: 1, expiresAt: undefined });
  await second.save();
  expect(far.hits?.run).not.toBe(first);
});

test('nothing is sent where there was no hit', async () => {
  await counter.save();
  expect(far.calls).toEqual([]);
});

test('what could not be saved is saved with the next hit, and nothing is lost', async () => {
  far.failure = new MilvusError('unreachable', 'away');
  hit('a');
  hit('b');
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  await expect(counter.save()).rejects.toThrow('away');
  far.failure = undefined;
  hit('a');
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  expect(far.hits?.counts.map(({ entry, hits }) => [entry, hits])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});

test('hits that come while others are saved are saved after them', async () => {
  const gate = createGate();
  far.gate = gate.opened;
  hit('a');
  const saved = counter.save();
  hit('a');
  gate.open();
  await saved;
  await counter.save();
  expect(far.hits?.counts).toMatchObject([{ entry: 'a', hits: 2 }]);
});

test('hits of what was deleted or cleared are not saved', async () => {
  hit('a');
  hit('b');
  counter.forget('a');
  await counter.save();
  expect(far.hits?.counts.map(({ entry }) => entry)).toEqual(['b']);
  hit('c');
  counter.clear();
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  expect(far.calls).toEqual(['write hits 1']);
});

test('an entry that was deleted while its hits could not be saved stays forgotten', async () => {
  const gate = createGate();
  far.gate = gate.opened;
  far.failure = new MilvusError('unreachable', 'away');
  hit('a');
  const saved = counter.save();
  counter.forget('a');
  gate.open();
  await expect(saved).rejects.toThrow('away');
  far.failure = undefined;
  await counter.save();
  expect(far.calls).toEqual(['failed']);
});

test('once stopped it saves nothing by itself', async () => {
  hit('a');
  counter.stop();
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  expect(far.calls).toEqual([]);
});
