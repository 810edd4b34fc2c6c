import { z } from 'zod';
import type { CacheEntry } from '../../chat/cache-entry.ts';
import type { Database, SqlValue } from '../../database/database.ts';
import { decodeDocument, encodeDocument } from '../stored-document.ts';
import { decodeVector, type VectorRows } from './vector-rows.ts';

/** Where an entry lies. */
export interface EntryPlace {
  sequence: number;
  partition: number;
}

/** The entries in the database. Reads take the time: what has expired by then is never returned. */
export class EntryRows {
  readonly #database: Database;
  readonly #vectors: VectorRows;

  constructor(database: Database, vectors: VectorRows) {
    this.#database = database;
    this.#vectors = vectors;
  }

  get(id: string, now: number): CacheEntry | undefined {
    return this.#read(`${SELECT_WHOLE} WHERE e.id = ? AND ${IS_LIVE}`, [id, now])[0];
  }

  at({ sequence, partition }: EntryPlace, now: number): CacheEntry | undefined {
    const sql = `${SELECT_WHOLE} WHERE e.sequence = ? AND e.partition = ? AND ${IS_LIVE}`;
    return this.#read(sql, [sequence, partition, now])[0];
  }

  /**
   * Newest first, without vectors: by the time that entries tell, since an import puts them in any order. The page is
   * found among the small rows: what is skipped is not read.
   */
  newest({ offset, limit, now }: { offset: number; limit: number; now: number }): CacheEntry[] {
    const sql = `${SELECT_WITHOUT_VECTOR}
      WHERE e.sequence IN (SELECT sequence FROM entries AS e WHERE ${IS_LIVE}
        ORDER BY created_at DESC, sequence DESC LIMIT ? OFFSET ?)
      ORDER BY +e.created_at DESC, +e.sequence DESC`;
    return this.#read(sql, [now, limit, offset]);
  }

  /** In the order of their ids; undefined after the last. */
  next(after: string, now: number): NamedEntry | undefined {
    const sql = `${SELECT_WHOLE} WHERE e.id > ? AND ${IS_LIVE} ORDER BY e.id LIMIT 1`;
    const row = this.#database.get(sql, [after, now]);
    return row && { id: z.string().parse(row.id), entry: toEntry(row) };
  }

  find(id: string): EntryPlace | undefined {
    const row = this.#database.get('SELECT sequence, partition FROM entries WHERE id = ?', [id]);
    return row && placeSchema.parse(row);
  }

  expired(now: number, limit: number): EntryPlace[] {
    return this.#database
      .all('SELECT sequence, partition FROM entries WHERE expires_at <= ? LIMIT ?', [now, limit])
      .map((row) => placeSchema.parse(row));
  }

  insert(entry: CacheEntry): EntryPlace {
    const partition = this.#partitionOf(entry.scope, entry.embedder ?? NO_EMBEDDER);
    const { id, createdAt, expiresAt, pinned, hits, lastHitAt, embedding } = entry;
    const row = this.#database.get(
      `INSERT INTO entries (id, partition, created_at, expires_at, pinned, hits, last_hit_at, used_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence, partition`,
      [
        id,
        partition,
        createdAt,
        expiresAt ?? null,
        Number(pinned),
        hits,
        lastHitAt ?? null,
        lastHitAt ?? createdAt,
      ],
    );
    const place = placeSchema.parse(row);
    this.#database.run('INSERT INTO documents (sequence, document) VALUES (?, ?)', [
      place.sequence,
      encodeDocument(entry),
    ]);
    if (embedding && entry.embedder !== undefined) this.#vectors.insert(partition, place.sequence, embedding);
    return place;
  }

  /** Returns the hits that were counted for it. */
  delete({ sequence, partition }: EntryPlace): number {
    const row = this.#database.get('DELETE FROM entries WHERE sequence = ? RETURNING hits', [sequence]);
    this.#database.run('DELETE FROM documents WHERE sequence = ?', [sequence]);
    this.#vectors.delete(partition, sequence);
    return z.number().parse(row?.hits);
  }

  deleteAll(): void {
    for (const table of ['entries', 'documents', 'vectors', 'partitions'])
      this.#database.exec(`DELETE FROM ${table}`);
  }

  /** Removes the partition where its last entry has gone. */
  dropPartitionIfEmpty(partition: number): void {
    this.#database.run(
      'DELETE FROM partitions WHERE id = ? AND NOT EXISTS (SELECT 1 FROM entries WHERE partition = partitions.id)',
      [partition],
    );
  }

  /** Whether there is such an entry. */
  countHits(id: string, at: number, count: number): boolean {
    const { changes } = this.#database.run(
      'UPDATE entries SET hits = hits + ?3, last_hit_at = ?1, used_at = max(used_at, ?1) WHERE id = ?2',
      [at, id, count],
    );
    return changes > 0;
  }

  partition(scope: string, embedder: string): number | undefined {
    const row = this.#database.get('SELECT id FROM partitions WHERE scope = ? AND embedder = ?', [
      scope,
      embedder,
    ]);
    return row && z.number().parse(row.id);
  }

  hasPartition(partition: number): boolean {
    return this.#database.get('SELECT 1 FROM partitions WHERE id = ?', [partition]) !== undefined;
  }

  /** Of all rows, expired ones included. Reads them all. */
  totals(): EntryTotals {
    return totalsSchema.parse(
      this.#database.get('SELECT count(*) AS entries, coalesce(sum(hits), 0) AS hits FROM entries'),
    );
  }

  /** Of the rows that have expired. Reads those only. */
  expiredTotals(now: number): EntryTotals {
    return totalsSchema.parse(
      this.#database.get(
        'SELECT count(*) AS entries, coalesce(sum(hits), 0) AS hits FROM entries WHERE expires_at <= ?',
        [now],
      ),
    );
  }

  countScopes(): number {
    return z
      .number()
      .parse(this.#database.get('SELECT count(DISTINCT scope) AS count FROM partitions')?.count);
  }

  #partitionOf(scope: string, embedder: string): number {
    const known = this.partition(scope, embedder);
    if (known !== undefined) return known;
    const row = this.#database.get('INSERT INTO partitions (scope, embedder) VALUES (?, ?) RETURNING id', [
      scope,
      embedder,
    ]);
    return z.number().parse(row?.id);
  }

  #read(sql: string, parameters: SqlValue[]): CacheEntry[] {
    return this.#database.all(sql, parameters).flatMap((row) => toEntry(row) ?? []);
  }
}

/** An entry with its id; the entry is undefined where its row is damaged. */
interface NamedEntry {
  id: string;
  entry: CacheEntry | undefined;
}

/** Stands for "no vector" in the key of a partition. */
const NO_EMBEDDER = '';
const IS_LIVE = '(e.expires_at IS NULL OR e.expires_at > ?)';
const SELECT_WITHOUT_VECTOR = `
  SELECT e.*, p.scope, p.embedder, d.document, NULL AS vector
  FROM entries e JOIN partitions p ON p.id = e.partition JOIN documents d ON d.sequence = e.sequence`;
const SELECT_WHOLE = `
  SELECT e.*, p.scope, p.embedder, d.document, v.vector
  FROM entries e JOIN partitions p ON p.id = e.partition JOIN documents d ON d.sequence = e.sequence
  LEFT JOIN vectors v ON v.partition = e.partition AND v.sequence = e.sequence`;

const placeSchema = z.object({ sequence: z.number(), partition: z.number() });
const totalsSchema = z.object({ entries: z.number(), hits: z.number() });
export type EntryTotals = z.infer<typeof totalsSchema>;

const rowSchema = z.object({
  id: z.string(),
  scope: z.string(),
  embedder: z.string(),
  created_at: z.number(),
  expires_at: z.number().nullable(),
  pinned: z.number(),
  hits: z.number(),
  last_hit_at: z.number().nullable(),
  document: z.instanceof(Uint8Array),
  vector: z.instanceof(Uint8Array).nullable(),
});

/** Undefined for a damaged row: better absent than wrong. */
function toEntry(value: Record<string, SqlValue>): CacheEntry | undefined {
  const row = rowSchema.parse(value);
  const document = decodeDocument(row.document);
  return (
    document && {
      ...document,
      id: row.id,
      scope: row.scope,
      embedding: row.vector ? decodeVector(row.vector) : undefined,
      embedder: row.embedder === NO_EMBEDDER ? undefined : row.embedder,
      createdAt: row.created_at,
      expiresAt: row.expires_at ?? undefined,
      hits: row.hits,
      lastHitAt: row.last_hit_at ?? undefined,
      pinned: row.pinned !== 0,
    }
  );
}
