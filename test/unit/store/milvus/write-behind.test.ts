import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CacheEntry } from '../../../../daemon/chat/cache-entry.ts';
import { openDatabase } from '../../../../daemon/database/open-database.ts';
import { MilvusError } from '../../../../daemon/store/milvus/milvus-error.ts';
import { serialiseEntry } from '../../../../daemon/store/milvus/packed-entry.ts';
import { WriteBehind } from '../../../../daemon/store/milvus/write-behind.ts';
import { WriteJournal } from '../../../../daemon/store/milvus/write-journal.ts';
import { cacheEntry } from '../../../support/cache-entry.ts';
import { createGate } from '../../../support/gate.ts';
import { FakeFarTier } from '../../../support/milvus/fake-far-tier.ts';

const GATHER_MS = 20;
const RETRY_MS = 1_000;

let far: FakeFarTier;
let journal: WriteJournal;
let writer: WriteBehind;
let told: { written: string[]; refused: string[]; forgotten: string[]; trouble: string[] };

beforeEach(() => {
  // What packs the entries goes on in the meantime: only clocks stand still.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { database } = openDatabase({ file: undefined });
  far = new FakeFarTier();
  journal = new WriteJournal({ database, maxPending: 1_000 });
  told = { written: [], refused: [], forgotten: [], trouble: [] };
  writer = new WriteBehind({
    ...{ journal, far, vectorField: 'embedding', dimension: 2 },
    onWritten: (ids) => told.written.push(...ids),
    onLost: (ids, why) => told[why].push(...ids),
    onTrouble: (error) => told.trouble.push(error?.message ?? 'well again'),
  });
  return async () => {
    await writer.stop();
    database.close();
    vi.useRealTimers();
  };
});

function put(entry: CacheEntry, { epoch }: { epoch?: number | undefined } = far): void {
  journal.append({ kind: 'put', id: entry.id, entry: serialiseEntry(entry) }, epoch);
}

function remove({ id }: CacheEntry): void {
  journal.append({ kind: 'delete', id }, far.epoch);
}

function clear(): void {
  journal.append({ kind: 'clear' }, far.epoch);
}

/** With an answer that a row of Milvus cannot hold. */
function tooLong(number: number): CacheEntry {
  return cacheEntry(number, { answer: { ...A.answer, text: randomBytes(600_000).toString('base64') } });
}

const [A, B, C] = [cacheEntry(1), cacheEntry(2), cacheEntry(3)] as const;
const ignore = (): void => undefined;
const full = new MilvusError('other', 'disk full');
const keys = (): string[] => [...far.rows.keys()];

describe('what waits', () => {
  test('goes to Milvus, is reported, and waits no more', async () => {
    put(A);
    put(B);
    await writer.flush();
    expect(keys()).toEqual([A.id, B.id]);
    expect(far.rows.get(A.id)).toMatchObject({ id: A.id, scope: A.scope, epoch: 1 });
    expect([told.written, journal.size]).toEqual([[A.id, B.id], 0]);
  });

  test('goes together, a hundred at a time', async () => {
    for (let number = 0; number < 250; number += 1) put(cacheEntry(number));
    await writer.flush();
    expect(far.changes()).toEqual(['write 100', 'write 100', 'write 50']);
    expect(far.rows.size).toBe(250);
  });

  test('goes in more than one message where it is long', async () => {
    const long = (number: number): CacheEntry =>
      cacheEntry(number, { answer: { ...A.answer, text: 'long '.repeat(300_000) } });
    for (let number = 0; number < 5; number += 1) put(long(number));
    await writer.flush();
    expect(far.changes()).toEqual(['write 2', 'write 2', 'write 1']);
  });

  test('is written once an entry: the last write counts', async () => {
    put(A);
    put(B);
    put({ ...A, model: 'new' });
    put(C);
    remove(B);
    await writer.flush();
    expect(keys().sort()).toEqual([A.id, C.id]);
    expect(far.rows.get(A.id)).toMatchObject({ model: 'new' });
    expect(far.changes()).toEqual(['write 2', 'erase 1', 'forget hits 1', 'announce change']);
  });

  test('a deletion and then another answer is that answer', async () => {
    far.rows.set(A.id, { id: A.id, model: 'old' });
    remove(A);
    put({ ...A, model: 'new' });
    await writer.flush();
    expect(far.rows.get(A.id)).toMatchObject({ model: 'new' });
  });

  test('stays in the journal until Milvus has confirmed it', async () => {
    const gate = createGate();
    far.gate = gate.opened;
    put(A);
    const flushed = writer.flush();
    put(B);
    expect(journal.size).toBe(2);
    gate.open();
    await flushed;
    expect([journal.size, keys()]).toEqual([0, [A.id, B.id]]);
  });

  test('whoever flushes at once waits for one and the same batch', async () => {
    put(A);
    await Promise.all([writer.flush(), writer.flush(), writer.flush()]);
    expect(far.changes()).toEqual(['write 1']);
  });
});

describe('what others may hold copies of', () => {
  test.each<[string, boolean, (entry: CacheEntry) => void, CacheEntry]>([
    ['a new entry', false, put, A],
    ['one that is replaced', true, put, B],
    ['one that is deleted', true, remove, B],
    ['one that is deleted and was not there', true, remove, C],
  ])('%s: announced is %s', async (_what, isAnnounced, change, entry) => {
    far.rows.set(B.id, { id: B.id });
    change(entry);
    await writer.flush();
    expect(far.calls.includes('announce change')).toBe(isAnnounced);
  });

  test('is announced after it has changed, not before', async () => {
    far.rows.set(A.id, { id: A.id });
    put(A);
    remove(B);
    await writer.flush();
    expect(far.changes()).toEqual(['write 1', 'erase 1', 'forget hits 1', 'announce change']);
  });
});

describe('"forget everything"', () => {
  test('splits what goes together, and comes in its turn', async () => {
    put(A);
    put(B);
    clear();
    put(C, {});
    await writer.flush();
    expect(far.changes()).toEqual(['write 2', 'announce forgotten', 'write 1']);
    expect([keys(), journal.isClearing]).toEqual([[C.id], false]);
    expect(far.rows.get(C.id)).toMatchObject({ epoch: 2 });
  });

  test('waits until Milvus knows it', async () => {
    clear();
    far.failure = full;
    await expect(writer.flush()).rejects.toThrow('disk full');
    expect(journal.isClearing).toBe(true);
    far.failure = undefined;
    await writer.flush();
    expect(journal.size).toBe(0);
  });

  test('by another daemon: answers begun before it are not written, and reported', async () => {
    put(A, { epoch: 1 });
    far.epoch = 2;
    put(B, { epoch: 2 });
    put(C, {});
    await writer.flush();
    expect(keys()).toEqual([B.id, C.id]);
    expect([told.forgotten, journal.size]).toEqual([[A.id], 0]);
  });

  test('by another daemon: deletions begun before it are done all the same', async () => {
    far.rows.set(A.id, { id: A.id });
    remove(A);
    far.epoch = 2;
    await writer.flush();
    expect(keys()).toEqual([]);
  });
});

describe('answers that Milvus cannot take', () => {
  test('are longer than a row: reported, and nobody waits for them', async () => {
    const long = tooLong(1);
    put(long);
    put(B);
    await writer.flush();
    expect([keys(), told.refused, journal.size]).toEqual([[B.id], [long.id], 0]);
  });

  test('are damaged in the journal: reported, and nobody waits for them', async () => {
    journal.append({ kind: 'put', id: A.id, entry: Buffer.from('{') }, 1);
    put(B);
    await writer.flush();
    expect([keys(), told.refused, journal.size]).toEqual([[B.id], [A.id], 0]);
  });

  test('are refused by Milvus: the others are written one by one', async () => {
    far.refuses = ({ id }) => id === B.id;
    for (const entry of [A, B, C]) put(entry);
    await writer.flush();
    expect([keys(), told.refused, journal.size]).toEqual([[A.id, C.id], [B.id], 0]);
  });

  test('are reported by their own ids, not by their keys', async () => {
    far.refuses = () => true;
    put({ ...A, id: 'mine' });
    await writer.flush();
    expect(told.refused).toEqual(['mine']);
  });

  test.each<[string, CacheEntry]>([
    ['too long', tooLong(1)],
    ['refused', { ...A, model: 'refused' }],
  ])('leave none before them, either: %s', async (_why, entry) => {
    far.rows.set(A.id, { id: A.id });
    far.refuses = ({ model }) => model === 'refused';
    put(entry);
    await writer.flush();
    expect([keys(), told.refused]).toEqual([[], [A.id]]);
    expect(far.calls.at(-1)).toBe('announce change');
  });

  test('take no deletion with them', async () => {
    far.rows.set(B.id, { id: B.id });
    far.refuses = () => true;
    put(A);
    remove(B);
    await writer.flush();
    expect([keys(), told.refused, journal.size]).toEqual([[], [A.id], 0]);
  });
});

describe('failures', () => {
  test('reject whoever flushes, and nothing is lost', async () => {
    far.failure = full;
    put(A);
    await expect(writer.flush()).rejects.toThrow('disk full');
    far.failure = undefined;
    await writer.flush();
    expect(keys()).toEqual([A.id]);
  });

  test('a nudge gathers what comes close together', async () => {
    put(A);
    writer.nudge();
    writer.nudge();
    await vi.advanceTimersByTimeAsync(GATHER_MS - 1);
    put(B);
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
    clear();
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
    clear();
    writer.nudge();
    await tryTimes(3);
    expect([told.trouble, writer.trouble]).toEqual([[], undefined]);
  });

  test('are not over because the connection is gone, too', async () => {
    far.failure = full;
    clear();
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
          clear();
          late.nudge();
        });
      }
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const late = new WriteBehind({
    ...{ journal: comesLate, far, vectorField: 'embedding', dimension: 2 },
    ...{ onWritten: ignore, onLost: ignore, onTrouble: ignore },
  });
  clear();
  late.nudge();
  await vi.advanceTimersByTimeAsync(10 * GATHER_MS);
  expect([far.calls, journal.size]).toEqual([['announce forgotten', 'announce forgotten'], 0]);
  await late.stop();
});

describe('stopping', () => {
  test('leaves in the journal what waits', async () => {
    put(A);
    writer.nudge();
    await writer.stop();
    await vi.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect([journal.size, far.calls]).toEqual([1, []]);
  });

  test('ends the wait for the next try', async () => {
    far.failure = full;
    clear();
    writer.nudge();
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    await writer.stop();
    await vi.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect(far.calls).toEqual(['failed']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
