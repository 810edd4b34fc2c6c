import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { emptyGraph, HnswIndex, type Shard, type Usearch } from './hnsw-index.ts';

/** What an index must agree with to be of use. */
export interface IndexIdentity {
  /** Of the database whose rows it was made from: numbers of another one mean nothing. */
  database: string;
  dimension: number;
}

export interface IndexSnapshot {
  index: HnswIndex;
  /** It holds every row up to this number, and perhaps some later ones. */
  through: number;
}

/** The files of large indexes: derived, so whatever is wrong with one means that it is built again. */
export class IndexFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes the parts that changed, then the list of parts: a crash in between leaves the earlier list and its parts. */
  async save(partition: number, { index, through }: IndexSnapshot, identity: IndexIdentity): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const removed = [...index.removed];
    const shards: string[] = [];
    for (const shard of index.shards) shards.push(shard.file ?? (await this.#writeShard(partition, shard)));
    const list: ShardList = { format: FORMAT, ...identity, through, removed, shards };
    await this.#write(listName(partition), (handle) => handle.writeFile(JSON.stringify(list)));
    await this.#keepOnly(partition, [listName(partition), ...shards]);
  }

  /** Undefined where there is none, or none that can be trusted. */
  async load(
    partition: number,
    identity: IndexIdentity,
    loadUsearch: () => Promise<Usearch | undefined>,
  ): Promise<IndexSnapshot | undefined> {
    try {
      const text = await readFile(path.join(this.#folder, listName(partition)), 'utf8');
      const { database, dimension, through, removed, ...list } = shardListSchema.parse(JSON.parse(text));
      if (database !== identity.database || dimension !== identity.dimension) return undefined;
      const usearch = await loadUsearch();
      if (!usearch) return undefined;
      const shards: Shard[] = [];
      for (const file of list.shards) shards.push(await this.#readShard(file, dimension, usearch));
      return { index: new HnswIndex(usearch, { dimension, shards, removed }), through };
    } catch {
      // Missing, cut off, or not what its name says: every reason has the same cure, which is to build it again.
      return undefined;
    }
  }

  /** Removes the files of partitions that are gone. */
  async prune(isKnown: (partition: number) => boolean): Promise<void> {
    for (const name of await this.#names()) {
      const partition = partitionOf(name);
      if (partition !== undefined && !isKnown(partition))
        await rm(path.join(this.#folder, name), { force: true });
    }
  }

  async #writeShard(partition: number, shard: Shard): Promise<string> {
    let savedCount = 0;
    const digest = await this.#write(`${partition}.part`, (_handle, location) => {
      savedCount = shard.count;
      shard.graph.save(location);
    });
    const name = `${partition}-${digest}.usearch`;
    await rename(path.join(this.#folder, `${partition}.part`), path.join(this.#folder, name));
    // What was added while the file was on its way is not in it.
    if (shard.count === savedCount) shard.file = name;
    return name;
  }

  /** The library trusts its files, and a broken one can crash the process: the content must agree with the name first. */
  async #readShard(file: string, dimension: number, usearch: Usearch): Promise<Shard> {
    const location = path.join(this.#folder, file);
    if (!file.endsWith(`-${await digestOf(location)}.usearch`)) throw new Error(`${file} is damaged`);
    const graph = emptyGraph(usearch, dimension);
    // Loading holds the process for some 10 ms: nothing else should share that turn.
    await setImmediate();
    graph.load(location);
    return { graph, count: graph.size(), file };
  }

  /** Whole or not at all, readable for its owner only. Returns the digest of what was written. */
  async #write(
    name: string,
    fill: (handle: FileHandle, location: string) => Promise<void> | void,
  ): Promise<string> {
    const temporary = path.join(this.#folder, `${name}.temporary`);
    const handle = await open(temporary, 'w', 0o600);
    try {
      await fill(handle, temporary);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const digest = await digestOf(temporary);
    await rename(temporary, path.join(this.#folder, name));
    return digest;
  }

  async #keepOnly(partition: number, kept: string[]): Promise<void> {
    for (const name of await this.#names()) {
      if (partitionOf(name) === partition && !kept.includes(name))
        await rm(path.join(this.#folder, name), { force: true });
    }
  }

  /** None where there is no folder yet. */
  async #names(): Promise<string[]> {
    return readdir(this.#folder).catch(() => []);
  }
}

const FORMAT = 1;
const shardListSchema = z.object({
  format: z.literal(FORMAT),
  database: z.string(),
  dimension: z.number().int().positive(),
  through: z.number().int(),
  removed: z.array(z.number().int()),
  /** Files, named by their content, so that a list never points to a part that changed after it was written. */
  shards: z.array(z.string().regex(/^\d+-[0-9a-f]{32}\.usearch$/)),
});
type ShardList = z.infer<typeof shardListSchema>;

function listName(partition: number): string {
  return `${partition}.json`;
}

function partitionOf(name: string): number | undefined {
  const digits = /^(\d+)[.-]/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

async function digestOf(location: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(location, { highWaterMark: 256 * 1024 }))
    hash.update(z.instanceof(Buffer).parse(piece));
  return hash.digest('hex').slice(0, 32);
}
