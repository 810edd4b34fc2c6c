import type { CacheEntry } from '../../../daemon/chat/cache-entry.ts';
import { digestOf, fromRow } from '../../../daemon/store/milvus/entry-row.ts';
import type { NewRow } from '../../../daemon/store/milvus/milvus-client.ts';
import type { MilvusError } from '../../../daemon/store/milvus/milvus-error.ts';
import type { CommonState, Notes } from '../../../daemon/store/milvus/notes.ts';
import type { MilvusSession, Validity } from '../../../daemon/store/milvus/session.ts';

/** What all daemons share, and what goes wrong with it. */
export class FakeMilvus {
  readonly rows = new Map<string, NewRow>();
  state: CommonState = { epoch: 0, changes: 0 };
  readonly calls: string[] = [];
  /** What every write fails with. */
  writeFailure: MilvusError | undefined;
  /** Looks at what all daemons agree on go on when this is resolved. */
  stateGate: Promise<void> = Promise.resolve();
  /** Writes go on when this is resolved. */
  writeGate: Promise<void> = Promise.resolve();

  /** One more connection to it. */
  connect(): MilvusSession {
    return fakeSession(this) as unknown as MilvusSession;
  }

  async write(change: string, apply: () => void): Promise<void> {
    this.calls.push(change);
    await this.writeGate;
    if (this.writeFailure) throw this.writeFailure;
    apply();
  }

  async living({ epoch, now }: Validity): Promise<CacheEntry[]> {
    const living = [...this.rows.values()].filter((row) => Number(row.epoch) >= epoch);
    const entries = await Promise.all(living.map((row) => fromRow(row)));
    return entries
      .filter((entry) => entry !== undefined)
      .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  }
}

type Session = Omit<{ [K in keyof MilvusSession]: MilvusSession[K] }, 'notes'> & {
  notes: Omit<{ [K in keyof Notes]: Notes[K] }, 'hitsOf' | 'totalHits'>;
};

function fakeSession(milvus: FakeMilvus): Session {
  const { rows } = milvus;
  return {
    ...{ serverVersion: '2.6.10', index: 'HNSW' },
    notes: fakeNotes(milvus),
    get: async ({ id }, validity) => (await milvus.living(validity)).find((entry) => entry.id === id),
    findNearest: async ({ scope, embedder, limit }, validity) => {
      milvus.calls.push('search');
      const living = await milvus.living(validity);
      return living.filter((each) => each.scope === scope && each.embedder === embedder).slice(0, limit);
    },
    stamps: async (ids, { epoch }) =>
      new Map(
        ids.flatMap((id): [string, number][] => {
          const row = rows.get(digestOf(id));
          return row && Number(row.epoch) >= epoch ? [[String(row.id), Number(row.stamp)]] : [];
        }),
      ),
    page: async (_after, validity) => ({ entries: await milvus.living(validity), next: undefined }),
    newest: async ({ offset, limit }, validity) =>
      (await milvus.living(validity)).slice(offset, offset + limit),
    count: async (validity) => (await milvus.living(validity)).length,
    totals: async (validity) => ({
      ...{ entries: (await milvus.living(validity)).length, scopes: undefined, hits: undefined },
    }),
    present: async (ids) => ids.filter((id) => rows.has(id)).length,
    write: (written) =>
      milvus.write(`write ${written.length}`, () => {
        for (const row of written) rows.set(String(row.id), row);
      }),
    erase: (ids) =>
      milvus.write(`erase ${ids.length}`, () => {
        for (const id of ids) rows.delete(digestOf(id));
      }),
    sweepSome: async ({ epoch }) => {
      const old = [...rows].filter(([, row]) => Number(row.epoch) < epoch);
      for (const [id] of old) rows.delete(id);
      return old.length;
    },
    close: async () => {
      milvus.calls.push('close');
    },
  };
}

function fakeNotes(milvus: FakeMilvus): Session['notes'] {
  return {
    commonState: async () => {
      await milvus.stateGate;
      return milvus.state;
    },
    writeEpoch: (epoch) =>
      milvus.write(`epoch ${epoch}`, () => {
        milvus.state = { ...milvus.state, epoch };
      }),
    announceChange: async () => {
      milvus.state = { ...milvus.state, changes: milvus.state.changes + 1 };
    },
    writeHits: async () => undefined,
    forget: async () => undefined,
    forgetAllHits: async () => undefined,
    sweep: async () => undefined,
  };
}
