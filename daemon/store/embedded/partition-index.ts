import { setImmediate } from 'node:timers/promises';
import { innerProduct } from '../../lib/inner-product.ts';
import { FlatIndex } from './flat-index.ts';
import { HnswIndex, type Usearch } from './hnsw-index.ts';
import type { IndexFiles, IndexIdentity, IndexSnapshot } from './index-files.ts';
import type { Neighbour, VectorIndex } from './vector-index.ts';
import type { VectorRow, VectorSource } from './vector-rows.ts';

export interface PartitionIndexOptions {
  partition: number;
  identity: IndexIdentity;
  rows: VectorSource;
  /** Undefined where the native library does not run: everything is then compared one by one. */
  loadUsearch: () => Promise<Usearch | undefined>;
  /** Undefined: nothing is kept on disk. */
  files: IndexFiles | undefined;
  /** Told of failures in the background; lookups go on with what there is. */
  onFault: (fault: unknown) => void;
}

/** Up to here all vectors are compared: exact, 0.4 us each, and read from the database in a few milliseconds. */
export const FLAT_LIMIT = 2000;
/** Vectors added between two looks at the event loop: in a graph 0.15 ms each, else some microseconds. */
const BATCH = { graph: 16, flat: 256 };
/** A large index is saved after so many changes; after a crash the rest is added again, in about a second. */
const SAVE_EVERY = 5000;
/** An index of rounded vectors is asked for more than is wanted; its proposals are then compared exactly. */
const MORE_PROPOSALS = 5;

/** The index of one partition, in the form that its size asks for. Changes form in the background, while it serves. */
export class PartitionIndex {
  readonly #options: PartitionIndexOptions;
  #serving: VectorIndex;
  /** Whether `serving` was made of all rows. */
  #isComplete = true;
  #lacksLibrary = false;
  #isBuilding = false;
  #building: Promise<void> = Promise.resolve();
  /** Being filled: holds every row up to `progress`, and those added since it began. */
  #target: VectorIndex | undefined;
  #progress = 0;
  #saving: Promise<void> = Promise.resolve();
  #unsaved = 0;
  #isClosed = false;

  constructor(options: PartitionIndexOptions, restored: IndexSnapshot | undefined) {
    this.#options = options;
    // A database behind its index has lost rows (power cut, restored from a copy): their numbers are given again.
    if (restored && restored.through <= options.rows.lastSequence()) {
      this.#serving = restored.index;
      this.#startBuilding(() => this.#fill(restored.index, restored.through));
    } else {
      this.#serving = new FlatIndex(options.identity.dimension);
      this.#isComplete = false;
      this.#startBuilding(() => this.#rebuild());
    }
  }

  /** Whether every vector is compared: such an index is ready within milliseconds, and worth waiting for. */
  get isSmall(): boolean {
    return !this.#isLarge();
  }

  get bytes(): number {
    const beside = this.#target === this.#serving ? 0 : (this.#target?.bytes ?? 0);
    return this.#serving.bytes + beside;
  }

  /** Best first, similarities exact. */
  nearest(vector: Float32Array, limit: number): Neighbour[] {
    const { identity, partition, rows } = this.#options;
    if (vector.length !== identity.dimension) return [];
    if (this.#serving.isExact) return this.#serving.nearest(vector, limit);
    const proposals = this.#serving.nearest(vector, limit + MORE_PROPOSALS);
    return proposals
      .flatMap(({ sequence }) => {
        const stored = rows.get(partition, sequence);
        if (!stored) this.remove(sequence);
        const similarity = stored ? innerProduct(vector, stored) : Number.NaN;
        return Number.isNaN(similarity) ? [] : [{ sequence, similarity }];
      })
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, limit);
  }

  add(sequence: number, vector: Float32Array): void {
    this.#addTo(this.#serving, { sequence, vector });
    if (this.#target && this.#target !== this.#serving) this.#addTo(this.#target, { sequence, vector });
    this.#unsaved += 1;
    this.#adapt();
  }

  remove(sequence: number): void {
    this.#serving.remove(sequence);
    this.#target?.remove(sequence);
    this.#unsaved += 1;
    this.#adapt();
  }

  /** Resolves when nothing goes on in the background. */
  async settled(): Promise<void> {
    let seen;
    do {
      seen = this.#building;
      await seen;
    } while (seen !== this.#building);
    await this.#saving;
  }

  /** Stops what goes on and saves what is worth it, unless told otherwise. Nothing may be added any more. Idempotent. */
  async close({ save }: { save: boolean }): Promise<void> {
    if (!this.#isClosed && save && this.#unsaved > 0) this.#save();
    this.#isClosed = true;
    await this.#building;
    await this.#saving;
  }

  /** Gives the index the form that fits it now, or saves it now and then. */
  #adapt(): void {
    if (this.#isBuilding || this.#isClosed) return;
    const serving = this.#serving;
    const isOutgrown = serving instanceof FlatIndex && serving.size >= FLAT_LIMIT && !this.#lacksLibrary;
    const isWorn = serving instanceof HnswIndex && serving.isWorn;
    if (isOutgrown || isWorn) this.#startBuilding(() => this.#rebuild());
    else if (this.#unsaved >= SAVE_EVERY) this.#save();
  }

  #startBuilding(build: () => Promise<void>): void {
    this.#isBuilding = true;
    // After a fault it counts as building still: it stays as it is, with every later row added.
    this.#building = build().catch(this.#options.onFault);
  }

  async #rebuild(): Promise<void> {
    const { identity, loadUsearch } = this.#options;
    const isLarge = this.#isLarge();
    const usearch = isLarge ? await loadUsearch() : undefined;
    this.#lacksLibrary = isLarge && !usearch;
    await this.#fill(usearch ? new HnswIndex(usearch, identity) : new FlatIndex(identity.dimension), 0);
  }

  #isLarge(): boolean {
    const { partition, rows } = this.#options;
    return rows.count(partition, FLAT_LIMIT) === FLAT_LIMIT;
  }

  async #fill(target: VectorIndex, after: number): Promise<void> {
    this.#target = target;
    this.#progress = after;
    // Later rows come by add().
    const through = this.#options.rows.lastSequence();
    while (this.#progress < through) {
      if (this.#isClosed) return;
      this.#progress = this.#copyRows(target, through);
      if (!this.#isComplete && target.size > this.#serving.size) this.#serving = target;
      await setImmediate();
    }
    this.#serving = target;
    this.#target = undefined;
    this.#isComplete = true;
    this.#isBuilding = false;
    if (this.#unsaved > 0) this.#save();
    this.#adapt();
  }

  /** Returns how far it got. */
  #copyRows(target: VectorIndex, through: number): number {
    const { partition, rows } = this.#options;
    const limit = target instanceof HnswIndex ? BATCH.graph : BATCH.flat;
    const page = rows.page(partition, { after: this.#progress, through, limit });
    for (const row of page) this.#addTo(target, row);
    this.#unsaved += page.length;
    return page.length === limit ? (page.at(-1)?.sequence ?? through) : through;
  }

  /** A vector of another length is none of this embedder's: damage, which no search should trip over. */
  #addTo(index: VectorIndex, { sequence, vector }: VectorRow): void {
    if (vector.length === this.#options.identity.dimension) index.add(sequence, vector);
  }

  /** What was built is worth saving even unfinished: the next process goes on where it ended. */
  #save(): void {
    const { files, identity, onFault, partition, rows } = this.#options;
    const index = [this.#target, this.#serving].find((candidate) => candidate instanceof HnswIndex);
    this.#unsaved = 0;
    if (!files || !index) return;
    const through = this.#target ? this.#progress : rows.lastSequence();
    this.#saving = this.#saving
      .then(() => files.save(partition, { index, through }, identity))
      .catch(onFault);
  }
}
