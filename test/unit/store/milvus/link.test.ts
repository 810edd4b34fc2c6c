import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MilvusError } from '../../../../daemon/store/milvus/milvus-error.ts';
import { createGate } from '../../../support/gate.ts';
import {
  away,
  BUDGET_MS,
  hang,
  LinkedServer,
  outcomeOf,
  RETRY_MS,
  TIMEOUT_MS,
  works,
} from './linked-server.ts';

let server: LinkedServer;

beforeEach(() => {
  vi.useFakeTimers();
  return async () => {
    await server.link.close();
    vi.useRealTimers();
  };
});

describe('opening', () => {
  test('it is open once a probe was answered', async () => {
    server = new LinkedServer();
    expect(server.link.state).toEqual({ kind: 'connecting' });
    await server.link.opened();
    expect(server.link.state).toEqual({ kind: 'up' });
    expect(server.calls).toEqual(['connect 1', `probe 1 within ${BUDGET_MS}`]);
    expect(server.states).toEqual(['up']);
  });

  test('whoever waits for it waits while it is connecting', async () => {
    const gate = createGate();
    server = new LinkedServer(() => gate.opened);
    const opened = [server.link.opened(), server.link.opened()];
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcomeOf(opened[0]!)).toBe('waiting');
    gate.open();
    expect(await Promise.all(opened)).toEqual([undefined, undefined]);
  });

  test('whoever waits for it is told what is wrong as soon as that is known', async () => {
    server = new LinkedServer(away);
    await expect(server.link.opened()).rejects.toThrow('away');
    await expect(server.link.opened()).rejects.toMatchObject({ fault: 'unreachable' });
  });

  test('what is thrown is an error of ours, whatever it was', async () => {
    server = new LinkedServer(() => Promise.reject(new TypeError('x is not a function')));
    await expect(server.link.opened()).rejects.toBeInstanceOf(MilvusError);
  });

  test('before, lookups and work in the background reject at once', async () => {
    server = new LinkedServer(hang);
    expect(await outcomeOf(server.lookup())).toBe('failed: not connected yet');
    expect(await outcomeOf(server.link.run(works))).toBe('failed: not connected yet');
  });

  test('the first calls may be slow: three probes are tried', async () => {
    const answers = [hang, hang, works];
    server = new LinkedServer(works, () => (answers.shift() ?? works)());
    await vi.advanceTimersByTimeAsync(2 * BUDGET_MS);
    expect([server.count('probe'), server.states]).toEqual([3, ['up']]);
  });

  test('a server that connects and never answers is down, and its connection is closed', async () => {
    server = new LinkedServer(works, hang);
    await vi.advanceTimersByTimeAsync(3 * BUDGET_MS);
    expect(server.states).toEqual([`down: no answer within ${BUDGET_MS} ms`]);
    expect([server.count('probe'), server.count('close 1')]).toEqual([3, 1]);
  });
});

describe('while it is down', () => {
  beforeEach(async () => {
    server = new LinkedServer(away);
    await vi.advanceTimersByTimeAsync(0);
  });

  test('lookups and work in the background reject at once with what is wrong', async () => {
    expect(await outcomeOf(server.lookup())).toBe('failed: away');
    expect(await outcomeOf(server.link.run(works))).toBe('failed: away');
  });

  test('it is tried again every second, and reported once', async () => {
    await vi.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect(server.count('connect')).toBe(11);
    expect(server.states).toEqual(['down: away']);
  });

  test('another fault is another state, and the same one with other words is not', async () => {
    server.connects = () => Promise.reject(new MilvusError('unreachable', 'away still'));
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(server.link.state).toMatchObject({ error: { message: 'away still' } });
    server.connects = () => Promise.reject(new MilvusError('login', 'wrong password'));
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(server.states).toEqual(['down: away', 'down: wrong password']);
  });

  test('it opens as soon as the server is back', async () => {
    server.connects = works;
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(server.states).toEqual(['down: away', 'up']);
    expect(await outcomeOf(server.lookup(() => Promise.resolve('found')))).toBe('found');
    await server.link.opened();
  });
});

describe('while it is up', () => {
  beforeEach(async () => {
    server = new LinkedServer();
    await server.link.opened();
    server.calls.length = 0;
  });

  test('work is told how long it may take', async () => {
    const told: number[] = [];
    const note = async (session: number, deadlineMs: number): Promise<void> => {
      told.push(session, deadlineMs);
    };
    await server.link.lookup(note);
    await server.link.run(note);
    expect(told).toEqual([1, BUDGET_MS, 1, TIMEOUT_MS]);
  });

  test('a lookup that hangs rejects when the budget is spent, and not before', async () => {
    const lookup = server.lookup(hang);
    await vi.advanceTimersByTimeAsync(BUDGET_MS - 1);
    expect(await outcomeOf(lookup)).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcomeOf(lookup)).toBe(`failed: no answer within ${BUDGET_MS} ms`);
  });

  test('work in the background may take longer, but not for ever', async () => {
    const work = server.link.run(hang);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
    expect(await outcomeOf(work)).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcomeOf(work)).toBe(`failed: no answer within ${TIMEOUT_MS} ms`);
  });

  test('a lookup that fails puts it in doubt: the next ones reject at once, and only a probe is sent', async () => {
    server.answers = hang;
    await expect(server.lookup(away)).rejects.toThrow('away');
    const work: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const lookup = server.lookup(async () => work.push('asked'));
      expect(await outcomeOf(lookup)).toBe('failed: Milvus did not answer in time just now');
    }
    expect(work).toEqual([]);
    expect(server.calls).toEqual([`probe 1 within ${BUDGET_MS}`]);
  });

  test('a probe that is answered opens it again, over the same connection and without a word', async () => {
    const gate = createGate();
    server.answers = () => gate.opened;
    await expect(server.lookup(away)).rejects.toThrow('away');
    gate.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(await outcomeOf(server.lookup(() => Promise.resolve('found')))).toBe('found');
    expect(server.states).toEqual(['up']);
    expect(server.calls).toEqual([`probe 1 within ${BUDGET_MS}`]);
  });

  test('three probes without an answer close it, and a new connection is made', async () => {
    server.answers = hang;
    void server.lookup().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(4 * BUDGET_MS);
    expect(server.states).toEqual(['up', `down: no answer within ${BUDGET_MS} ms`]);
    expect([server.count('probe'), server.count('close 1')]).toEqual([3, 1]);
    server.answers = works;
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(server.states.at(-1)).toBe('up');
    expect(server.count('connect 2')).toBe(1);
  });

  test('many lookups that fail at once are one doubt', async () => {
    server.answers = away;
    await Promise.allSettled(Array.from({ length: 50 }, () => server.lookup()));
    await vi.advanceTimersByTimeAsync(0);
    expect([server.count('probe'), server.count('close'), server.states.length]).toEqual([3, 1, 2]);
  });

  test('a request that the server rejects says nothing about the way to it', async () => {
    const rejected = (): Promise<never> => Promise.reject(new MilvusError('rejected', 'bad parameter'));
    server.answers = hang;
    await expect(server.lookup(rejected)).rejects.toThrow('bad parameter');
    await expect(server.link.run(rejected)).rejects.toThrow('bad parameter');
    expect(await outcomeOf(server.lookup(() => Promise.resolve('found')))).toBe('found');
    expect(server.calls).toEqual([]);
  });

  test('work of a connection that is gone says nothing about the next one', async () => {
    const gate = createGate();
    const late = server.link.run(() => gate.opened.then(away));
    server.answers = away;
    await expect(server.lookup()).rejects.toThrow('away');
    await vi.advanceTimersByTimeAsync(0);
    server.answers = works;
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(server.states).toEqual(['up', 'down: away', 'up']);
    server.calls.length = 0;
    gate.open();
    await expect(late).rejects.toThrow('away');
    await vi.advanceTimersByTimeAsync(0);
    expect(server.calls).toEqual([]);
  });

  test('a failure after the deadline is heard by nobody', async () => {
    const gate = createGate();
    const lookup = server.lookup(() => gate.opened.then(away)).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(BUDGET_MS);
    expect(await lookup).toMatchObject({ message: `no answer within ${BUDGET_MS} ms` });
    gate.open();
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(server.states).toEqual(['up']);
  });

  test('no timer is left when work is done', async () => {
    const before = vi.getTimerCount();
    await server.lookup();
    await server.link.run(works);
    await server.lookup(away).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(before);
  });
});
