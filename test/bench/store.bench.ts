import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import { clusteredEntry, openBenchStore, queryNear, type BenchStore } from './clustered-entries.ts';
import { measure, ms, percentile } from './measure.ts';
import { createPlainScan } from './plain-scan.ts';

type Print = (line: string) => void;

const SIZES = [1_000, 10_000, 100_000];
const MANY_SCOPES = 100;
const LARGEST = 100_000;

/** The embedded store: lookups by meaning beside a plain JavaScript scan of the same vectors, then the rest of its life. */
export async function benchStore(print: Print): Promise<void> {
  for (const scopes of [1, MANY_SCOPES]) {
    for (const size of SIZES) await withFolder((folder) => benchSize(print, { folder, size, scopes }));
  }
}

interface Case {
  folder: string;
  size: number;
  scopes: number;
}

async function benchSize(print: Print, bench: Case): Promise<void> {
  const { folder, size, scopes } = bench;
  print(`${size.toLocaleString('en')} entries in ${scopes === 1 ? 'one scope' : `${scopes} scopes`}`);
  const opened = openBenchStore(folder);
  const puts: number[] = [];
  for (let number = 0; number < size; number++) {
    const entry = clusteredEntry(number, scopes);
    const begin = performance.now();
    await opened.store.put(entry);
    puts.push(performance.now() - begin);
  }
  row(
    print,
    'put',
    puts.sort((a, b) => a - b),
  );
  const ids = Array.from({ length: 1_000 }, (_, run) => clusteredEntry((run * 7_919) % size, scopes).id);
  row(print, 'get by id', await measure(2_000, (run) => opened.store.get(ids[run % ids.length] ?? '')));
  await benchBuilding(print, opened, scopes);
  // Made only now: 100,000 vectors beside it would make the collector hold the process for longer than the store does.
  const scan = createPlainScan();
  for (let number = 0; number < size; number++) scan.add(clusteredEntry(number, scopes));
  await benchLookups(print, bench, { opened, scan });
  await opened.close();
  if (scopes === 1) await benchReopening(print, bench);
}

/** The first lookup in each scope loads its vectors; in a large one it starts the building of a graph. */
async function benchBuilding(print: Print, { store }: BenchStore, scopes: number): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begin = performance.now();
  for (let scope = 0; scope < scopes; scope++) await store.findNearest(queryNear(scope, scopes));
  const firstMs = (performance.now() - begin) / scopes;
  await store.settled();
  delay.disable();
  print(
    `  first lookup in a scope ${ms(firstMs)}; index ready after ${((performance.now() - begin) / 1000).toFixed(1)} s, ` +
      `event loop held for ${ms(delay.max / 1e6)} at most`,
  );
}

async function benchLookups(
  print: Print,
  { size, scopes }: Case,
  { opened, scan }: { opened: BenchStore; scan: ReturnType<typeof createPlainScan> },
): Promise<void> {
  const queries = Array.from({ length: 500 }, (_, run) => queryNear((run * 7_919) % size, scopes));
  const queryOf = (run: number) => queries[run % queries.length] ?? queryNear(0, scopes);
  const baseline = await measure(size > 10_000 ? 50 : 500, (run) => scan.nearest(queryOf(run)));
  const lookups = await measure(500, (run) => opened.store.findNearest(queryOf(run)));
  row(print, 'plain scan of all vectors (baseline)', baseline, baseline);
  row(print, 'lookup by meaning, entries included', lookups, baseline);
  let agreed = 0;
  const sample = queries.slice(0, 100);
  for (const query of sample) {
    const [best] = await opened.store.findNearest(query);
    if (best?.entry.id === scan.nearest(query)) agreed += 1;
  }
  print(`  nearest is the same as the scan's: ${agreed} of ${sample.length}`);
}

async function benchReopening(print: Print, { folder, size }: Case): Promise<void> {
  const begin = performance.now();
  const opened = openBenchStore(folder);
  const openMs = performance.now() - begin;
  const [found] = await opened.store.findNearest(queryNear(0, 1));
  const firstMs = performance.now() - begin - openMs;
  print(`  open again ${ms(openMs)}, first lookup then ${ms(firstMs)} (${found ? 'found' : 'missed'})`);
  await opened.close();
  if (size < 10_000) return;
  const [idle, used] = ['', folder].map((argument) =>
    execFileSync(process.execPath, ['--import', 'tsx', MEMORY_SCRIPT, argument], {
      cwd: packageRoot(),
      encoding: 'utf8',
    }),
  );
  print(
    `  resident memory after 200 lookups: ${used?.trim() ?? '?'} MB (the same process without a store: ${idle?.trim() ?? '?'} MB)`,
  );
  if (size === LARGEST) await benchClear(print, folder);
}

async function benchClear(print: Print, folder: string): Promise<void> {
  const { store, close } = openBenchStore(folder);
  const begin = performance.now();
  const cleared = await store.clear();
  print(`  forget all ${cleared.toLocaleString('en')}: ${ms(performance.now() - begin)}`);
  await close();
}

const MEMORY_SCRIPT = fileURLToPath(new URL('store-memory.ts', import.meta.url));

function row(print: Print, name: string, ascending: number[], baseline?: number[]): void {
  const [p50, p99] = [percentile(ascending, 0.5), percentile(ascending, 0.99)];
  const ratio = baseline ? `, ${(percentile(baseline, 0.5) / p50).toFixed(1)}x the baseline's speed` : '';
  print(`  ${name}: p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms${ratio}`);
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'askonce-bench-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
