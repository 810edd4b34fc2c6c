import { existsSync, writeFileSync } from 'node:fs';
import { pino } from 'pino';
import { configSchema, type Config } from '../../daemon/config/config-schema.ts';
import { maxWrongRateOf } from '../../daemon/config/max-wrong-rate.ts';
import { createMatcher } from '../../daemon/create-matcher.ts';
import type { Matcher } from '../../daemon/cache/matching/matcher.ts';
import { openModels, type CacheModels } from '../../daemon/evaluation/open-models.ts';
import { createStreamReplayer } from '../../daemon/evaluation/stream-replayer.ts';
import { publicFolder } from '../../daemon/training/public-sets.ts';
import { figureOf } from './matching/figure.ts';
import { judgeSet, type JudgedPair } from './matching/judged-set.ts';
import { budgetTable, calibrationTables, rankingTable } from './matching/pair-tables.ts';
import { pairSets, streams } from './matching/sets.ts';
import { percent } from './matching/shown-shares.ts';
import { streamTable } from './matching/stream-table.ts';
import { timesTable } from './matching/times-table.ts';

const BUDGETS = [0.01, 0.02, 0.05];
/** The sets that are most like what people ask. */
const IN_FIGURE = ['hand-written test set', 'families, unseen topics'];

/**
 * How well stored questions are matched, on sets that trained and calibrated nothing: our matcher beside a cut on cosine,
 * GPTCache's default and the same words only. About ten minutes; `verifier` is the folder of one in place of the default,
 * `figure` a file for the curves as SVG.
 */
export async function benchMatching(
  print: (line: string) => void,
  { verifier, figure }: { verifier?: string; figure?: string },
): Promise<void> {
  const folder = publicFolder();
  if (!existsSync(folder)) {
    print(`no public sets at ${folder}; set ASKONCE_DATA_DIR`);
    return;
  }
  const config = configSchema.parse({ matching: { verifier } });
  const log = pino({ level: 'warn' });
  const models = await openModels(config, log);
  const show = (title: string, ...tables: string[]): void => {
    for (const line of [title, ...tables.flatMap((table) => [...table.split('\n'), ''])]) print(line);
  };
  const budget = maxWrongRateOf(config.semantic_cache.max_wrong_rate);
  const matchers = new Map(
    [...new Set([...BUDGETS, budget])].map((rate) => [rate, matcherWithin(rate, { config, models })]),
  );
  const own = matchers.get(budget);
  try {
    print(
      `embedder ${models.embedder.id}, verifier ${models.verifier?.id ?? 'none'}, budget ${percent(budget)}`,
    );
    if (own) show('Times', await timesTable({ config, models, matcher: own, log }));
    const judged: Record<string, JudgedPair[]> = {};
    for (const [name, pairs] of Object.entries(pairSets())) {
      judged[name] = await judgeSet(pairs, { embedder: models.embedder, matchers });
    }
    show('Pairs, weighted as if 37 % were reusable', rankingTable(judged, budget));
    if (figure !== undefined) writeFileSync(figure, figureOf(pick(judged, IN_FIGURE), budget));
    show('Budgets', budgetTable(judged, BUDGETS));
    show('Calibration', ...calibrationTables(judged));
    const replayer = createStreamReplayer({ config, models, log });
    show('Logs, replayed', await streamTable(streams(), { replayer, budgets: BUDGETS, budget }));
  } finally {
    await models.close();
  }
}

function matcherWithin(
  maxWrongRate: number,
  { config, models: { embedder, verifier } }: { config: Config; models: CacheModels },
): Matcher {
  const cache = { ...config.semantic_cache, max_wrong_rate: maxWrongRate };
  const log = pino({ level: 'silent' });
  return createMatcher({
    config: { ...config, semantic_cache: cache },
    ...{ embedder, verifier, log, isExhaustive: true },
  });
}

function pick<Value>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
