import { z } from 'zod';
import type { Database } from '../../database/database.ts';
import { readNumber, writeNumber } from '../store-settings.ts';

/** A change that Milvus has not confirmed yet. */
export type Write =
  | { kind: 'put'; id: string; entry: Buffer }
  | { kind: 'delete'; id: string }
  /** Forgets everything that was there before. */
  | { kind: 'clear' };

export type PendingWrite = Write & {
  sequence: number;
  /** The epoch when it was written down; undefined where no server had told one yet. */
  epoch: number | undefined;
};

interface WriteJournalOptions {
  database: Database;
  /** Server, database and collection: what waits for another one is left alone. */
  target: string;
  /** Writes kept at most. */
  maxPending: number;
}

/**
 * Writes wait here, in the daemon's own database, until Milvus has them: a write in the journal survives a kill of the
 * daemon and an outage of the server. It is bounded: for a newer write the oldest answer is dropped, and counted.
 */
export class WriteJournal {
  readonly #database: Database;
  readonly #target: string;
  readonly #maxPending: number;
  /** How often each id occurs. */
  readonly #ids = new Map<string, number>();
  #size = 0;
  #bytes = 0;
  #dropped = 0;
  /** The epoch that the server told last, perhaps before a restart. */
  #lastEpoch: number | undefined;

  constructor({ database, target, maxPending }: WriteJournalOptions) {
    this.#database = database;
    this.#target = target;
    this.#maxPending = maxPending;
    this.#lastEpoch = readNumber(database, this.#epochSetting());
    const sizes = 'SELECT id, length(entry) AS bytes FROM pending_writes WHERE target = ?';
    for (const { id, bytes } of database.all(sizes, [target])) {
      this.#count(String(id), 1, Number(bytes ?? 0));
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Writes that made room for newer ones since the journal was opened. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether "forget everything" waits: nothing that Milvus has is valid then. */
  get isClearing(): boolean {
    return this.#ids.has(CLEAR_ID);
  }

  /** Whether a change of this entry waits. */
  has(id: string): boolean {
    return this.#ids.has(id);
  }

  noteEpoch(epoch: number): void {
    if (epoch === this.#lastEpoch) return;
    this.#lastEpoch = epoch;
    writeNumber(this.#database, this.#epochSetting(), epoch);
  }

  /** The write is kept once this returns. */
  append(write: Write): void {
    // What comes after a "forget everything" belongs to the epoch that this will begin.
    const epoch = this.isClearing ? undefined : this.#lastEpoch;
    const entry = write.kind === 'put' ? write.entry : null;
    this.#database.run('INSERT INTO pending_writes (target, kind, id, epoch, entry) VALUES (?, ?, ?, ?, ?)', [
      ...[this.#target, write.kind, idOf(write), epoch ?? null, entry],
    ]);
    this.#count(idOf(write), 1, bytesOf(write));
    while (this.#size > this.#maxPending || (this.#bytes > MOST_BYTES && this.#size > 1)) this.#dropOldest();
  }

  /** The oldest ones, in order. */
  oldest(limit: number): PendingWrite[] {
    return this.#database
      .all('SELECT * FROM pending_writes WHERE target = ? ORDER BY sequence LIMIT ?', [this.#target, limit])
      .map((row) => toWrite(rowSchema.parse(row)));
  }

  /** All of them, in order; those that come meanwhile, too. */
  *all(): Generator<PendingWrite> {
    for (let after = 0; ;) {
      const row = this.#database.get(
        'SELECT * FROM pending_writes WHERE sequence > ? AND target = ? ORDER BY sequence LIMIT 1',
        [after, this.#target],
      );
      if (!row) return;
      const write = toWrite(rowSchema.parse(row));
      yield write;
      after = write.sequence;
    }
  }

  /** Milvus has them, or they are not wanted any more. */
  remove(writes: readonly PendingWrite[]): void {
    this.#database.transaction(() => {
      for (const write of writes) {
        const { changes } = this.#database.run('DELETE FROM pending_writes WHERE sequence = ?', [
          write.sequence,
        ]);
        if (changes > 0) this.#count(idOf(write), -1, bytesOf(write));
      }
    });
  }

  /** Everything that waits is forgotten. */
  clear(): void {
    this.#database.run('DELETE FROM pending_writes WHERE target = ?', [this.#target]);
    this.#ids.clear();
    this.#size = 0;
    this.#bytes = 0;
  }

  /** An answer rather than a deletion: a lost answer is a miss, a lost deletion would bring back what was forgotten. */
  #dropOldest(): void {
    const oldest = 'SELECT * FROM pending_writes WHERE kind = ? AND target = ? ORDER BY sequence LIMIT 1';
    const row =
      this.#database.get(oldest, ['put', this.#target]) ??
      this.#database.get(oldest, ['delete', this.#target]) ??
      this.#database.get(oldest, ['clear', this.#target]);
    if (!row) return;
    this.remove([toWrite(rowSchema.parse(row))]);
    this.#dropped += 1;
  }

  #epochSetting(): string {
    return `epoch of ${this.#target}`;
  }

  #count(id: string, change: 1 | -1, bytes: number): void {
    const count = (this.#ids.get(id) ?? 0) + change;
    if (count > 0) this.#ids.set(id, count);
    else this.#ids.delete(id);
    this.#size += change;
    this.#bytes += change * bytes;
  }
}

/** In place of an id; no entry has it. */
const CLEAR_ID = '';
/** Answers that wait must not fill the disk. */
const MOST_BYTES = 256 * 1024 * 1024;

function idOf(write: Write): string {
  return write.kind === 'clear' ? CLEAR_ID : write.id;
}

function bytesOf(write: Write): number {
  return write.kind === 'put' ? write.entry.length : 0;
}

const rowSchema = z.object({
  sequence: z.number(),
  kind: z.enum(['put', 'delete', 'clear']),
  id: z.string(),
  epoch: z.number().nullable(),
  entry: z.instanceof(Uint8Array).nullable(),
});

function toWrite({ sequence, kind, id, epoch, entry }: z.infer<typeof rowSchema>): PendingWrite {
  const place = { sequence, epoch: epoch ?? undefined };
  if (kind === 'clear') return { ...place, kind };
  return kind === 'put' && entry
    ? { ...place, kind, id, entry: Buffer.from(entry) }
    : { ...place, kind: 'delete', id };
}
