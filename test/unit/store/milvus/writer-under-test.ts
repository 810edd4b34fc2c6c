import { onTestFinished, vi } from 'vitest';
import type { CacheEntry } from '../../../../daemon/chat/cache-entry.ts';
import { openDatabase } from '../../../../daemon/database/open-database.ts';
import { serialiseEntry } from '../../../../daemon/store/milvus/packed-entry.ts';
import { WriteBehind } from '../../../../daemon/store/milvus/write-behind.ts';
import { WriteJournal } from '../../../../daemon/store/milvus/write-journal.ts';
import { FakeFarTier } from '../../../support/milvus/fake-far-tier.ts';

export const GATHER_MS = 20;
export const RETRY_MS = 1_000;

/** What carries writes from a journal to a Milvus that does as the test says, and what it told; clocks stand still. */
export class WriterUnderTest {
  readonly far = new FakeFarTier();
  readonly told = {
    written: [] as string[],
    refused: [] as string[],
    forgotten: [] as string[],
    trouble: [] as string[],
  };
  readonly journal: WriteJournal;
  readonly writer: WriteBehind;

  constructor() {
    // What packs the entries goes on in the meantime.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { database } = openDatabase({ file: undefined });
    this.journal = new WriteJournal({ target: 'here', database, maxPending: 1_000 });
    this.writer = this.makeWriter(this.journal);
    onTestFinished(async () => {
      await this.writer.stop();
      database.close();
      vi.useRealTimers();
    });
  }

  makeWriter(journal: WriteJournal): WriteBehind {
    return new WriteBehind({
      ...{ journal, far: this.far, vectorField: 'embedding', dimension: 2 },
      clock: { elapsed: () => 0 },
      onWritten: (ids) => this.told.written.push(...ids),
      onLost: (ids, why) => this.told[why].push(...ids),
      onTrouble: (error) => this.told.trouble.push(error?.message ?? 'well again'),
    });
  }

  put(entry: CacheEntry, { epoch }: { epoch?: number | undefined } = this.far): void {
    if (epoch !== undefined) this.journal.noteEpoch(epoch);
    this.journal.append({ kind: 'put', id: entry.id, entry: serialiseEntry(entry) });
  }

  remove({ id }: CacheEntry): void {
    this.journal.append({ kind: 'delete', id });
  }

  clear(): void {
    this.journal.append({ kind: 'clear' });
  }

  /** Of the rows in Milvus. */
  keys(): string[] {
    return [...this.far.rows.keys()];
  }
}
