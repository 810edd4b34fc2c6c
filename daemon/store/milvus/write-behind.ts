import type { Clock } from '../../lib/clock.ts';
import { pause } from '../../lib/pause.ts';
import { digestOf, toRow } from './entry-row.ts';
import type { FarTier } from './far-tier.ts';
import type { NewRow } from './milvus-client.ts';
import { asMilvusError, MilvusError } from './milvus-error.ts';
import { OwnWrites } from './own-writes.ts';
import { parseEntry } from './packed-entry.ts';
import type { MilvusSession } from './session.ts';
import type { PendingWrite, WriteJournal } from './write-journal.ts';

interface WriteBehindOptions {
  journal: WriteJournal;
  far: Pick<FarTier, 'run' | 'announceForgotten' | 'state' | 'epoch'>;
  vectorField: string;
  dimension: number;
  clock: Pick<Clock, 'elapsed'>;
  /** Told of the ids that Milvus has confirmed. */
  onWritten: (ids: readonly string[]) => void;
  /**
   * Told of answers that will never be in Milvus: it does not take them, or another daemon said "forget everything"
   * after they were begun.
   */
  onLost: (ids: readonly string[], why: 'refused' | 'forgotten') => void;
  /** Told when writing begins to fail, and when it works again. */
  onTrouble: (error: MilvusError | undefined) => void;
}

const BATCH = 100;
/** Milvus takes messages of 64 MB; this is what waits, before it is compressed. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** Writes that come close together go together. */
const GATHER_MS = 20;
const RETRY_MS = 1_000;
/** Where Milvus refuses more than this, one after the other, it is not the answers that are wrong: they wait. */
const MOST_UNTAKEN = 3;

/** Carries what waits in the journal to Milvus, in order and off everybody's path; tries again until Milvus has it. */
export class WriteBehind {
  readonly #options: WriteBehindOptions;
  readonly #stop = new AbortController();
  /** The keys of rows that Milvus took so lately that a bounded read may not show them. */
  readonly #taken: OwnWrites;
  #running: Promise<void> | undefined;
  #trouble: MilvusError | undefined;
  #untakenInARow = 0;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
    this.#taken = new OwnWrites(options.clock);
  }

  /** Why writing fails while the connection stands (a full disk, for one); undefined when all is well. */
  get trouble(): MilvusError | undefined {
    return this.#trouble;
  }

  /** Something waits: it is carried over soon. */
  nudge(): void {
    this.#running ??= this.#carryAll().finally(() => {
      this.#running = undefined;
      // What came in the moment between the last look at the journal and now.
      if (this.#options.journal.size > 0 && !this.#stop.signal.aborted) this.nudge();
    });
  }

  /** Resolves when nothing waits any more; rejects with what is wrong. */
  async flush(): Promise<void> {
    while (this.#options.journal.size > 0) await this.#carrySome();
  }

  /** What waits is left in the journal. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #carryAll(): Promise<void> {
    const { journal } = this.#options;
    const { signal } = this.#stop;
    await pause(GATHER_MS, signal);
    while (journal.size > 0 && !signal.aborted) {
      try {
        await this.#carrySome();
        this.#report(undefined);
      } catch (error) {
        // By then the link knows whether the way itself is broken, and has said so.
        await pause(RETRY_MS, signal);
        this.#report(asMilvusError(error));
      }
    }
  }

  /** What the link reports itself is not reported twice. */
  #report(error: MilvusError | undefined): void {
    const { far, onTrouble } = this.#options;
    if (error && (far.state.kind !== 'up' || this.#stop.signal.aborted)) return;
    const hasChanged = error?.fault !== this.#trouble?.fault;
    this.#trouble = error;
    if (hasChanged) onTrouble(error);
  }

  #carrying: Promise<void> | undefined;

  /** One batch; whoever asks while one is on its way waits for that. */
  #carrySome(): Promise<void> {
    this.#carrying ??= this.#carryBatch().finally(() => {
      this.#carrying = undefined;
    });
    return this.#carrying;
  }

  async #carryBatch(): Promise<void> {
    const { journal, far } = this.#options;
    const waiting = journal.oldest(BATCH);
    const [first] = waiting;
    if (first?.kind === 'clear') {
      await far.announceForgotten();
      journal.remove([first]);
      return;
    }
    const batch = takeBatch(waiting);
    const { rows, deleted, refused, forgotten, ids } = await this.#prepare(batch);
    // One that is not taken replaces the one before it all the same.
    const untaken = await this.#write(rows, [...deleted, ...refused]);
    refused.push(...ids.filter((id) => untaken.has(digestOf(id))));
    this.#options.onWritten(ids);
    journal.remove(batch);
    if (refused.length > 0) this.#options.onLost(refused, 'refused');
    if (forgotten.length > 0) this.#options.onLost(forgotten, 'forgotten');
  }

  /** Returns the keys of rows that Milvus does not take: the others must not wait for them for ever. */
  async #write(rows: readonly NewRow[], deleted: readonly string[]): Promise<Set<string>> {
    const untaken = new Set<string>();
    if (await this.#isTaken(rows, deleted)) {
      if (rows.length > 0) this.#untakenInARow = 0;
      return untaken;
    }
    for (const row of rows) if (!(await this.#isTaken([row], []))) untaken.add(String(row.id));
    this.#untakenInARow = untaken.size < rows.length ? 0 : this.#untakenInARow + untaken.size;
    if (this.#untakenInARow > MOST_UNTAKEN) throw new MilvusError('rejected', 'Milvus takes no row at all');
    if (!(await this.#isTaken([], [...deleted, ...untaken]))) {
      throw new MilvusError('rejected', 'Milvus does not take a deletion');
    }
    return untaken;
  }

  /** False where Milvus does not take it, and would not when it is tried again. */
  async #isTaken(rows: readonly NewRow[], deleted: readonly string[]): Promise<boolean> {
    const isReplacing = rows.some(({ id }) => this.#taken.has(String(id)));
    try {
      await this.#options.far.run((session, _validity, deadlineMs) =>
        write(session, { rows, deleted, isReplacing }, deadlineMs),
      );
      this.#taken.add(rows.map(({ id }) => String(id)));
      return true;
    } catch (error) {
      if (asMilvusError(error).fault === 'rejected') return false;
      throw error;
    }
  }

  /** The last write of each entry is the one that counts. */
  async #prepare(batch: readonly PendingWrite[]): Promise<Prepared> {
    const last = new Map<string, PendingWrite>();
    for (const write of batch) if (write.kind !== 'clear') last.set(write.id, write);
    const prepared: Prepared = { rows: [], deleted: [], refused: [], forgotten: [], ids: [...last.keys()] };
    const epoch = this.#options.far.epoch ?? 0;
    for (const [id, write] of last) {
      if (write.kind === 'delete') prepared.deleted.push(id);
      if (write.kind !== 'put') continue;
      if (write.epoch !== undefined && write.epoch < epoch) {
        prepared.forgotten.push(id);
        continue;
      }
      const entry = parseEntry(write.entry);
      const row = entry && (await toRow(entry, write.entry, { ...this.#options, epoch }));
      if (row) prepared.rows.push(row);
      else prepared.refused.push(id);
    }
    return prepared;
  }
}

interface WriteBatch {
  rows: readonly NewRow[];
  deleted: readonly string[];
  /** Whether some of the rows are known to replace others. */
  isReplacing: boolean;
}

interface Prepared {
  rows: NewRow[];
  deleted: string[];
  /** Answers that do not fit into a row. */
  refused: string[];
  /** Answers begun before somebody else said "forget everything". */
  forgotten: string[];
  ids: string[];
}

/** As many of the oldest as go together: none beyond a "forget everything", and no more than a message holds. */
function takeBatch(waiting: readonly PendingWrite[]): PendingWrite[] {
  let bytes = 0;
  const end = waiting.findIndex((each, index) => {
    bytes += each.kind === 'put' ? each.entry.length : 0;
    return each.kind === 'clear' || (index > 0 && bytes > BATCH_BYTES);
  });
  return end === -1 ? [...waiting] : waiting.slice(0, end);
}

async function write(
  session: MilvusSession,
  { rows, deleted, isReplacing }: WriteBatch,
  deadlineMs: number,
): Promise<void> {
  const replaced = await session.present(
    rows.map(({ id }) => String(id)),
    deadlineMs,
  );
  await session.write([...rows], deadlineMs);
  await session.erase(deleted, deadlineMs);
  await session.notes.forget(deleted, deadlineMs);
  // Others may hold copies of what is not right any more; of what is new, nobody does.
  if (deleted.length > 0 || replaced > 0 || isReplacing) await session.notes.announceChange(deadlineMs);
}
