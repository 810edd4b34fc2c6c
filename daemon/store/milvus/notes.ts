import { createHash, randomInt } from 'node:crypto';
import { PLACE, PLACE_DIMENSION } from './collections.ts';
import { digestOf } from './entry-row.ts';
import { expression } from './expression.ts';
import type { MilvusConnection, NewRow, Row } from './milvus-client.ts';

/** How many hits one daemon counted for an entry since that daemon started. */
export interface HitCount {
  /** Id of the entry. */
  entry: string;
  hits: number;
  /** When the last of them was, in milliseconds since the epoch. */
  lastAt: number;
  /** Of the entry: the note goes with it. */
  expiresAt: number | undefined;
}

/** What all daemons agree on; absent while nobody has written it. */
export interface CommonState {
  /** Raised by "forget everything": entries of an earlier one are not there any more. */
  epoch: number;
  /** Another number after each change to what other daemons may hold a copy of. */
  changes: number;
}

const KIND = { epoch: 1, changes: 2, hits: 3 } as const;
const EPOCH_KEY = keyOf('epoch');
const CHANGES_KEY = keyOf('changes');
/** Milvus returns this many rows at most (quotaAndLimits.limits.maxQueryResultWindow, less what an offset takes). */
const MOST_ROWS = 16_000;

/** The notes that daemons leave for each other in a collection beside that of the entries. */
export class Notes {
  readonly #connection: MilvusConnection;
  readonly #collection: string;

  constructor(connection: MilvusConnection, collection: string) {
    this.#connection = connection;
    this.#collection = collection;
  }

  /** Strongly consistent: sees all that was written before. */
  async commonState(deadlineMs: number): Promise<CommonState> {
    const rows = await this.#query(expression(['id', 'in', [EPOCH_KEY, CHANGES_KEY]]), deadlineMs);
    const numberAt = (key: string): number => Number(rows.find(({ id }) => id === key)?.number ?? 0);
    return { epoch: numberAt(EPOCH_KEY), changes: numberAt(CHANGES_KEY) };
  }

  async writeEpoch(epoch: number, deadlineMs: number): Promise<void> {
    await this.#upsert([{ id: EPOCH_KEY, kind: KIND.epoch, number: epoch }], deadlineMs);
  }

  /** Lets the others look whether their copies are still right. */
  async announceChange(deadlineMs: number): Promise<void> {
    // Any other number will do, so that two daemons that announce at once need not agree on one.
    await this.#upsert([{ id: CHANGES_KEY, kind: KIND.changes, number: randomInt(1, 2 ** 47) }], deadlineMs);
  }

  /** Replaces what this run of a daemon has written before: each run counts from nought. */
  async writeHits(run: string, counts: readonly HitCount[], deadlineMs: number): Promise<void> {
    const rows = counts.map(({ entry, hits, lastAt, expiresAt }) => ({
      ...{ id: keyOf(`hits of ${digestOf(entry)} by ${run}`), kind: KIND.hits, entry: digestOf(entry) },
      ...{ number: hits, at: lastAt, ...(expiresAt !== undefined && { expires_at: expiresAt }) },
    }));
    await this.#upsert(rows, deadlineMs);
  }

  /** Of the entries with these ids, those of all daemons together; by digest of the id. */
  async hitsOf(
    ids: readonly string[],
    deadlineMs: number,
  ): Promise<Map<string, { hits: number; lastAt: number }>> {
    const totals = new Map<string, { hits: number; lastAt: number }>();
    if (ids.length === 0) return totals;
    for (const row of await this.#query(expression(['entry', 'in', ids.map(digestOf)]), deadlineMs)) {
      const { hits, lastAt } = totals.get(String(row.entry)) ?? { hits: 0, lastAt: 0 };
      totals.set(String(row.entry), {
        hits: hits + Number(row.number),
        lastAt: Math.max(lastAt, Number(row.at)),
      });
    }
    return totals;
  }

  /** Of all entries and daemons together; at most as many notes as one query returns are counted. */
  async totalHits(deadlineMs: number): Promise<number> {
    const rows = await this.#query(expression(['kind', '==', KIND.hits]), deadlineMs);
    return rows.reduce((total, row) => total + Number(row.number), 0);
  }

  /** Deletes the notes about these entries. */
  async forget(ids: readonly string[], deadlineMs: number): Promise<void> {
    if (ids.length > 0) await this.#deleteWhere(expression(['entry', 'in', ids.map(digestOf)]), deadlineMs);
  }

  async forgetAllHits(deadlineMs: number): Promise<void> {
    await this.#deleteWhere(expression(['kind', '==', KIND.hits]), deadlineMs);
  }

  async sweep(now: number, deadlineMs: number): Promise<void> {
    await this.#deleteWhere(expression(['expires_at', '<=', now]), deadlineMs);
  }

  async #deleteWhere(filter: string, deadlineMs: number): Promise<void> {
    for (;;) {
      const rows = await this.#query(filter, deadlineMs);
      if (rows.length === 0) return;
      const ids = rows.map(({ id }) => String(id));
      await this.#connection.delete(this.#collection, expression(['id', 'in', ids]), deadlineMs);
      if (rows.length < MOST_ROWS) return;
    }
  }

  #query(filter: string, deadlineMs: number): Promise<Row[]> {
    return this.#connection.query({
      ...{ collection: this.#collection, filter, limit: MOST_ROWS, consistency: 'Strong', deadlineMs },
      columns: ['id', 'entry', 'number', 'at'],
    });
  }

  #upsert(rows: readonly NewRow[], deadlineMs: number): Promise<void> {
    const blank = { entry: '', number: 0, at: 0, expires_at: Number.MAX_SAFE_INTEGER };
    const place = Array.from({ length: PLACE_DIMENSION }, () => 1);
    return this.#connection.upsert(
      this.#collection,
      rows.map((row) => ({ ...blank, ...row, [PLACE]: place })),
      deadlineMs,
    );
  }
}

function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
