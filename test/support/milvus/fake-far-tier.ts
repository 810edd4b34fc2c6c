import type { FarTier, FarWork } from '../../../daemon/store/milvus/far-tier.ts';
import type { LinkState } from '../../../daemon/store/milvus/link.ts';
import type { NewRow } from '../../../daemon/store/milvus/milvus-client.ts';
import { MilvusError } from '../../../daemon/store/milvus/milvus-error.ts';
import type { HitCount, Notes } from '../../../daemon/store/milvus/notes.ts';
import type { MilvusSession } from '../../../daemon/store/milvus/session.ts';

type WrittenTo = Pick<MilvusSession, 'present' | 'write' | 'erase'> & {
  notes: Pick<Notes, 'forget' | 'announceChange' | 'writeHits'>;
};

/** Milvus as what writes to it sees it: rows in a Map, calls written down, failures where the test wants them. */
export class FakeFarTier implements Pick<FarTier, 'run' | 'announceForgotten' | 'state' | 'epoch'> {
  state: LinkState = { kind: 'up' };
  epoch: number | undefined = 1;
  readonly rows = new Map<string, NewRow>();
  readonly calls: string[] = [];
  /** What this run of a daemon counted, as it was last written. */
  hits: { run: string; counts: readonly HitCount[] } | undefined;
  /** What every piece of work fails with. */
  failure: MilvusError | undefined;
  /** Rows that are never taken. */
  refuses: (row: NewRow) => boolean = () => false;
  /** Work goes on when this is resolved. */
  gate: Promise<void> = Promise.resolve();

  async run<T>(work: FarWork<T>): Promise<T> {
    await this.gate;
    if (this.failure) {
      this.calls.push('failed');
      throw this.failure;
    }
    return work(this.#session() as MilvusSession, { epoch: this.epoch ?? 0, now: 0 }, 1_000);
  }

  async announceForgotten(): Promise<void> {
    await this.run(async () => {
      this.calls.push('announce forgotten');
      this.epoch = (this.epoch ?? 0) + 1;
      this.rows.clear();
    });
  }

  /** Without what every write begins with. */
  changes(): string[] {
    return this.calls.filter((call) => !call.startsWith('present'));
  }

  #session(): WrittenTo {
    return {
      present: async (ids) => {
        this.calls.push(`present ${ids.length}`);
        return ids.filter((id) => this.rows.has(id)).length;
      },
      write: async (rows) => {
        if (rows.length > 0) this.calls.push(`write ${rows.length}`);
        if (rows.some(this.refuses)) throw new MilvusError('rejected', 'such a row is not taken');
        for (const row of rows) this.rows.set(String(row.id), row);
      },
      erase: async (ids) => {
        if (ids.length > 0) this.calls.push(`erase ${ids.length}`);
        for (const id of ids) this.rows.delete(id);
      },
      notes: {
        forget: async (ids) => {
          if (ids.length > 0) this.calls.push(`forget hits ${ids.length}`);
        },
        announceChange: async () => {
          this.calls.push('announce change');
        },
        writeHits: async (run, counts) => {
          this.calls.push(`write hits ${counts.length}`);
          this.hits = { run, counts };
        },
      },
    };
  }
}
