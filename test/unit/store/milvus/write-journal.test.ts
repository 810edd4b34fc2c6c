import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../../daemon/database/database.ts';
import { openDatabase } from '../../../../daemon/database/open-database.ts';
import { WriteJournal, type Write } from '../../../../daemon/store/milvus/write-journal.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

function makeDatabase(file?: string): Database {
  const { database } = openDatabase({ file });
  onTestFinished(() => {
    database.close();
  });
  return database;
}

function makeJournal(maxPending = 100): WriteJournal {
  return new WriteJournal({ target: 'here', database: makeDatabase(), maxPending });
}

const put = (id: string, text = id): Write => ({ kind: 'put', id, entry: Buffer.from(text) });
const remove = (id: string): Write => ({ kind: 'delete', id });
const CLEAR: Write = { kind: 'clear' };

function append(journal: WriteJournal, ...writes: Write[]): void {
  for (const write of writes) journal.append(write);
}

/** As `put a`, `delete b`, `clear`. */
function waiting(journal: WriteJournal): string[] {
  return [...journal.all()].map((write) => (write.kind === 'clear' ? 'clear' : `${write.kind} ${write.id}`));
}

describe('order', () => {
  test('writes wait in the order in which they came, however they are read', () => {
    const journal = makeJournal();
    append(journal, put('b'), remove('a'), CLEAR, put('a'), put('b'));
    const all = ['put b', 'delete a', 'clear', 'put a', 'put b'];
    expect(waiting(journal)).toEqual(all);
    expect(journal.oldest(2)).toMatchObject([
      { kind: 'put', id: 'b' },
      { kind: 'delete', id: 'a' },
    ]);
    expect(journal.oldest(100)).toHaveLength(5);
    expect(journal.size).toBe(5);
  });

  test('a write comes back as it was', () => {
    const journal = makeJournal();
    const bytes = Buffer.from([0, 255, 1, 0]);
    journal.append(remove('b'));
    journal.noteEpoch(7);
    journal.append({ kind: 'put', id: 'a', entry: bytes });
    expect(journal.oldest(2)).toEqual([
      { kind: 'delete', id: 'b', epoch: undefined, sequence: 1 },
      { kind: 'put', id: 'a', entry: bytes, epoch: 7, sequence: 2 },
    ]);
  });

  test('a write after "forget everything" belongs to an epoch that is not known yet', () => {
    const journal = makeJournal();
    journal.noteEpoch(7);
    append(journal, CLEAR, put('a'));
    expect(journal.oldest(2).map(({ epoch }) => epoch)).toEqual([7, undefined]);
  });

  test('the last epoch of a server is known after a restart', () => {
    const database = makeDatabase();
    new WriteJournal({ target: 'here', database, maxPending: 9 }).noteEpoch(7);
    const again = new WriteJournal({ target: 'here', database, maxPending: 9 });
    append(again, put('a'));
    expect(again.oldest(1)[0]?.epoch).toBe(7);
  });

  test('what waits for one server is nothing to another', () => {
    const database = makeDatabase();
    const here = new WriteJournal({ target: 'here', database, maxPending: 9 });
    here.noteEpoch(7);
    append(here, put('a'), CLEAR);
    const there = new WriteJournal({ target: 'there', database, maxPending: 9 });
    expect([there.size, there.isClearing, waiting(there), there.oldest(9)]).toEqual([0, false, [], []]);
    append(there, put('b'));
    expect(there.oldest(9)[0]?.epoch).toBeUndefined();
    there.clear();
    expect(waiting(new WriteJournal({ target: 'here', database, maxPending: 9 }))).toEqual([
      'put a',
      'clear',
    ]);
  });

  test('what comes while all are read is read, too', () => {
    const journal = makeJournal();
    append(journal, put('a'));
    const seen = [];
    for (const write of journal.all()) {
      seen.push(write.sequence);
      if (seen.length < 3) append(journal, put('b'));
    }
    expect(seen).toHaveLength(3);
  });
});

describe('what is done', () => {
  test('goes, and the rest stays', () => {
    const journal = makeJournal();
    append(journal, put('a'), put('b'), remove('a'));
    journal.remove(journal.oldest(2));
    expect(waiting(journal)).toEqual(['delete a']);
    expect(journal.size).toBe(1);
  });

  test('goes once: a second time, nothing else does, and nothing new takes its place', () => {
    const journal = makeJournal();
    append(journal, put('a'));
    const done = journal.oldest(1);
    journal.clear();
    append(journal, CLEAR, put('a'));
    journal.remove(done);
    journal.remove(done);
    expect(waiting(journal)).toEqual(['clear', 'put a']);
    expect(journal.size).toBe(2);
  });

  test('"has" tells whether any change of an entry waits', () => {
    const journal = makeJournal();
    append(journal, put('a'), remove('a'), put('b'));
    journal.remove(journal.oldest(1));
    expect([journal.has('a'), journal.has('b'), journal.has('c')]).toEqual([true, true, false]);
    journal.remove(journal.oldest(1));
    expect([journal.has('a'), journal.has('b')]).toEqual([false, true]);
  });

  test('nothing waits once everything is forgotten', () => {
    const journal = makeJournal();
    append(journal, put('a'), CLEAR);
    journal.clear();
    expect([journal.size, journal.has('a'), journal.isClearing]).toEqual([0, false, false]);
    expect(waiting(journal)).toEqual([]);
  });
});

test('a waiting "forget everything" is told until it is done, and is no entry', () => {
  const journal = makeJournal();
  append(journal, put('a'));
  expect(journal.isClearing).toBe(false);
  append(journal, CLEAR, CLEAR);
  expect(journal.isClearing).toBe(true);
  journal.remove(journal.oldest(2));
  expect(journal.isClearing).toBe(true);
  journal.remove(journal.oldest(1));
  expect(journal.isClearing).toBe(false);
});

describe('where there are too many', () => {
  test('the oldest answer makes room, and is counted', () => {
    const journal = makeJournal(3);
    append(journal, put('a'), put('b'), put('c'), put('d'), put('e'));
    expect(waiting(journal)).toEqual(['put c', 'put d', 'put e']);
    expect([journal.dropped, journal.size, journal.has('a')]).toEqual([2, 3, false]);
  });

  test('deletions stay while there is an answer, however new', () => {
    const journal = makeJournal(3);
    append(journal, remove('a'), remove('b'), put('c'), remove('d'));
    expect(waiting(journal)).toEqual(['delete a', 'delete b', 'delete d']);
  });

  test('then the oldest deletion goes; "forget everything" stays', () => {
    const journal = makeJournal(3);
    append(journal, CLEAR, remove('a'), remove('b'), remove('c'));
    expect(waiting(journal)).toEqual(['clear', 'delete b', 'delete c']);
    expect([journal.dropped, journal.has('a'), journal.isClearing]).toEqual([1, false, true]);
  });

  test('there are never more than that, whatever comes', () => {
    const journal = makeJournal(1);
    append(journal, CLEAR);
    append(journal, put('a'));
    append(journal, CLEAR, CLEAR);
    expect(journal.size).toBe(1);
    expect(waiting(journal)).toEqual(['clear']);
  });
});

test('what waits survives the database being closed and opened again', () => {
  const file = path.join(temporaryFolder(), 'journal.db');
  const first = makeDatabase(file);
  append(new WriteJournal({ target: 'here', database: first, maxPending: 3 }), put('a'), CLEAR, put('b'));
  first.close();
  const journal = new WriteJournal({ target: 'here', database: makeDatabase(file), maxPending: 3 });
  expect(waiting(journal)).toEqual(['put a', 'clear', 'put b']);
  expect([journal.size, journal.has('b'), journal.isClearing, journal.dropped]).toEqual([3, true, true, 0]);
  append(journal, put('c'));
  expect(waiting(journal)).toEqual(['clear', 'put b', 'put c']);
});
