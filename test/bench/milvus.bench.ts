import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openBenchServer, type BenchServer } from './milvus/bench-server.ts';
import { fill, type Filled } from './milvus/fill.ts';
import { printFootprint } from './milvus/footprint.ts';
import { benchOutages } from './milvus/outages.ts';
import { benchFreshSearches, benchSearches } from './milvus/searches.ts';
import { benchSemanticHits } from './milvus/semantic-hits.ts';
import { line, type Print } from './milvus/timing.ts';
import { benchVisibility } from './milvus/visibility.ts';
import { SCOPES } from './milvus/bench-stores.ts';

const SIZES = [1_000, 10_000, 100_000];

/** Milvus as the store beside the embedded store: a real server, with what a configuration has by default. */
export async function benchMilvus(print: Print, sizes: readonly number[] = SIZES): Promise<void> {
  const server = await openBenchServer();
  if (typeof server === 'string') {
    print(`no Milvus: ${server}`);
    return;
  }
  const { version } = await server.client.getVersion();
  print(
    `Milvus ${version} at ${server.host}:${server.port}, on the machine that it is measured from where that is its own`,
  );
  const begin = performance.now();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'askonce-bench-'));
  try {
    let largest: Filled | undefined;
    for (const size of sizes) {
      await largest?.embedded.close();
      largest = await benchSize(print, { size, folder, server });
    }
    if (largest) await benchRest(print, largest);
    await largest?.embedded.close();
    print('outages');
    await benchOutages(print, { server, folder });
    print(`all of it took ${Math.round((performance.now() - begin) / 1000)} s`);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchSize(
  print: Print,
  { size, folder, server }: { size: number; folder: string; server: BenchServer },
): Promise<Filled> {
  print(`${size.toLocaleString('en')} entries of 1 kB in ${SCOPES} scopes`);
  const before = await server.footprint();
  const filled = await fill(print, { size, folder, server });
  await benchFreshSearches(print, filled);
  const begin = performance.now();
  await server.untilIndexed(filled.settings.collection.name);
  print(
    line(
      'flushed, indexed, loaded and settled',
      `after ${((performance.now() - begin) / 1000).toFixed(1)} s`,
    ),
  );
  printFootprint(print, size, { before, after: await server.footprint() });
  await benchSearches(print, filled);
  return filled;
}

async function benchRest(print: Print, filled: Filled): Promise<void> {
  print('hits over HTTP');
  await benchSemanticHits(print, filled);
  print('two daemons, A and B');
  await benchVisibility(print, filled);
}
