import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { answerText, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { makeHome, type AskOnceHome, type AskOnceProcess } from '../../support/spawn-askonce.ts';
import { configuredModels } from '../../support/start-test-daemon.ts';
import { percentile } from '../measure.ts';
import { postQuestion, spelling } from '../post-question.ts';
import { residentMegabytes } from '../resident-memory.ts';
import { realisticEntry } from './bench-stores.ts';
import type { Filled } from './fill.ts';
import { line, quantiles, ratio, timed, type Print } from './timing.ts';

interface Pair {
  stored: string;
  reworded: string;
}

const PAIRS = 20;
const REQUESTS = 200;
const IDLE_MS = 3_000;
const PATIENCE_MS = 30_000;

/** Hits over HTTP, embedding included: daemons of their own, keep-alive, one request after the other. */
export async function benchSemanticHits(print: Print, { settings, size }: Filled): Promise<void> {
  const upstream = await startScriptedUpstream(answerText(realisticEntry(0).answer.text));
  const common = { models: configuredModels({ small: upstream.baseUrl }), logging: { level: 'silent' } };
  const { host, port } = settings.connection;
  const milvus = { connection: { host, port }, collection: { name: settings.collection.name } };
  const inMilvus = { ...common, semantic_cache: { backend_type: 'milvus' } };
  const homes = [makeHome(), makeHome()] as const;
  const [embeddedHome, milvusHome] = homes;
  try {
    embeddedHome.writeConfig(common);
    const embedded = await startLoaded(embeddedHome);
    const pairs = await findPairs(embedded.daemon);
    const baseline = await benchDaemon(print, 'embedded', { ...embedded, pairs });

    milvusHome.writeConfig({ ...inMilvus, milvus });
    const near = await startLoaded(milvusHome);
    for (const { stored } of pairs) await ask(near.daemon, stored);
    await benchDaemon(print, 'Milvus, near tier', { ...near, pairs, baseline, target: 10 });

    // Nothing but the entry served last is near.
    milvusHome.writeConfig({ ...inMilvus, milvus: { ...milvus, hot_tier: { max_entries: 1 } } });
    const far = await startLoaded(milvusHome);
    await untilFound(far.daemon, pairs);
    await benchDaemon(print, `Milvus, far tier of ${size.toLocaleString('en')}`, {
      ...far,
      pairs,
      baseline,
      target: 15,
    });
    print(
      line(
        'resident memory of an idle daemon, embedder loaded',
        `embedded ${embedded.megabytes} MB, Milvus ${near.megabytes} MB`,
      ),
    );
  } finally {
    for (const home of homes) await home.remove();
    await upstream.close();
  }
}

interface LoadedDaemon {
  daemon: AskOnceProcess;
  /** When it had not been asked anything yet. */
  megabytes: number;
}

async function startLoaded(home: AskOnceHome): Promise<LoadedDaemon> {
  const daemon = await home.start();
  while ((await daemon.embedderState()) === 'loading') await pause(50);
  await pause(IDLE_MS);
  return { daemon, megabytes: await residentMegabytes(daemon.child.pid) };
}

const pairSchema = z.object({ a: z.string(), b: z.string(), label: z.number() });

/** Questions of which the daemon serves the answer to another wording, with the case of letters changed, too. */
async function findPairs(daemon: AskOnceProcess): Promise<Pair[]> {
  const found: Pair[] = [];
  const lines = readFileSync(path.join(packageRoot(), 'test/data/matching-pairs.jsonl'), 'utf8').split('\n');
  for (const text of lines) {
    if (found.length === PAIRS || text === '') break;
    const { a: stored, b: reworded, label } = pairSchema.parse(JSON.parse(text));
    if (label !== 1 || (await ask(daemon, stored)) !== 'miss') continue;
    if ((await ask(daemon, spelling(reworded, REQUESTS))) === 'hit-semantic')
      found.push({ stored, reworded });
  }
  return found;
}

/** What it wrote as another process a moment ago is seen by and by. */
async function untilFound(daemon: AskOnceProcess, pairs: readonly Pair[]): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (const { reworded } of pairs) {
    while ((await ask(daemon, spelling(reworded, REQUESTS))) !== 'hit-semantic') {
      if (Date.now() > deadline) return;
      await pause(100);
    }
  }
}

interface DaemonCase {
  daemon: AskOnceProcess;
  pairs: readonly Pair[];
  baseline?: Hits;
  /** Of a hit by meaning, the median in milliseconds. */
  target?: number;
}

interface Hits {
  exact: number[];
  semantic: number[];
}

async function benchDaemon(
  print: Print,
  name: string,
  { daemon, pairs, baseline, target }: DaemonCase,
): Promise<Hits> {
  const hits: Hits = { exact: [], semantic: [] };
  const kinds = [
    ['exact', (pair: Pair) => pair.stored],
    // Each wording is new, so that no exact hit and no remembered vector helps.
    ['semantic', (pair: Pair, round: number) => spelling(pair.reworded, round)],
  ] as const;
  for (const [kind, question] of kinds) {
    let others = 0;
    const { ascending } = await timed({ times: REQUESTS, together: 1 }, async (run) => {
      const pair = pairs[run % pairs.length]!;
      const outcome = await ask(daemon, question(pair, Math.floor(run / pairs.length)));
      if (outcome !== `hit-${kind}`) others += 1;
    });
    hits[kind] = ascending;
    print(
      line(
        `${name}: ${kind} hit over HTTP`,
        quantiles(ascending),
        baseline && ratio(ascending, baseline[kind], 'embedded'),
        kind === 'semantic' && target !== undefined ? `(target: p50 under ${target} ms)` : '',
        others === 0 ? '' : `${others} WERE NO SUCH HITS`,
      ),
    );
    print(line('  of that, medians', await stagesOf(daemon)));
  }
  await daemon.kill('SIGTERM');
  return hits;
}

const decisionsSchema = z.object({
  decisions: z.array(z.object({ stagesMs: z.record(z.string(), z.number()) })),
});

/** Where the last requests spent their time in the daemon. */
async function stagesOf(daemon: AskOnceProcess): Promise<string> {
  const reply = await daemon.request(`/askonce/decisions?limit=${REQUESTS}`);
  const { decisions } = decisionsSchema.parse(await reply.json());
  return ['exact', 'embed', 'semantic']
    .map((stage) => {
      const times = decisions.flatMap(({ stagesMs }) => stagesMs[stage] ?? []).sort((a, b) => a - b);
      return times.length === 0 ? '' : `${stage} ${percentile(times, 0.5).toFixed(2)} ms`;
    })
    .filter((text) => text !== '')
    .join(', ');
}

function ask(daemon: AskOnceProcess, question: string): Promise<string | undefined> {
  return postQuestion(`${daemon.origin}/v1/chat/completions`, daemon.key, question);
}
