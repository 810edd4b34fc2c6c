import { beforeEach, expect, test, vi } from 'vitest';
import { ChangeWatch } from '../../../../daemon/store/milvus/change-watch.ts';
import type { CommonState } from '../../../../daemon/store/milvus/notes.ts';
import { createGate } from '../../../support/gate.ts';

/** What Milvus says, and what was asked of it. */
class FakeWatched {
  isOpen = true;
  state: CommonState = { epoch: 1, changes: 1 };
  readonly calls: string[] = [];
  readonly seen: CommonState[] = [];
  reading: Promise<void> = Promise.resolve();
  changing: Promise<void> = Promise.resolve();
  readonly watch = new ChangeWatch({
    isOpen: () => this.isOpen,
    read: async () => {
      this.calls.push('read');
      const { state } = this;
      await this.reading;
      return state;
    },
    onRead: async (state) => {
      this.seen.push(state);
    },
    onChange: async () => {
      this.calls.push('change');
      await this.changing;
    },
  });

  count(call: string): number {
    return this.calls.filter((each) => each === call).length;
  }
}

let watched: FakeWatched;

beforeEach(() => {
  vi.useFakeTimers();
  watched = new FakeWatched();
  return async () => {
    await watched.watch.stop();
    vi.useRealTimers();
  };
});

const LOOK_MS = 2_000;

test('it looks every two seconds', async () => {
  await vi.advanceTimersByTimeAsync(LOOK_MS - 1);
  expect(watched.count('read')).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(watched.count('read')).toBe(1);
  await vi.advanceTimersByTimeAsync(3 * LOOK_MS);
  expect(watched.count('read')).toBe(4);
});

/** A bounded read may show for some seconds what is gone: each change is followed at five looks. */
const CHECKS = 5;

test('the first look takes what it reads for a change, and a change is followed at five looks', async () => {
  for (let look = 0; look < CHECKS + 2; look++) await watched.watch.look();
  expect(watched.count('change')).toBe(CHECKS);
});

test('only another number is a change', async () => {
  for (const changes of [5, 5, 5, 5, 5, 5]) {
    watched.state = { epoch: 1, changes };
    await watched.watch.look();
  }
  expect(watched.count('change')).toBe(CHECKS);
  watched.state = { epoch: 1, changes: 3 };
  await watched.watch.look();
  expect(watched.count('change')).toBe(CHECKS + 1);
});

test('what is read is told each time', async () => {
  await watched.watch.look();
  watched.state = { epoch: 2, changes: 1 };
  await watched.watch.look();
  expect(watched.seen).toEqual([
    { epoch: 1, changes: 1 },
    { epoch: 2, changes: 1 },
  ]);
});

test('all is checked once a minute, announced or not', async () => {
  await vi.advanceTimersByTimeAsync(29 * LOOK_MS);
  expect(watched.count('change')).toBe(CHECKS);
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(watched.count('change')).toBe(CHECKS + 1);
  await vi.advanceTimersByTimeAsync(30 * LOOK_MS);
  expect(watched.count('change')).toBe(CHECKS + 2);
});

test('whoever asks while a look is under way waits for that', async () => {
  const gate = createGate();
  watched.reading = gate.opened;
  let isDone = false;
  const looks = [watched.watch.look(), watched.watch.look()];
  void Promise.all(looks).then(() => {
    isDone = true;
  });
  await vi.advanceTimersByTimeAsync(10 * LOOK_MS);
  expect([isDone, watched.count('read')]).toEqual([false, 1]);
  gate.open();
  await Promise.all(looks);
  expect(watched.calls).toEqual(['read', 'change']);
});

test('it does not look while there is no connection', async () => {
  watched.isOpen = false;
  await vi.advanceTimersByTimeAsync(5 * LOOK_MS);
  expect(watched.calls).toEqual([]);
  watched.isOpen = true;
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(watched.calls).toEqual(['read', 'change']);
});

test('a look that fails rejects nowhere, and the next one comes in time', async () => {
  watched.reading = Promise.reject(new Error('away'));
  await watched.watch.look();
  expect(watched.calls).toEqual(['read']);
  watched.reading = Promise.resolve();
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(watched.calls).toEqual(['read', 'read', 'change']);
});

test('a change that could not be followed is followed at the next looks', async () => {
  watched.changing = Promise.reject(new Error('away'));
  await watched.watch.look();
  watched.changing = Promise.resolve();
  for (let look = 0; look < CHECKS + 2; look++) await watched.watch.look();
  expect(watched.count('change')).toBe(1 + CHECKS);
});

test('after a time without a look everything may have changed', async () => {
  await watched.watch.look();
  await watched.watch.lookAnew();
  expect(watched.calls).toEqual(['read', 'change', 'read', 'change']);
});

test('looking anew does not rely on a look that was under way', async () => {
  await watched.watch.look();
  const gate = createGate();
  watched.reading = gate.opened;
  const under = watched.watch.look();
  const anew = watched.watch.lookAnew();
  gate.open();
  await Promise.all([under, anew]);
  expect(watched.calls).toEqual(['read', 'change', 'read', 'change', 'read', 'change']);
});

test('once stopped it never looks again', async () => {
  await watched.watch.stop();
  await watched.watch.look();
  await watched.watch.lookAnew();
  await vi.advanceTimersByTimeAsync(100 * LOOK_MS);
  expect(watched.calls).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('stopping waits for the look under way, after which none comes', async () => {
  const gate = createGate();
  watched.reading = gate.opened;
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  let isStopped = false;
  const stopped = watched.watch.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(isStopped).toBe(false);
  gate.open();
  await stopped;
  await vi.advanceTimersByTimeAsync(10 * LOOK_MS);
  expect(watched.count('read')).toBe(1);
});
