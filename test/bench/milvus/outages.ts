import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { AnswerStore } from '../../../daemon/store/answer-store.ts';
import type { MilvusStore } from '../../../daemon/store/milvus/milvus-store.ts';
import { startChaosProxy, type ChaosProxy } from '../../support/chaos-proxy.ts';
import { openBenchStore, queryNear } from '../clustered-entries.ts';
import { percentile } from '../measure.ts';
import type { BenchServer } from './bench-server.ts';
import { defaultSettings, openMilvusStore, realisticEntry, SCOPES } from './bench-stores.ts';
import { aligned, line, type Print } from './timing.ts';

const MODES: Record<string, (proxy: ChaosProxy) => Promise<void>> = {
  'down (refused)': (proxy) => proxy.refuse(),
  hanging: (proxy) => proxy.hang(),
  // There and back.
  'slow by 2 s': (proxy) => proxy.delay(1_000),
};
/** In both stores; those of Milvus are near. */
const ENTRIES = 1_000;
const LOOKUPS = 500;
/** Long enough in all that several attempts to connect fall in between. */
const BETWEEN_MS = 10;
const PATIENCE_MS = 60_000;

/** What a request waits for the store when Milvus does not answer: a miss by key, then one by meaning. */
export async function benchOutages(
  print: Print,
  { server, folder }: { server: BenchServer; folder: string },
): Promise<void> {
  const proxy = await startChaosProxy(server);
  const own = path.join(folder, 'outages');
  mkdirSync(own);
  const settings = defaultSettings({ ...proxy, collection: server.newCollection() });
  const { store, close } = await openMilvusStore(settings, own);
  const embedded = openBenchStore(own);
  for (let number = 0; number < ENTRIES; number += 1) {
    await store.put(realisticEntry(number));
    await embedded.store.put(realisticEntry(number));
  }
  await store.flush();
  await benchMode(print, 'Milvus answers, through the proxy', { store, embedded: embedded.store });
  for (const [name, misbehave] of Object.entries(MODES)) {
    await misbehave(proxy);
    const first = await missMs(store, 0);
    await until(() => store.troubles().length > 0);
    print(line(`${name}: first lookup`, `    ${aligned(first)}`));
    await benchMode(print, `${name}: once that is known`, { store, embedded: embedded.store });
    const begin = performance.now();
    await proxy.pass();
    await until(() => store.troubles().length === 0);
    print(line(`${name}: Milvus is used again after`, `    ${aligned(performance.now() - begin)}`));
  }
  await close();
  await embedded.close();
  await proxy.close();
}

async function benchMode(
  print: Print,
  name: string,
  stores: { store: MilvusStore; embedded: AnswerStore },
): Promise<void> {
  const times = { store: [] as number[], embedded: [] as number[] };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let run = 0; run < LOOKUPS; run += 1) {
    times.embedded.push(await missMs(stores.embedded, run));
    times.store.push(await missMs(stores.store, run));
    await pause(BETWEEN_MS);
  }
  delay.disable();
  const [milvus, embedded] = [times.store, times.embedded].map((all) => all.sort((a, b) => a - b));
  if (!milvus || !embedded) return;
  const added = [0.5, 0.99].map((share) => percentile(milvus, share) - percentile(embedded, share));
  print(
    line(
      name,
      `p50 ${aligned(percentile(milvus, 0.5))}  p99 ${aligned(percentile(milvus, 0.99))}`,
      `embedded p50 ${aligned(percentile(embedded, 0.5))}  p99 ${aligned(percentile(embedded, 0.99))}`,
      `added p50 ${aligned(added[0]!)}  p99 ${aligned(added[1]!)}`,
      name.includes('known') ? '(target: under 2 ms)' : '',
      // What held it before a lookup began is not in that lookup's time, and every request waits for it.
      `event loop held p99 ${aligned(delay.percentile(99) / 1e6).trim()}, at most ${aligned(delay.max / 1e6).trim()}`,
    ),
  );
}

/** Of a question that nothing like it was stored for. */
async function missMs(store: AnswerStore, run: number): Promise<number> {
  const id = createHash('sha256').update(`nobody ${run}`).digest('hex');
  const query = queryNear(ENTRIES + run, SCOPES);
  const begin = performance.now();
  await store.get(id);
  await store.findNearest({ ...query, isEnough: () => Promise.resolve(false) });
  return performance.now() - begin;
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('The store did not notice the change.');
    await pause(5);
  }
}
