import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { decide } from '../../daemon/cache/decision.ts';
import { normaliseQuestion } from '../../daemon/cache/normalise.ts';
import type { Embedder } from '../../daemon/embedding/embedder.ts';
import { createLocalEmbedder } from '../../daemon/embedding/local-embedder.ts';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import { cacheEntry } from '../support/cache-entry.ts';
import { cosineMatcher } from '../support/cosine-matcher.ts';

/**
 * 20 rewordings and 20 near misses, written without sight of the code (docs/blind-results.md). What comes out wrong is
 * listed here as it is, not tuned away: a wrong answer that is served, and rewordings that are missed.
 */
const SERVED_THOUGH_DIFFERENT = ['What does high blood pressure cause?'];
const SERVED_AS_THE_SAME = [
  'python reverse string how',
  'In SQL, how does an inner join differ from a left join?',
];

const rowSchema = z.object({ base: z.string(), variant: z.string(), same: z.boolean() });
const rows = readFileSync(path.join(packageRoot(), 'test/data/blind-variants.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => rowSchema.parse(JSON.parse(line)));

let embedder: Embedder;
beforeAll(async () => {
  const modelFolder = path.join(packageRoot(), 'daemon/models/all-MiniLM-L6-v2');
  embedder = createLocalEmbedder({ modelFolder, log: pino({ level: 'silent' }), deadlineMs: 30_000 });
  await embedder.loaded();
});
afterAll(() => embedder.close());

async function vectorOf(text: string): Promise<Float32Array> {
  const outcome = await embedder.embed(normaliseQuestion(text));
  if (outcome.kind !== 'vector') throw new Error(`no vector for "${text}": ${outcome.reason}`);
  return outcome.vector;
}

async function serves({ base, variant }: z.infer<typeof rowSchema>): Promise<boolean> {
  const [a, b] = await Promise.all([vectorOf(base), vectorOf(variant)]);
  const similarity = Math.max(
    0,
    a.reduce((sum, value, position) => sum + value * (b[position] ?? 0), 0),
  );
  const entry = cacheEntry(0, { question: normaliseQuestion(base) });
  const question = normaliseQuestion(variant);
  const matcher = cosineMatcher(embedder.similarityFloor);
  return (await decide({ question, vector: b, candidates: [{ entry, similarity }], matcher })).serve;
}

async function servedVariants(same: boolean): Promise<string[]> {
  const served: string[] = [];
  for (const row of rows.filter((one) => one.same === same)) if (await serves(row)) served.push(row.variant);
  return served;
}

test('of 20 near misses written blind, only the one known is served', async () => {
  expect(rows.filter(({ same }) => !same)).toHaveLength(20);
  expect(await servedVariants(false)).toEqual(SERVED_THOUGH_DIFFERENT);
});

test('of 20 rewordings written blind, just the two known are served', async () => {
  expect(rows.filter(({ same }) => same)).toHaveLength(20);
  expect(await servedVariants(true)).toEqual(SERVED_AS_THE_SAME);
});
