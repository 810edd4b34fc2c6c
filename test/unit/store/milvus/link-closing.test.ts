import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createGate } from '../../../support/gate.ts';
import { away, hang, LinkedServer, outcomeOf, RETRY_MS, works } from './linked-server.ts';

let server: LinkedServer;

beforeEach(() => {
  vi.useFakeTimers();
  return async () => {
    await server.link.close();
    vi.useRealTimers();
  };
});

describe('closing', () => {
  test('ends the connection, and all that is tried after it', async () => {
    server = new LinkedServer();
    await server.link.opened();
    await server.link.close();
    await server.link.close();
    expect(server.count('close 1')).toBe(1);
    expect(await outcomeOf(server.lookup())).toBe('failed: the store was closed');
    expect(await outcomeOf(server.link.run(works))).toBe('failed: the store was closed');
    expect(await outcomeOf(server.link.opened())).toBe('failed: the store was closed');
    await vi.advanceTimersByTimeAsync(100 * RETRY_MS);
    expect([server.count('connect'), server.states]).toEqual([1, ['up']]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('tells whoever waits for an answer at once', async () => {
    server = new LinkedServer();
    await server.link.opened();
    const waiting = [server.lookup(hang), server.link.run(hang)];
    const settled = Promise.allSettled(waiting);
    await server.link.close();
    expect((await settled).map((each) => each.status === 'rejected' && String(each.reason))).toEqual([
      'MilvusError: the store was closed',
      'MilvusError: the store was closed',
    ]);
    await vi.advanceTimersByTimeAsync(0);
    expect([server.count('probe'), vi.getTimerCount()]).toEqual([1, 0]);
  });

  test('tells whoever waits for it to open', async () => {
    server = new LinkedServer(hang);
    const opened = server.link.opened();
    void opened.catch(() => undefined);
    await server.link.close();
    expect(await outcomeOf(opened)).toBe('failed: the store was closed');
  });

  test('does not wait for a server that does not answer, and closes what comes too late', async () => {
    const gate = createGate();
    server = new LinkedServer(() => gate.opened);
    await server.link.close();
    gate.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.calls).toEqual(['connect 1', 'close 1']);
    expect(server.states).toEqual([]);
  });

  test('ends the first probe, too', async () => {
    server = new LinkedServer(works, hang);
    await vi.advanceTimersByTimeAsync(0);
    await server.link.close();
    await vi.advanceTimersByTimeAsync(0);
    expect([server.count('probe'), server.count('close 1'), server.states]).toEqual([1, 1, []]);
  });

  test('ends the wait for the next try', async () => {
    server = new LinkedServer(away);
    await vi.advanceTimersByTimeAsync(0);
    await server.link.close();
    await vi.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect(server.count('connect')).toBe(1);
  });
});
