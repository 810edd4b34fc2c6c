import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase } from '../../../../daemon/database/open-database.ts';
import type { Database } from '../../../../daemon/database/database.ts';
import { MilvusError } from '../../../../daemon/store/milvus/milvus-error.ts';
import type { MilvusSettings } from '../../../../daemon/store/milvus/milvus-settings.ts';
import { MilvusStore } from '../../../../daemon/store/milvus/milvus-store.ts';
import { MilvusSession } from '../../../../daemon/store/milvus/session.ts';
import { cacheEntry } from '../../../support/cache-entry.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { createGate } from '../../../support/gate.ts';
import { FakeMilvus } from '../../../support/milvus/fake-session.ts';
import { milvusSettings } from '../../../support/milvus/milvus-settings.ts';

const [A, B, C] = [cacheEntry(1), cacheEntry(2), cacheEntry(3)] as const;
const NEAR_A = { scope: A.scope, vector: A.embedding!, embedder: 'fake', limit: 3 };
const SETTINGS = milvusSettings({ host: 'lan', port: 1 });
const full = new MilvusError('other', 'disk full');
const away = new MilvusError('unreachable', 'away');

let milvus: FakeMilvus;
let clock: FakeClock;
let isAway: boolean;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  milvus = new FakeMilvus();
  clock = new FakeClock();
  isAway = false;
  const open = vi.spyOn(MilvusSession, 'open').mockImplementation(async () => {
    if (isAway) throw away;
    return milvus.connect();
  });
  return () => {
    open.mockRestore();
    vi.useRealTimers();
  };
});

function makeDatabase(): Database {
  const { database } = openDatabase({ file: undefined });
  onTestFinished(() => {
    database.close();
  });
  return database;
}

/** A daemon's store; one that has not been closed is closed when the test ends. */
function makeStore(database = makeDatabase(), change: Partial<MilvusSettings> = {}): MilvusStore {
  const store = new MilvusStore({
    ...{ settings: { ...SETTINGS, ...change }, dimension: 2, database, clock },
    onState: () => undefined,
    onFault: (fault) => {
      throw fault;
    },
  });
  onTestFinished(() => store.close());
  return store;
}

async function openStore(...parts: Parameters<typeof makeStore>): Promise<MilvusStore> {
  const store = makeStore(...parts);
  await store.opened();
  return store;
}

/** Lets the link try again, and what follows from it happen. */
async function reconnect(store: MilvusStore): Promise<void> {
  isAway = false;
  await vi.advanceTimersByTimeAsync(1_100);
  await store.opened();
}

describe('two daemons', () => {
  test('what one has written the other finds by key and by meaning', async () => {
    const [writer, reader] = [await openStore(), await openStore()];
    await writer.put(A);
    await writer.flush();
    expect(await reader.findNearest(NEAR_A)).toMatchObject([{ entry: { id: A.id } }]);
    expect(await reader.get(A.id)).toEqual(A);
  });

  test('what one has deleted the other has no more once it has looked', async () => {
    const [writer, reader] = [await openStore(), await openStore()];
    await writer.put(A);
    await writer.flush();
    await reader.get(A.id);
    expect(await writer.delete(A.id)).toBe(true);
    await writer.flush();
    await reader.lookAround();
    expect(await reader.get(A.id)).toBeUndefined();
  });

  test('what one said to forget the other has no more, in memory either', async () => {
    const [writer, reader] = [await openStore(), await openStore()];
    await reader.put(A);
    await reader.flush();
    const before = reader.generation();
    await writer.clear();
    await reader.lookAround();
    expect(await reader.get(A.id)).toBeUndefined();
    expect(reader.generation()).toBe(before + 1);
  });
});

describe('a deletion', () => {
  test('of an entry that this daemon has just written and has no copy of any more reaches Milvus', async () => {
    const store = await openStore(makeDatabase(), { hotEntries: 1 });
    await store.put(A);
    await store.put(B);
    await store.flush();
    expect(await store.delete(A.id)).toBe(true);
    await store.flush();
    expect([...milvus.rows.keys()]).toEqual([B.id]);
  });

  test('done twice was nothing the second time', async () => {
    const store = await openStore();
    await store.put(A);
    expect([await store.delete(A.id), await store.delete(A.id)]).toEqual([true, false]);
    await store.flush();
    expect(await store.delete(A.id)).toBe(false);
  });

  test('is believed before Milvus has it', async () => {
    const writer = await openStore();
    await writer.put(A);
    await writer.flush();
    const gate = createGate();
    milvus.writeGate = gate.opened;
    await writer.delete(A.id);
    expect(milvus.rows.has(A.id)).toBe(true);
    expect([await writer.get(A.id), await writer.findNearest(NEAR_A)]).toEqual([undefined, []]);
    gate.open();
  });
});

describe('"forget everything" that Milvus does not take', () => {
  async function clearedStore(database: Database): Promise<MilvusStore> {
    const other = await openStore();
    await other.put(A);
    await other.put(B);
    await other.flush();
    const store = await openStore(database);
    milvus.writeFailure = full;
    await store.clear();
    return store;
  }

  test('is believed all the same: nothing old is found or listed', async () => {
    const store = await clearedStore(makeDatabase());
    expect([await store.get(A.id), await store.findNearest(NEAR_A)]).toEqual([undefined, []]);
    expect(milvus.calls).not.toContain('search');
    expect(await store.list({ offset: 0, limit: 10 })).toEqual([]);
    expect((await store.stats()).entries).toBe(0);
    expect(await store.delete(A.id)).toBe(false);
  });

  test('holds in the next run of the daemon, too', async () => {
    const database = makeDatabase();
    await (await clearedStore(database)).close();
    const store = await openStore(database);
    expect([await store.get(A.id), await store.findNearest(NEAR_A)]).toEqual([undefined, []]);
  });

  test('spares what comes after it', async () => {
    const store = await clearedStore(makeDatabase());
    await store.put(C);
    expect(await store.get(C.id)).toEqual(C);
    milvus.writeFailure = undefined;
    await store.flush();
    expect(await store.list({ offset: 0, limit: 10 })).toMatchObject([{ id: C.id }]);
    expect(await (await openStore()).get(C.id)).toEqual(C);
  });
});

describe('an outage', () => {
  test('what was put meanwhile is found here, and in Milvus afterwards', async () => {
    isAway = true;
    const store = makeStore();
    await expect(store.opened()).rejects.toThrow('away');
    await store.put(A);
    expect([await store.get(A.id), milvus.rows.size]).toEqual([A, 0]);
    await reconnect(store);
    await store.flush();
    expect([...milvus.rows.keys()]).toEqual([A.id]);
  });

  test('answers that wait are dropped where another daemon said "forget everything" meanwhile', async () => {
    const database = makeDatabase();
    const other = await openStore();
    const first = await openStore(database);
    milvus.writeFailure = full;
    await first.put(A);
    await first.close();
    milvus.writeFailure = undefined;
    await other.clear();
    const again = await openStore(database);
    await again.flush();
    expect(milvus.rows.size).toBe(0);
    expect([await again.get(A.id), await again.findNearest(NEAR_A)]).toEqual([undefined, []]);
  });
});

describe('closing', () => {
  test('does not wait for a write that hangs, which stays in the journal', async () => {
    const database = makeDatabase();
    const store = await openStore(database);
    milvus.writeGate = new Promise(() => undefined);
    await store.put(A);
    const closed = store.close();
    await vi.advanceTimersByTimeAsync(2_000);
    await closed;
    milvus.writeGate = Promise.resolve();
    await (await openStore(database)).flush();
    expect([...milvus.rows.keys()]).toEqual([A.id]);
  });

  test('does not wait for a look at other daemons that hangs', async () => {
    const store = await openStore();
    await store.lookAround();
    milvus.stateGate = new Promise(() => undefined);
    const look = store.lookAround();
    await store.close();
    await look;
    expect(milvus.calls).toContain('close');
  });

  test('ends for good: nothing is taken any more, and the connection is closed once', async () => {
    const store = await openStore();
    await Promise.all([store.close(), store.close()]);
    await expect(store.put(A)).rejects.toThrow('closed');
    expect(milvus.calls.filter((call) => call === 'close')).toHaveLength(1);
  });
});

test('near candidates that are enough spare the way to Milvus', async () => {
  const store = await openStore();
  await store.put(A);
  await store.findNearest({ ...NEAR_A, isEnough: () => Promise.resolve(true) });
  expect(milvus.calls).not.toContain('search');
  await store.findNearest({ ...NEAR_A, isEnough: () => Promise.resolve(false) });
  expect(milvus.calls).toContain('search');
});
