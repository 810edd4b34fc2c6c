import { tableOf } from '../../../daemon/cli/table.ts';
import { servedFigures } from '../../../daemon/evaluation/evaluate-stream.ts';
import type { StreamRow } from '../../../daemon/evaluation/judged-rows.ts';
import type { ReplayedRow } from '../../../daemon/evaluation/replay-stream.ts';
import type { Matching, StreamReplayer } from '../../../daemon/evaluation/stream-replayer.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { percentile } from '../measure.ts';
import { GPTCACHE_COSINE } from './peers.ts';
import { interval, percent } from './shown-shares.ts';

/** Cuts on cosine that are tried, in hundredths: these, then those between the best and the one before it. */
const COARSE = [60, 65, 70, 75, 80, 85, 90, 95];
const FINE = [-4, -3, -2, -1];
/** Serves nothing but the same words. */
const EXACT_ONLY = 1.01;
const RESAMPLES = 2_000;

interface StreamsOptions {
  replayer: StreamReplayer;
  budgets: readonly number[];
  /** The one that the best cut on cosine is held against. */
  budget: number;
}

/** Each log, with the storable gate and without: what is served, how much of it wrongly, and how that compares. */
export async function streamTable(
  streams: Readonly<Record<string, readonly StreamRow[]>>,
  options: StreamsOptions,
): Promise<string> {
  const lines: string[][] = [];
  for (const [name, rows] of Object.entries(streams)) {
    for (const isGated of [true, false]) {
      const label = `${name}, ${rows.length} questions, gate ${isGated ? 'on' : 'off'}`;
      const found = await linesOf(rows, isGated, options);
      lines.push(...found.map((line, index) => [index === 0 ? label : '', ...line]));
    }
  }
  const headings = [
    'log',
    'by',
    'served',
    'hit rate',
    'wrong hits (95 %)',
    'hit rate of AskOnce to it (95 %)',
  ];
  return tableOf(headings, lines);
}

async function linesOf(
  rows: readonly StreamRow[],
  isGated: boolean,
  { replayer, budgets, budget }: StreamsOptions,
): Promise<string[][]> {
  const replay = async (matching: Matching): Promise<ReplayedRow[]> =>
    (await replayer.replay(rows, { matching, isGated })).rows;
  // Together, so that the verifier's batches are fuller.
  const ours = await Promise.all(budgets.map((maxWrongRate) => replay({ maxWrongRate })));
  const own = ours[budgets.indexOf(budget)] ?? [];
  const best = await bestCut(replay, servedFigures(own).wrong_hit_rate);
  const gptcache = await replay({ threshold: GPTCACHE_COSINE });
  const exact = await replay({ threshold: EXACT_ONLY });
  return [
    ...ours.map((replayed, index) => [
      `AskOnce within ${percent(budgets[index] ?? 0)}`,
      ...shown(replayed),
      '',
    ]),
    [
      `cosine from ${best.threshold.toFixed(2)} on, the best as seldom wrong`,
      ...shown(best.rows),
      ratio(own, best.rows),
    ],
    ['GPTCache’s default', ...shown(gptcache), ratio(own, gptcache)],
    ['exact only', ...shown(exact), ''],
  ];
}

/** The cut that serves most while no larger share is wrong: found in hindsight, so in cosine's favour. */
async function bestCut(
  replay: (matching: Matching) => Promise<ReplayedRow[]>,
  mostWrong: number,
): Promise<{ threshold: number; rows: ReplayedRow[] }> {
  let best = { threshold: EXACT_ONLY, rows: await replay({ threshold: EXACT_ONLY }) };
  const tryCuts = async (hundredths: readonly number[]): Promise<void> => {
    for (const threshold of hundredths.map((cut) => cut / 100)) {
      const rows = await replay({ threshold });
      const { served, wrong_hit_rate: wrong } = servedFigures(rows);
      if (wrong <= mostWrong && served > servedFigures(best.rows).served) best = { threshold, rows };
    }
  };
  await tryCuts(COARSE);
  const from = Math.min(Math.round(best.threshold * 100), 100);
  await tryCuts(FINE.map((step) => from + step));
  return best;
}

function shown(rows: readonly ReplayedRow[]): string[] {
  const { served, hit_rate: rate, wrong_hit_rate: wrong, wrong_hit_interval: bounds } = servedFigures(rows);
  return [String(served), percent(rate), served === 0 ? '-' : `${percent(wrong)} ${interval(bounds)}`];
}

/** Ratio of two hit rates on one log, with its interval by drawing the questions anew (bootstrap, percentiles). */
function ratio(ours: readonly ReplayedRow[], theirs: readonly ReplayedRow[]): string {
  const random = seededRandom(3);
  const hits = (rows: readonly ReplayedRow[], drawn: readonly number[]): number =>
    drawn.filter((index) => rows[index]?.outcome !== 'miss').length;
  const ratioOf = (drawn: readonly number[]): number => hits(ours, drawn) / hits(theirs, drawn);
  const all = ours.map((_row, index) => index);
  const ratios = Array.from({ length: RESAMPLES }, () =>
    ratioOf(all.map(() => Math.floor(random() * ours.length))),
  ).sort((a, b) => a - b);
  const whole = ratioOf(all);
  if (!Number.isFinite(whole)) return '-';
  return `${whole.toFixed(2)} (${percentile(ratios, 0.025).toFixed(2)} to ${percentile(ratios, 0.975).toFixed(2)})`;
}
