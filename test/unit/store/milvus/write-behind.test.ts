import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CacheEntry } from '../../../../daemon/chat/cache-entry.ts';
import { MilvusError } from '../../../../daemon/store/milvus/milvus-error.ts';
import type { WriteBehind } from '../../../../daemon/store/milvus/write-behind.ts';
import type { WriteJournal } from '../../../../daemon/store/milvus/write-journal.ts';
import { cacheEntry } from '../../../support/cache-entry.ts';
import { createGate } from '../../../support/gate.ts';
import type { FakeFarTier } from '../../../support/milvus/fake-far-tier.ts';
import { WriterUnderTest } from './writer-under-test.ts';

let far: FakeFarTier;
let journal: WriteJournal;
let writer: WriteBehind;
let told: WriterUnderTest['told'];
let under: WriterUnderTest;

beforeEach(() => {
  under = new WriterUnderTest();
  ({ far, journal, writer, told } = under);
});

const [A, B, C] = [cacheEntry(1), cacheEntry(2), cacheEntry(3)] as const;
const full = new MilvusError('other', 'disk full');

/** With an answer that a row of Milvus cannot hold. */
function tooLong(number: number): CacheEntry {
  return cacheEntry(number, { answer: { ...A.answer, text: randomBytes(600_000).toString('base64') } });
}

describe('what waits', () => {
  test('goes to Milvus, is reported, and waits no more', async () => {
    under.put(A);
    under.put(B);
    await writer.flush();
    expect(under.keys()).toEqual([A.id, B.id]);
    expect(far.rows.get(A.id)).toMatchObject({ id: A.id, scope: A.scope, epoch: 1 });
    expect([told.written, journal.size]).toEqual([[A.id, B.id], 0]);
  });

  test('goes together, a hundred at a time', async () => {
    for (let number = 0; number < 250; number += 1) under.put(cacheEntry(number));
    await writer.flush();
    expect(far.changes()).toEqual(['write 100', 'write 100', 'write 50']);
    expect(far.rows.size).toBe(250);
  });

  test('goes in more than one message where it is long', async () => {
    const long = (number: number): CacheEntry =>
      cacheEntry(number, { answer: { ...A.answer, text: 'long '.repeat(300_000) } });
    for (let number = 0; number < 5; number += 1) under.put(long(number));
    await writer.flush();
    expect(far.changes()).toEqual(['write 2', 'write 2', 'write 1']);
  });

  test('is written once an entry: the last write counts', async () => {
    under.put(A);
    under.put(B);
    under.put({ ...A, model: 'new' });
    under.put(C);
    under.remove(B);
    await writer.flush();
    expect(under.keys().sort()).toEqual([A.id, C.id]);
    expect(far.rows.get(A.id)).toMatchObject({ model: 'new' });
    expect(far.changes()).toEqual(['write 2', 'erase 1', 'forget hits 1', 'announce change']);
  });

  test('a deletion and then another answer is that answer', async () => {
    far.rows.set(A.id, { id: A.id, model: 'old' });
    under.remove(A);
    under.put({ ...A, model: 'new' });
    await writer.flush();
    expect(far.rows.get(A.id)).toMatchObject({ model: 'new' });
  });

  test('stays in the journal until Milvus has confirmed it', async () => {
    const gate = createGate();
    far.gate = gate.opened;
    under.put(A);
    const flushed = writer.flush();
    under.put(B);
    expect(journal.size).toBe(2);
    gate.open();
    await flushed;
    expect([journal.size, under.keys()]).toEqual([0, [A.id, B.id]]);
  });

  test('whoever flushes at once waits for one and the same batch', async () => {
    under.put(A);
    await Promise.all([writer.flush(), writer.flush(), writer.flush()]);
    expect(far.changes()).toEqual(['write 1']);
  });
});

describe('what others may hold copies of', () => {
  test.each<[string, boolean, 'put' | 'remove', CacheEntry]>([
    ['a new entry', false, 'put', A],
    ['one that is replaced', true, 'put', B],
    ['one that is deleted', true, 'remove', B],
    ['one that is deleted and was not there', true, 'remove', C],
  ])('%s: announced is %s', async (_what, isAnnounced, change, entry) => {
    far.rows.set(B.id, { id: B.id });
    under[change](entry);
    await writer.flush();
    expect(far.calls.includes('announce change')).toBe(isAnnounced);
  });

  test('one that is replaced before a bounded read shows it: announced', async () => {
    under.put(A);
    await writer.flush();
    far.rows.clear();
    under.put({ ...A, model: 'new' });
    await writer.flush();
    expect(far.changes()).toEqual(['write 1', 'write 1', 'announce change']);
  });

  test('is announced after it has changed, not before', async () => {
    far.rows.set(A.id, { id: A.id });
    under.put(A);
    under.remove(B);
    await writer.flush();
    expect(far.changes()).toEqual(['write 1', 'erase 1', 'forget hits 1', 'announce change']);
  });
});

describe('"forget everything"', () => {
  test('splits what goes together, and comes in its turn', async () => {
    under.put(A);
    under.put(B);
    under.clear();
    under.put(C, {});
    await writer.flush();
    expect(far.changes()).toEqual(['write 2', 'announce forgotten', 'write 1']);
    expect([under.keys(), journal.isClearing]).toEqual([[C.id], false]);
    expect(far.rows.get(C.id)).toMatchObject({ epoch: 2 });
  });

  test('waits until Milvus knows it', async () => {
    under.clear();
    far.failure = full;
    await expect(writer.flush()).rejects.toThrow('disk full');
    expect(journal.isClearing).toBe(true);
    far.failure = undefined;
    await writer.flush();
    expect(journal.size).toBe(0);
  });

  test('by another daemon: answers begun before it are not written, and reported', async () => {
    under.put(A, { epoch: 1 });
    far.epoch = 2;
    under.put(B, { epoch: 2 });
    under.put(C, {});
    await writer.flush();
    expect(under.keys()).toEqual([B.id, C.id]);
    expect([told.forgotten, journal.size]).toEqual([[A.id], 0]);
  });

  test('by another daemon: deletions begun before it are done all the same', async () => {
    far.rows.set(A.id, { id: A.id });
    under.remove(A);
    far.epoch = 2;
    await writer.flush();
    expect(under.keys()).toEqual([]);
  });
});

describe('answers that Milvus cannot take', () => {
  test('are longer than a row: reported, and nobody waits for them', async () => {
    const long = tooLong(1);
    under.put(long);
    under.put(B);
    await writer.flush();
    expect([under.keys(), told.refused, journal.size]).toEqual([[B.id], [long.id], 0]);
  });

  test('are damaged in the journal: reported, and nobody waits for them', async () => {
    journal.append({ kind: 'put', id: A.id, entry: Buffer.from('{') });
    under.put(B);
    await writer.flush();
    expect([under.keys(), told.refused, journal.size]).toEqual([[B.id], [A.id], 0]);
  });

  test('are refused by Milvus: the others are written one by one', async () => {
    far.refuses = ({ id }) => id === B.id;
    for (const entry of [A, B, C]) under.put(entry);
    await writer.flush();
    expect([under.keys(), told.refused, journal.size]).toEqual([[A.id, C.id], [B.id], 0]);
  });

  test('are reported by their own ids, not by their keys', async () => {
    far.refuses = () => true;
    under.put({ ...A, id: 'mine' });
    await writer.flush();
    expect(told.refused).toEqual(['mine']);
  });

  test.each<[string, CacheEntry]>([
    ['too long', tooLong(1)],
    ['refused', { ...A, model: 'refused' }],
  ])('leave none before them, either: %s', async (_why, entry) => {
    far.rows.set(A.id, { id: A.id });
    far.refuses = ({ model }) => model === 'refused';
    under.put(entry);
    await writer.flush();
    expect([under.keys(), told.refused]).toEqual([[], [A.id]]);
    expect(far.calls.at(-1)).toBe('announce change');
  });

  test('take no deletion with them', async () => {
    far.rows.set(B.id, { id: B.id });
    far.refuses = () => true;
    under.put(A);
    under.remove(B);
    await writer.flush();
    expect([under.keys(), told.refused, journal.size]).toEqual([[], [A.id], 0]);
  });
});
