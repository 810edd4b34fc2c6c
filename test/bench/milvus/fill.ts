import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { CacheEntry } from '../../../daemon/chat/cache-entry.ts';
import { toRow } from '../../../daemon/store/milvus/entry-row.ts';
import type { MilvusSettings } from '../../../daemon/store/milvus/milvus-settings.ts';
import { serialiseEntry } from '../../../daemon/store/milvus/packed-entry.ts';
import { MilvusSession } from '../../../daemon/store/milvus/session.ts';
import { openBenchStore, type BenchStore } from '../clustered-entries.ts';
import { percentile } from '../measure.ts';
import { createPlainScan } from '../plain-scan.ts';
import type { BenchServer } from './bench-server.ts';
import { defaultSettings, DIMENSION, openMilvusStore, realisticEntry } from './bench-stores.ts';
import { aligned, line, type Print } from './timing.ts';

/** The same entries in an embedded store, in a collection of Milvus, and in a list. */
export interface Filled {
  size: number;
  /** For what a store needs on disk. */
  folder: string;
  server: BenchServer;
  settings: MilvusSettings;
  embedded: BenchStore;
  scan: ReturnType<typeof createPlainScan>;
}

/** Entries that take the store's own way, one after the other; the others are written many at once. */
const ONE_BY_ONE = 1_000;
const BATCH = 500;
const BATCH_MS = 120_000;

export async function fill(
  print: Print,
  { size, folder, server }: Pick<Filled, 'size' | 'folder' | 'server'>,
): Promise<Filled> {
  const own = path.join(folder, String(size));
  mkdirSync(own);
  const settings = defaultSettings({ ...server, collection: server.newCollection() });
  const filled = { size, folder: own, server, settings };
  const stores = { embedded: openBenchStore(own), scan: createPlainScan() };
  const oneByOne = Math.min(ONE_BY_ONE, size / 2);
  await throughTheStore(print, { ...filled, ...stores }, oneByOne);
  await manyAtOnce(print, { ...filled, ...stores }, oneByOne);
  return { ...filled, ...stores };
}

/** Into the journal, and from there to Milvus. */
async function throughTheStore(print: Print, filled: Filled, count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, number) => realisticEntry(number));
  const embeddedSeconds = await putAll(filled, entries);
  const { store, close } = await openMilvusStore(filled.settings, filled.folder);
  const puts: number[] = [];
  const begin = performance.now();
  for (const entry of entries) {
    const start = performance.now();
    await store.put(entry);
    puts.push(performance.now() - start);
  }
  await store.flush();
  const seconds = (performance.now() - begin) / 1000;
  await close();
  puts.sort((a, b) => a - b);
  print(
    line(
      `put through the store, ${count} one after the other`,
      ...[
        `${perSecond(count, seconds)} until all are in Milvus`,
        `${perSecond(count, embeddedSeconds)} embedded`,
      ],
      `a put p50 ${aligned(percentile(puts, 0.5)).trim()}, p99 ${aligned(percentile(puts, 0.99)).trim()}`,
    ),
  );
}

/** Past the journal: as the store writes its rows, 500 at once. */
async function manyAtOnce(print: Print, filled: Filled, first: number): Promise<void> {
  const { size, settings } = filled;
  const session = await MilvusSession.open({ settings, dimension: DIMENSION });
  const place = { epoch: 0, vectorField: settings.collection.vectorField, dimension: DIMENSION };
  let [embedded, packing, writing] = [0, 0, 0];
  for (let start = first; start < size; start += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, size - start) }, (_, offset) => start + offset);
    const entries = numbers.map((number) => realisticEntry(number));
    embedded += await putAll(filled, entries);
    const begin = performance.now();
    const rows = await Promise.all(entries.map((entry) => toRow(entry, serialiseEntry(entry), place)));
    const packed = performance.now();
    await session.write(
      rows.filter((row) => row !== undefined),
      BATCH_MS,
    );
    packing += (packed - begin) / 1000;
    writing += (performance.now() - packed) / 1000;
  }
  await session.close();
  const count = size - first;
  print(
    line(
      `put in bulk, ${BATCH} at once`,
      ...[`${perSecond(count, packing + writing)} into Milvus`, `${perSecond(count, embedded)} embedded`],
      `packing ${packing.toFixed(1)} s, writing ${writing.toFixed(1)} s`,
    ),
  );
}

/** Into the embedded store and the list; seconds that the store took. */
async function putAll(
  { embedded, scan }: Pick<Filled, 'embedded' | 'scan'>,
  entries: readonly CacheEntry[],
): Promise<number> {
  const begin = performance.now();
  for (const entry of entries) await embedded.store.put(entry);
  const seconds = (performance.now() - begin) / 1000;
  for (const entry of entries) scan.add(entry);
  return seconds;
}

function perSecond(count: number, seconds: number): string {
  return `${Math.round(count / seconds)
    .toLocaleString('en')
    .padStart(6)} /s`;
}
