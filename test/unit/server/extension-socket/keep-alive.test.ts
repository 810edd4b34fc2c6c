import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { keepAlive } from '../../../../daemon/server/extension-socket/keep-alive.ts';

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  pings = 0;
  isTerminated = false;

  ping(): void {
    this.pings += 1;
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

let socket: FakeSocket;
let stop: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  socket = new FakeSocket();
  stop = keepAlive(socket as unknown as WebSocket, 15_000);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('two pings without an answer end the connection (L12)', () => {
  vi.advanceTimersByTime(30_000);
  expect([socket.pings, socket.isTerminated]).toEqual([2, false]);
  vi.advanceTimersByTime(15_000);
  expect(socket.isTerminated).toBe(true);
});

test('a connection that answers is kept', () => {
  for (let ping = 0; ping < 10; ping += 1) {
    vi.advanceTimersByTime(15_000);
    socket.emit('pong');
  }
  expect([socket.pings, socket.isTerminated]).toEqual([10, false]);
});

test('nothing is pinged once it was stopped', () => {
  stop();
  vi.advanceTimersByTime(60_000);
  expect(socket.pings).toBe(0);
});
