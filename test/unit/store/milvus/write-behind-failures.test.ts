import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MilvusError } from '../../../../daemon/store/milvus/milvus-error.ts';
import type { WriteBehind } from '../../../../daemon/store/milvus/write-behind.ts';
import type { WriteJournal } from '../../../../daemon/store/milvus/write-journal.ts';
import { cacheEntry } from '../../../support/cache-entry.ts';
import type { FakeFarTier } from '../../../support/milvus/fake-far-tier.ts';
import { GATHER_MS, RETRY_MS, WriterUnderTest } from './writer-under-test.ts';

let far: FakeFarTier;
let journal: WriteJournal;
let writer: WriteBehind;
let told: WriterUnderTest['told'];
let under: WriterUnderTest;

beforeEach(() => {
  under = new WriterUnderTest();
  ({ far, journal, writer, told } = under);
});

const [A, B] = [cacheEntry(1), cacheEntry(2)] as const;
const full = new MilvusError('other', 'disk full');

describe('failures', () => {
  test('reject whoever flushes, and nothing is lost', async () => {
    far.failure = full;
    under.put(A);
    await expect(writer.flush()).rejects.toThrow('disk full');
    far.failure = undefined;
    await writer.flush();
    expect(under.keys()).toEqual([A.id]);
  });

  test('a nudge gathers what comes close together', async () => {
    under.put(A);
    writer.nudge();
    writer.nudge();
    await vi.advanceTimersByTimeAsync(GATHER_MS - 1);
    under.put(B);
    expect(far.calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await writer.flush();
    expect(far.changes()).toEqual(['write 2']);
  });

  /** A "forget everything" needs no time but that between two tries. */
  async function tryTimes(times: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(times * RETRY_MS);
  }

  test('are tried again every second, and reported once', async () => {
    far.failure = full;
    under.clear();
    writer.nudge();
    await tryTimes(5);
    expect(far.calls).toHaveLength(5);
    expect(told.trouble).toEqual(['disk full']);
    expect(writer.trouble).toBe(full);
    far.failure = undefined;
    await tryTimes(1);
    expect([journal.size, writer.trouble, told.trouble]).toEqual([0, undefined, ['disk full', 'well again']]);
  });

  test('of the way there are left to the link to report', async () => {
    far.failure = new MilvusError('unreachable', 'away');
    far.state = { kind: 'down', error: far.failure };
    under.clear();
    writer.nudge();
    await tryTimes(3);
    expect([told.trouble, writer.trouble]).toEqual([[], undefined]);
  });

  test('are not over because the connection is gone, too', async () => {
    far.failure = full;
    under.clear();
    writer.nudge();
    await tryTimes(2);
    far.failure = new MilvusError('unreachable', 'away');
    far.state = { kind: 'down', error: far.failure };
    await tryTimes(2);
    expect(told.trouble).toEqual(['disk full']);
  });
});

test('what comes just as nothing more waits is carried over, too', async () => {
  let hasCome = false;
  const comesLate = new Proxy(journal, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'size' && value === 0 && !hasCome) {
        hasCome = true;
        queueMicrotask(() => {
          under.clear();
          late.nudge();
        });
      }
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const late = under.makeWriter(comesLate);
  under.clear();
  late.nudge();
  await vi.advanceTimersByTimeAsync(10 * GATHER_MS);
  expect([far.calls, journal.size]).toEqual([['announce forgotten', 'announce forgotten'], 0]);
  await late.stop();
});

describe('stopping', () => {
  test('leaves in the journal what waits', async () => {
    under.put(A);
    writer.nudge();
    await writer.stop();
    await vi.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect([journal.size, far.calls]).toEqual([1, []]);
  });

  test('ends the wait for the next try', async () => {
    far.failure = full;
    under.clear();
    writer.nudge();
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    await writer.stop();
    await vi.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect(far.calls).toEqual(['failed']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
