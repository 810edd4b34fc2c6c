import type { CacheEntry } from '../../chat/cache-entry.ts';
import { openCollections, type Collections } from './collections.ts';
import { digestOf, fromRow, isDigest, READ_COLUMNS } from './entry-row.ts';
import { expression, type Condition } from './expression.ts';
import { MilvusConnection, type NewRow, type Row } from './milvus-client.ts';
import type { MilvusSettings } from './milvus-settings.ts';
import { Notes } from './notes.ts';

/** What must hold for an entry to be there at all. */
export interface Validity {
  /** Entries of an earlier epoch were forgotten. */
  epoch: number;
  /** Milliseconds since the epoch of 1970. */
  now: number;
}

/** What there is in all; undefined where counting would take too long. */
export interface Totals {
  entries: number;
  scopes: number | undefined;
  hits: number | undefined;
}

export interface EntryPage {
  entries: CacheEntry[];
  /** After what the next page begins; undefined at the end. */
  next: string | undefined;
}

interface SessionOptions {
  settings: MilvusSettings;
  dimension: number;
}

/** Saying hello takes milliseconds; a server that hangs should be tried again soon. */
const HELLO_MS = 3_000;
/** Rows of answers read at once: a message of gRPC must hold them. */
const PAGE = 200;
/** Rows of a few small columns read or deleted at once. */
const WIDE_PAGE = 5_000;

/** One open connection, with what a store of answers does over it. All of an entry is checked again when it is read. */
export class MilvusSession {
  readonly notes: Notes;
  readonly #connection: MilvusConnection;
  readonly #collections: Collections;
  readonly #settings: MilvusSettings;

  private constructor(connection: MilvusConnection, collections: Collections, settings: MilvusSettings) {
    this.#connection = connection;
    this.#collections = collections;
    this.#settings = settings;
    this.notes = new Notes(connection, collections.notes);
  }

  static async open({ settings, dimension }: SessionOptions): Promise<MilvusSession> {
    const deadlineMs = Math.min(HELLO_MS, settings.connection.timeoutMs);
    const connection = await MilvusConnection.open(settings, { deadlineMs, mayCreate: true });
    try {
      const collections = await openCollections(connection, settings, dimension);
      return new MilvusSession(connection, collections, settings);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  get serverVersion(): string {
    return this.#connection.serverVersion;
  }

  get index(): string {
    return this.#collections.index;
  }

  /** At the configured consistency. Distances are not handed on: some indexes only estimate them. */
  async findNearest(
    {
      scope,
      embedder,
      vector,
      limit,
    }: { scope: string; embedder: string; vector: Float32Array; limit: number },
    { epoch, now }: Validity,
    deadlineMs: number,
  ): Promise<CacheEntry[]> {
    const filter = expression(
      ['scope', '==', digestOf(scope)],
      ['embedder', '==', digestOf(embedder)],
      ['expires_at', '>', now],
      ['epoch', '>=', epoch],
    );
    const { params, consistency } = this.#settings.search;
    const rows = await this.#connection.search(
      {
        collection: this.#collections.entries,
        filter,
        columns: READ_COLUMNS,
        limit,
        consistency,
        deadlineMs,
      },
      { vector, params: atLeast(limit, params), field: this.#settings.collection.vectorField },
    );
    return readEntries(rows, { epoch, now });
  }

  async get(
    { id, scope }: { id: string; scope?: string | undefined },
    { epoch, now }: Validity,
    deadlineMs: number,
  ): Promise<CacheEntry | undefined> {
    const conditions: Condition[] = [['id', 'in', [digestOf(id)]]];
    // Milvus then looks into one partition only.
    if (scope !== undefined) conditions.push(['scope', '==', digestOf(scope)]);
    const rows = await this.#connection.query({
      ...{ collection: this.#collections.entries, filter: expression(...conditions) },
      ...{ columns: READ_COLUMNS, limit: 1, consistency: this.#settings.search.consistency, deadlineMs },
    });
    const [entry] = await readEntries(rows, { epoch, now });
    return entry;
  }

  /** Which version of each of these entries is there (packed-entry.ts), by digest of its id; what is not there is left out. */
  async stamps(
    ids: readonly string[],
    { epoch }: Validity,
    deadlineMs: number,
  ): Promise<Map<string, number>> {
    const stamps = new Map<string, number>();
    for (let start = 0; start < ids.length; start += WIDE_PAGE) {
      const some = ids.slice(start, start + WIDE_PAGE).map(digestOf);
      const conditions: Condition[] = [
        ['id', 'in', some],
        ['epoch', '>=', epoch],
      ];
      for (const { id, stamp } of await this.#read(conditions, ['stamp'], deadlineMs)) {
        stamps.set(String(id), Number(stamp));
      }
    }
    return stamps;
  }

  /** Live entries in the order of their ids' digests, some at a time: those after `after`, or from the start. */
  async page(after: string, validity: Validity, deadlineMs: number): Promise<EntryPage> {
    const rows = await this.#connection.query({
      ...{
        collection: this.#collections.entries,
        columns: READ_COLUMNS,
        limit: PAGE,
        consistency: 'Strong',
        deadlineMs,
      },
      filter: expression(['id', '>', after === '' ? '0' : after], ...livingIn(validity)),
    });
    const entries = await this.#withHits(await readEntries(rows, validity), deadlineMs);
    return { entries, next: rows.length < PAGE ? undefined : lastIdOf(rows) };
  }

  /** The newest first. Milvus sorts by nothing but keys: the times of all are read, the answers of the page only. */
  async newest(
    { offset, limit }: { offset: number; limit: number },
    validity: Validity,
    deadlineMs: number,
  ): Promise<CacheEntry[]> {
    const all: { id: string; createdAt: number }[] = [];
    for await (const row of this.#scan(livingIn(validity), ['created_at'], deadlineMs)) {
      all.push({ id: String(row.id), createdAt: Number(row.created_at) });
    }
    all.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
    const page = all.slice(offset, offset + limit).map(({ id }) => id);
    if (page.length === 0) return [];
    const rows = await this.#connection.query({
      ...{ collection: this.#collections.entries, filter: expression(['id', 'in', page]) },
      ...{ columns: READ_COLUMNS, limit: page.length, consistency: 'Strong', deadlineMs },
    });
    const found = await this.#withHits(await readEntries(rows, validity), deadlineMs);
    const entries = new Map(found.map((entry) => [digestOf(entry.id), entry]));
    return page.flatMap((id) => entries.get(id) ?? []);
  }

  count(validity: Validity, deadlineMs: number): Promise<number> {
    const filter = expression(...livingIn(validity));
    return this.#connection.count({ collection: this.#collections.entries, filter, deadlineMs });
  }

  /** Scopes and hits are counted up to a number of entries: it means to read two small columns of every row. */
  async totals(validity: Validity, deadlineMs: number): Promise<Totals> {
    const entries = await this.count(validity, deadlineMs);
    if (entries > WIDE_PAGE) return { entries, scopes: undefined, hits: undefined };
    const rows = await this.#read(livingIn(validity), ['scope', 'hits'], deadlineMs);
    const stored = rows.reduce((total, row) => total + Number(row.hits), 0);
    const noted = await this.notes.totalHits(deadlineMs);
    return { entries, scopes: new Set(rows.map(({ scope }) => scope)).size, hits: stored + noted };
  }

  /** How many of these are there, at bounded consistency: what came within the last moments may be overlooked. */
  async present(ids: readonly string[], deadlineMs: number): Promise<number> {
    if (ids.length === 0) return 0;
    const rows = await this.#connection.query({
      ...{ collection: this.#collections.entries, filter: expression(['id', 'in', ids]), limit: ids.length },
      ...{ columns: ['id'], consistency: 'Bounded', deadlineMs },
    });
    return rows.length;
  }

  write(rows: NewRow[], deadlineMs: number): Promise<void> {
    return this.#connection.upsert(this.#collections.entries, rows, deadlineMs);
  }

  async erase(ids: readonly string[], deadlineMs: number): Promise<void> {
    if (ids.length === 0) return;
    const filter = expression(['id', 'in', ids.map(digestOf)]);
    await this.#connection.delete(this.#collections.entries, filter, deadlineMs);
  }

  /** Deletes some of what has expired or is of an earlier epoch; returns how many, 0 when none are left. */
  async sweepSome({ epoch, now }: Validity, deadlineMs: number): Promise<number> {
    const expired = await this.#eraseSome(['expires_at', '<=', now], deadlineMs);
    return expired + (await this.#eraseSome(['epoch', '<', epoch], deadlineMs));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** With the hits that all daemons counted since it was stored. */
  async #withHits(entries: readonly CacheEntry[], deadlineMs: number): Promise<CacheEntry[]> {
    const counts = await this.notes.hitsOf(
      entries.map(({ id }) => id),
      deadlineMs,
    );
    return entries.map((entry) => {
      const count = counts.get(digestOf(entry.id));
      if (!count) return entry;
      return {
        ...entry,
        hits: entry.hits + count.hits,
        lastHitAt: Math.max(entry.lastHitAt ?? 0, count.lastAt),
      };
    });
  }

  async #eraseSome(condition: Condition, deadlineMs: number): Promise<number> {
    const rows = await this.#read([condition], [], deadlineMs);
    // A key that we never gave is somebody else's row: it is left alone.
    const ids = rows.map(({ id }) => String(id)).filter(isDigest);
    await this.erase(ids, deadlineMs);
    await this.notes.forget(ids, deadlineMs);
    return ids.length;
  }

  async *#scan(conditions: readonly Condition[], columns: string[], deadlineMs: number): AsyncGenerator<Row> {
    for (let after = '0'; ;) {
      const rows = await this.#read([['id', '>', after], ...conditions], columns, deadlineMs);
      yield* rows.filter(({ id }) => isDigest(String(id)));
      const last = lastIdOf(rows);
      if (rows.length < WIDE_PAGE || last === undefined) return;
      after = last;
    }
  }

  /** Some columns, and always the id, of the rows that fit; strongly consistent. */
  #read(conditions: readonly Condition[], columns: string[], deadlineMs: number): Promise<Row[]> {
    return this.#connection.query({
      ...{ collection: this.#collections.entries, filter: expression(...conditions), limit: WIDE_PAGE },
      ...{ columns: ['id', ...columns], consistency: 'Strong', deadlineMs },
    });
  }
}

/** Milvus refuses to look at fewer vectors than it shall return. */
function atLeast(limit: number, params: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, name === 'nprobe' ? value : Math.max(value, limit)]),
  );
}

function livingIn({ epoch, now }: Validity): Condition[] {
  return [
    ['expires_at', '>', now],
    ['epoch', '>=', epoch],
  ];
}

/** Checked once more, whatever the filter said: a row may be stale, damaged or somebody else's. */
async function readEntries(rows: readonly Row[], { epoch, now }: Validity): Promise<CacheEntry[]> {
  const entries = await Promise.all(rows.filter((row) => Number(row.epoch) >= epoch).map(fromRow));
  return entries
    .filter((entry) => entry !== undefined)
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
}

/** Of our keys among them; undefined where there are none. */
function lastIdOf(rows: readonly Row[]): string | undefined {
  return rows
    .map(({ id }) => String(id))
    .filter(isDigest)
    .at(-1);
}
