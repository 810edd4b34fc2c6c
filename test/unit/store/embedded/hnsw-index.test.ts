import { readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import * as usearch from 'usearch';
import { expect, test } from 'vitest';
import { FlatIndex } from '../../../../daemon/store/embedded/flat-index.ts';
import { HnswIndex } from '../../../../daemon/store/embedded/hnsw-index.ts';
import { IndexFiles } from '../../../../daemon/store/embedded/index-files.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { unitVectors } from '../../../support/unit-vectors.ts';

const DIMENSION = 64;
const SHARD_SIZE = 200;
const VECTORS = unitVectors(900, DIMENSION);
const QUERIES = unitVectors(50, DIMENSION, 99);
const IDENTITY = { database: 'this', dimension: DIMENSION };

function filled(count = VECTORS.length): HnswIndex {
  const index = new HnswIndex(usearch, { dimension: DIMENSION, shardSize: SHARD_SIZE });
  for (const [sequence, vector] of VECTORS.slice(0, count).entries()) index.add(sequence, vector);
  return index;
}

test('finds what comparing everything finds, over several shards', () => {
  const index = filled();
  const flat = new FlatIndex(DIMENSION);
  for (const [sequence, vector] of VECTORS.entries()) flat.add(sequence, vector);
  expect(index.shards).toHaveLength(5);
  let shared = 0;
  for (const query of QUERIES) {
    const exact = flat.nearest(query, 3).map(({ sequence }) => sequence);
    // Proposals are compared exactly by their owner: what counts is that the right ones are among them.
    const proposed = index.nearest(query, 11).map(({ sequence }) => sequence);
    shared += exact.filter((sequence) => proposed.includes(sequence)).length;
  }
  expect(shared / (QUERIES.length * 3)).toBeGreaterThan(0.97);
});

test('gives similarities that are roughly right, best first', () => {
  const [best, ...others] = filled().nearest(VECTORS[3]!, 5);
  expect(best?.sequence).toBe(3);
  expect(Math.abs(1 - (best?.similarity ?? 0))).toBeLessThan(0.1);
  expect(
    others.every(({ similarity }, place) => place === 0 || similarity <= others[place - 1]!.similarity),
  ).toBe(true);
});

test('adding a number twice keeps the first vector', () => {
  const index = filled(10);
  index.add(3, VECTORS[500]!);
  expect(index.size).toBe(10);
  expect(index.nearest(VECTORS[3]!, 1)[0]?.sequence).toBe(3);
});

test('never returns a removed number, however many are removed around it', () => {
  const index = filled(300);
  for (let sequence = 0; sequence < 300; sequence++) if (sequence !== 7) index.remove(sequence);
  expect(index.nearest(VECTORS[100]!, 5).map(({ sequence }) => sequence)).toEqual([7]);
});

test('says when most of it is removed', () => {
  const index = filled(100);
  for (let sequence = 0; sequence < 50; sequence++) index.remove(sequence);
  expect(index.isWorn).toBe(false);
  index.remove(50);
  expect(index.isWorn).toBe(true);
});

test('an empty index finds nothing', () => {
  expect(filled(0).nearest(VECTORS[0]!, 3)).toEqual([]);
});

test('comes back from its files as it was', async () => {
  const folder = path.join(temporaryFolder(), 'indexes');
  const files = new IndexFiles(folder);
  const index = filled();
  index.remove(5);
  await files.save(1, { index, through: 899 }, IDENTITY);
  const restored = await files.load(1, IDENTITY, () => Promise.resolve(usearch));
  expect(restored?.through).toBe(899);
  expect(restored?.index.size).toBe(900);
  for (const query of QUERIES) expect(restored?.index.nearest(query, 5)).toEqual(index.nearest(query, 5));
});

test('a second save writes the changed shard only', async () => {
  const folder = path.join(temporaryFolder(), 'indexes');
  const files = new IndexFiles(folder);
  const index = filled(850);
  await files.save(1, { index, through: 849 }, IDENTITY);
  const before = readdirSync(folder);
  index.add(850, VECTORS[850]!);
  await files.save(1, { index, through: 850 }, IDENTITY);
  const after = readdirSync(folder);
  expect(after).toHaveLength(before.length);
  expect(after.filter((name) => !before.includes(name))).toHaveLength(1);
});

test('what is added while it is saved is saved the next time', async () => {
  const files = new IndexFiles(path.join(temporaryFolder(), 'indexes'));
  const index = filled(100);
  const saving = files.save(1, { index, through: 99 }, IDENTITY);
  for (let sequence = 100; sequence < 150; sequence++) {
    index.add(sequence, VECTORS[sequence]!);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await saving;
  await files.save(1, { index, through: 149 }, IDENTITY);
  const restored = await files.load(1, IDENTITY, () => Promise.resolve(usearch));
  expect(restored?.index.size).toBe(150);
});

test('files under another name, of another database or another dimension are not loaded', async () => {
  const folder = path.join(temporaryFolder(), 'indexes');
  const files = new IndexFiles(folder);
  await files.save(1, { index: filled(100), through: 99 }, IDENTITY);
  const load = (identity = IDENTITY) => files.load(1, identity, () => Promise.resolve(usearch));
  expect(await load()).toBeDefined();
  expect(await load({ ...IDENTITY, database: 'other' })).toBeUndefined();
  expect(await load({ ...IDENTITY, dimension: 32 })).toBeUndefined();
  expect(await files.load(1, IDENTITY, () => Promise.resolve(undefined))).toBeUndefined();
  const shard = readdirSync(folder).find((name) => name.endsWith('.usearch'))!;
  renameSync(path.join(folder, shard), path.join(folder, `1-${'0'.repeat(32)}.usearch`));
  expect(await load()).toBeUndefined();
});

test('pruning removes the files of partitions that are gone, and no others', async () => {
  const folder = path.join(temporaryFolder(), 'indexes');
  const files = new IndexFiles(folder);
  for (const partition of [1, 11, 2]) await files.save(partition, { index: filled(5), through: 4 }, IDENTITY);
  await files.prune((partition) => partition !== 1);
  expect(new Set(readdirSync(folder).map((name) => name.split(/[.-]/)[0]))).toEqual(new Set(['11', '2']));
});
