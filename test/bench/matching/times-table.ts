import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Matcher } from '../../../daemon/cache/matching/matcher.ts';
import { tableOf } from '../../../daemon/cli/table.ts';
import type { Config } from '../../../daemon/config/config-schema.ts';
import { openStore } from '../../../daemon/create-store.ts';
import type { StreamRow } from '../../../daemon/evaluation/judged-rows.ts';
import type { CacheModels } from '../../../daemon/evaluation/open-models.ts';
import { boundByPattern } from '../../../daemon/cache/storable/bound-questions.ts';
import { replayStream } from '../../../daemon/evaluation/replay-stream.ts';
import { systemClock } from '../../../daemon/lib/clock.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { measure, ms, percentile } from '../measure.ts';
import { draw } from './draw.ts';
import { intentRows } from './sets.ts';

/** How many answers lie in the store, and how often each thing is measured. */
const STORED = 1_000;
const TIMES = 200;
/** A tenth more for the warm-up; no question twice, since models and stores remember. */
const ASKED = TIMES + TIMES / 10;

interface TimesParts {
  config: Config;
  models: CacheModels;
  matcher: Matcher;
  log: Logger;
}

/** Times in this process, of questions of about ten words that no model has seen before; over HTTP: `npm run bench http`. */
export async function timesTable({ config, models, matcher, log }: TimesParts): Promise<string> {
  const rows = draw(intentRows('banking77').filter(isOfTenWords), STORED + ASKED, seededRandom(4));
  const [stored, asked] = [rows.slice(0, STORED), rows.slice(STORED)];
  const { verifier } = models;
  const pairs = asked.map(({ text }, index) => ({ asked: text, stored: stored[index]?.text ?? '' }));
  const verified = verifier && (await measureEach(pairs, (pair) => verifier.verify(pair)));
  const hits = await semanticHits({ config, models, matcher, log }, { stored, asked });
  return tableOf(
    ['in process', 'p50', 'p99'],
    [
      ...(verified ? [timesRow('verifying a pair of 10 words', verified)] : []),
      timesRow(`a whole semantic hit among ${STORED.toLocaleString('en')} stored`, hits),
    ],
  );
}

function isOfTenWords({ text }: StreamRow): boolean {
  const words = text.split(/\s+/).length;
  return words >= 8 && words <= 12;
}

/** From the request to the stored answer, in the embedded store on disk, as a daemon opens it. */
async function semanticHits(
  { config, models: { embedder }, matcher, log }: TimesParts,
  { stored, asked }: { stored: readonly StreamRow[]; asked: readonly StreamRow[] },
): Promise<number[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'askonce-bench-'));
  const clock = systemClock;
  const { store, database } = openStore(config, folder, { clock, log, dimension: embedder.dimension });
  if (!store) throw new Error('The cache is on by default.');
  const parts = { store, embedder, clock, boundTo: boundByPattern, isGated: false };
  try {
    await replayStream(stored, { ...parts, matcher: { ...matcher, floor: 2 } });
    return await measureEach(asked, (row) => replayStream([row], { ...parts, matcher: servingAll(matcher) }));
  } finally {
    await store.close();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Weighs as the matcher does and serves whatever it says, so that every lookup is a hit. */
function servingAll(matcher: Matcher): Matcher {
  return {
    ...{ floor: 0, keepsBudget: false },
    judge: async (input, signal) => ({ ...(await matcher.judge(input, signal)), serve: true }),
  };
}

function measureEach<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<number[]> {
  let next = 0;
  return measure(TIMES, () => {
    const item = items[next];
    next += 1;
    if (item === undefined) throw new Error('Too few questions of ten words.');
    return work(item);
  });
}

function timesRow(name: string, ascending: readonly number[]): string[] {
  return [name, ms(percentile(ascending, 0.5)), ms(percentile(ascending, 0.99))];
}
