import { beforeEach, expect, test, vi } from 'vitest';
import { LatencyWindow } from '../../../../daemon/store/milvus/latency-window.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

function lasting(milliseconds: number): () => Promise<number> {
  return async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
    return milliseconds;
  };
}

test('nothing is known before the first lookup', () => {
  expect(new LatencyWindow().quantile(0.5)).toBeUndefined();
});

test('a lookup gives its result, and how long it took', async () => {
  const latency = new LatencyWindow();
  expect(await latency.measure(lasting(7))).toBe(7);
  expect([0, 0.5, 1].map((share) => latency.quantile(share))).toEqual([7, 7, 7]);
});

test('quantiles are those of the sorted times', async () => {
  const latency = new LatencyWindow();
  for (const time of [50, 10, 40, 20, 30]) await latency.measure(lasting(time));
  expect([0, 0.5, 0.95, 1].map((share) => latency.quantile(share))).toEqual([10, 30, 50, 50]);
});

test('a lookup that fails does not count', async () => {
  const latency = new LatencyWindow();
  const failing = latency.measure(async () => {
    await vi.advanceTimersByTimeAsync(5);
    throw new Error('late');
  });
  await expect(failing).rejects.toThrow('late');
  expect(latency.quantile(0.5)).toBeUndefined();
});

test('only the last 200 count', async () => {
  const latency = new LatencyWindow();
  await latency.measure(lasting(1000));
  for (let count = 0; count < 199; count += 1) await latency.measure(lasting(1));
  expect(latency.quantile(1)).toBe(1000);
  await latency.measure(lasting(1));
  expect(latency.quantile(1)).toBe(1);
});
