import { LRUCache } from 'lru-cache';
import type { CacheEntry, Candidate } from '../../chat/cache-entry.ts';
import type { Database } from '../../database/database.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AnswerStore, NearestQuery, StoreStats } from '../answer-store.ts';
import { readGeneration, writeGeneration } from '../store-settings.ts';
import { digestOf } from './entry-row.ts';
import { FarTier } from './far-tier.ts';
import { HitCounter } from './hit-counter.ts';
import { mergeCandidates } from './merge-candidates.ts';
import type { MilvusSettings } from './milvus-settings.ts';
import { NearTier } from './near-tier.ts';
import { OwnWrites } from './own-writes.ts';
import { serialiseEntry } from './packed-entry.ts';
import {
  describeStore,
  identityOf,
  linkSentence,
  targetOf,
  troublesOf,
  writingSentence,
} from './store-report.ts';
import { within } from './within.ts';
import { WriteBehind } from './write-behind.ts';
import { WriteJournal } from './write-journal.ts';

export interface MilvusStoreOptions {
  settings: MilvusSettings;
  /** Numbers in a vector of the embedding model. */
  dimension: number;
  /** Holds the journal of writes; stays open when the store is closed. */
  database: Database;
  clock: Clock;
  /** Told of each change of state, once, in a sentence. */
  onState: (sentence: string, isGood: boolean) => void;
  /** Told of failures in the background that cost nothing but the work itself. */
  onFault: (fault: unknown) => void;
}

/** Entries found in Milvus lately: one of them becomes a near one when it is served. */
const MOST_FOUND = 500;
const FLUSH_WITHIN_MS = 2_000;

/**
 * Answers in Milvus, shared by all daemons that use the same collection. Reads ask the near tier first, then Milvus at
 * bounded consistency; writes are in the journal at once and in Milvus soon. While Milvus is away, slow or broken the
 * near tier answers alone.
 */
export class MilvusStore implements AnswerStore {
  readonly #options: MilvusStoreOptions;
  readonly #near: NearTier;
  readonly #far: FarTier;
  readonly #journal: WriteJournal;
  readonly #writer: WriteBehind;
  readonly #hits: HitCounter;
  readonly #own: OwnWrites;
  readonly #found = new LRUCache<string, CacheEntry>({ max: MOST_FOUND });
  #generation: number;
  #refused = 0;
  #closed: Promise<void> | undefined;

  constructor(options: MilvusStoreOptions) {
    const { settings, database, clock, onFault } = options;
    this.#options = options;
    this.#generation = readGeneration(database);
    this.#near = new NearTier({ clock, maxEntries: settings.hotEntries, onFault });
    this.#own = new OwnWrites(clock);
    this.#journal = new WriteJournal({
      ...{ database, target: targetOf(settings), maxPending: settings.maxPendingWrites },
    });
    // What waited when the daemon stopped is found again at once.
    this.#near.replay(this.#journal.all());
    this.#far = new FarTier({
      ...options,
      onState: (state) => {
        if (state.kind === 'up') this.#writer.nudge();
        options.onState(linkSentence(state, settings, this.#far.server), state.kind === 'up');
      },
      onEpoch: this.#journal.noteEpoch.bind(this.#journal),
      isForgetting: () => this.#journal.isClearing,
      onForgotten: () => this.#forgetEverything(),
      onChange: () => this.#dropStaleCopies(),
    });
    this.#writer = this.#createWriter();
    this.#hits = new HitCounter(this.#far);
  }

  /** Resolves when Milvus can be used; rejects with what is wrong as soon as that is known. */
  opened(): Promise<void> {
    return this.#far.opened();
  }

  /** Resolves when Milvus has all that was written here; rejects with what is wrong. */
  async flush(): Promise<void> {
    await this.#far.opened();
    await this.#writer.flush();
    await this.#hits.save();
  }

  /** Looks at once for what other daemons have changed; else that is noticed within 5 s. */
  lookAround(): Promise<void> {
    return this.#far.lookAround();
  }

  getNear(id: string): Promise<CacheEntry | undefined> {
    return this.#near.get(id);
  }

  async get(id: string, scope?: string): Promise<CacheEntry | undefined> {
    const near = await this.#near.get(id);
    if (near || this.#isOwn(id)) return near;
    const generation = this.#generation;
    const far = await this.#far.ask('get', (session, ...rest) => session.get({ id, scope }, ...rest));
    // It may have been deleted here while it was on its way.
    if (far?.id !== id || this.#isOwn(id) || generation !== this.#generation) return undefined;
    await this.#near.put(far);
    return far;
  }

  async findNearest(query: NearestQuery): Promise<Candidate[]> {
    const near = await this.#near.findNearest(query);
    const isEnough = query.limit <= 0 || (near.length > 0 && (await query.isEnough?.(near)) === true);
    if (isEnough || query.vector.length !== this.#options.dimension) return near;
    const generation = this.#generation;
    const far = await this.#far.ask('search', (session, ...rest) => session.findNearest(query, ...rest));
    if (!far || generation !== this.#generation) return near;
    const believed = far.filter(({ id }) => !this.#isOwn(id));
    for (const entry of believed) this.#found.set(entry.id, entry);
    return mergeCandidates(near, believed, query);
  }

  async put(entry: CacheEntry): Promise<void> {
    this.#write({ kind: 'put', id: entry.id, entry: serialiseEntry(entry) });
    await this.#near.put(entry);
  }

  async recordHit(id: string, at: number, count = 1): Promise<void> {
    const found = this.#found.get(id);
    if (found && !this.#isOwn(id)) await this.#near.put(found);
    this.#found.delete(id);
    const entry = await this.#near.get(id);
    if (!entry) return;
    await this.#near.recordHit(id, at, count);
    this.#hits.add({ entry: id, hits: count, lastAt: at, expiresAt: entry.expiresAt });
  }

  async delete(id: string): Promise<boolean> {
    this.#assertOpen();
    const isWaiting = this.#journal.has(id);
    const wasNear = await this.#near.delete(id);
    const wasFar = !isWaiting && (await this.#far.mayHave(id));
    if (!wasNear && !wasFar && !isWaiting) return false;
    this.#hits.forget(id);
    this.#write({ kind: 'delete', id });
    // Once more: it may have been read meanwhile.
    await this.#near.delete(id);
    return wasNear || wasFar;
  }

  async clear(): Promise<number> {
    this.#assertOpen();
    const entries = await this.#far.run((session, ...rest) => session.count(...rest)).catch(() => undefined);
    const near = await this.#near.totals();
    this.#journal.clear();
    this.#journal.append({ kind: 'clear' });
    await this.#forgetEverything();
    this.#writer.nudge();
    // Where Milvus is away the journal remembers it; nothing old is found meanwhile.
    await this.#writer.flush().then(
      () => this.sweep(),
      () => 0,
    );
    return entries ?? near.entries;
  }

  generation(): number {
    return this.#generation;
  }

  async list(page: { offset: number; limit: number }): Promise<CacheEntry[]> {
    this.#assertOpen();
    if (this.#far.state.kind !== 'up') return this.#near.list(page);
    await this.#flushSoon();
    const entries = await this.#far.run((session, ...rest) => session.newest(page, ...rest));
    return entries.map((entry) => ({ ...entry, embedding: undefined }));
  }

  /** Rejects while Milvus cannot be reached: an export that lacks entries would pass for a whole one. */
  async *entries(after?: string): AsyncGenerator<CacheEntry> {
    this.#assertOpen();
    await this.flush();
    for (let place = after === undefined ? '' : digestOf(after); ;) {
      const from = place;
      const { entries, next } = await this.#far.run((session, ...rest) => session.page(from, ...rest));
      yield* entries;
      if (next === undefined) return;
      place = next;
    }
  }

  async stats(): Promise<StoreStats> {
    this.#assertOpen();
    const near = await this.#near.totals();
    if (this.#far.state.kind === 'up') await this.#flushSoon();
    const far = await this.#far.run((session, ...rest) => session.totals(...rest)).catch(() => undefined);
    return {
      ...{ backend: 'milvus', ...(far ?? near), bytes: undefined, maxEntries: undefined, evicted: 0 },
      identity: identityOf(this.#options.settings, this.#far.epoch),
      ...{ refused: this.#refused, waiting: this.#journal.size, dropped: this.#journal.dropped },
      details: describeStore({
        ...{ settings: this.#options.settings, far: this.#far, journal: this.#journal },
        ...{ nearEntries: near.entries, refused: this.#refused },
      }),
    };
  }

  async sweep(): Promise<number> {
    const near = await this.#near.sweep();
    if (this.#far.state.kind !== 'up') return near;
    await this.flush();
    return this.#far.sweep();
  }

  troubles(): string[] {
    return troublesOf({
      ...{ settings: this.#options.settings, far: this.#far, journal: this.#journal },
      writing: this.#writer.trouble,
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#far.state.kind === 'up') await this.#flushSoon();
    this.#hits.stop();
    // Together: a batch that is on its way ends with the link, and stays in the journal.
    await Promise.all([this.#writer.stop(), this.#far.close()]);
    await this.#near.close();
  }

  /** A long queue must not keep people. */
  async #flushSoon(): Promise<void> {
    await within(this.flush(), FLUSH_WITHIN_MS).catch(() => undefined);
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('The store is closed.');
  }

  /** Written down here once this returns, and in Milvus soon. */
  #write(write: { kind: 'put'; id: string; entry: Buffer } | { kind: 'delete'; id: string }): void {
    this.#assertOpen();
    this.#journal.append(write);
    this.#own.add([write.id]);
    this.#found.delete(write.id);
    this.#writer.nudge();
  }

  /** Whether this daemon wrote or deleted it a moment ago: what Milvus says of it may be older. */
  #isOwn(id: string): boolean {
    return this.#journal.has(id) || this.#own.has(id);
  }

  async #forgetEverything(): Promise<void> {
    this.#generation += 1;
    writeGeneration(this.#options.database, this.#generation);
    this.#found.clear();
    this.#hits.clear();
    await this.#near.clear();
  }

  /** Copies of what other daemons deleted or replaced. */
  async #dropStaleCopies(): Promise<void> {
    this.#found.clear();
    const copies = this.#near.stamps().filter(([id]) => !this.#isOwn(id));
    const ids = copies.map(([id]) => id);
    const stamps = await this.#far.run((session, ...rest) => session.stamps(ids, ...rest));
    const stale = copies.filter(([id, stamp]) => stamps.get(digestOf(id)) !== stamp && !this.#isOwn(id));
    for (const [id] of stale) await this.#near.delete(id);
  }

  #createWriter(): WriteBehind {
    return new WriteBehind({
      ...{ journal: this.#journal, far: this.#far, clock: this.#options.clock },
      ...{ vectorField: this.#options.settings.collection.vectorField, dimension: this.#options.dimension },
      onWritten: (ids) => {
        this.#own.add(ids);
      },
      onLost: (ids, why) => {
        if (why === 'refused') this.#refused += ids.length;
        // Unless something newer of it waits.
        const gone = ids.filter((id) => !this.#journal.has(id));
        for (const id of gone) void this.#near.delete(id).catch(this.#options.onFault);
      },
      onTrouble: (error) => {
        this.#options.onState(writingSentence(error, this.#journal.size), error === undefined);
      },
    });
  }
}
