import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { normaliseQuestion } from '../../../daemon/cache/normalise.ts';
import type { StreamRow } from '../../../daemon/evaluation/judged-rows.ts';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import {
  checklistPairs,
  familyPairs,
  quoraPairs,
  TEST_FAMILIES,
} from '../../../daemon/training/calibration/judged-sets.ts';
import { jsonLines, publicRows } from '../../../daemon/training/public-sets.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { draw } from './draw.ts';

/** Two questions, and whether one answer serves both. */
export interface BenchPair {
  a: string;
  b: string;
  label: boolean;
}

/** How many of each set a run takes, so that it ends in about ten minutes. */
const QUORA_PAIRS = 6_000;
const FAMILY_PAIRS = 4_000;
const TEMPLATE_PAIRS = 2_000;
const INTENT_PAIRS = 1_500;
const STREAM_ROWS = 2_000;

/** Pairs that trained and calibrated nothing, the same in every run. */
export function pairSets(): Record<string, BenchPair[]> {
  const random = seededRandom(1);
  return {
    'Quora, unseen clusters': draw(quoraPairs('test').filter(isPossible), QUORA_PAIRS, random),
    'CheckList, unseen tests': draw(checklistPairs(), TEMPLATE_PAIRS, random),
    'families, unseen topics': draw(familyPairs(TEST_FAMILIES), FAMILY_PAIRS, random),
    'hand-written test set': handWrittenPairs(),
    'banking77 intents': intentPairs(intentRows('banking77'), random),
    'clinc150 intents': intentPairs(intentRows('clinc150'), random),
  };
}

/** Logs in which the intent stands for the answer, the same in every run. */
export function streams(): Record<string, StreamRow[]> {
  const random = seededRandom(2);
  return {
    clinc150: draw(intentRows('clinc150'), STREAM_ROWS, random),
    banking77: draw(intentRows('banking77'), STREAM_ROWS, random),
    bitext: draw(supportRows(), STREAM_ROWS, random),
  };
}

/** Some equal questions are labelled as different ones. */
function isPossible({ a, b, label }: BenchPair): boolean {
  return label || normaliseQuestion(a) !== normaliseQuestion(b);
}

const pairSchema = z.object({
  a: z.string(),
  b: z.string(),
  label: z.union([z.literal(0), z.literal(1)]).transform(Boolean),
});

function handWrittenPairs(): BenchPair[] {
  const file = path.join(packageRoot(), 'test/data/matching-pairs.jsonl');
  return jsonLines(readFileSync(file)).map((row) => pairSchema.parse(row));
}

const intentSchema = z.object({ text: z.string(), intent: z.string() });
/** What is about nothing in particular has no answer in common. */
const OUT_OF_SCOPE = 'oos';

/** The questions of an intent set. */
export function intentRows(name: 'banking77' | 'clinc150'): StreamRow[] {
  const rows = publicRows(`intents/${name}.jsonl.gz`).map((row) => intentSchema.parse(row));
  return rows
    .filter(({ intent }) => intent !== OUT_OF_SCOPE)
    .map(({ text, intent }) => ({ text, answer_id: intent }));
}

const supportSchema = z.object({ instruction: z.string(), intent: z.string() });

function supportRows(): StreamRow[] {
  return publicRows('support/bitext.jsonl.gz').map((row) => {
    const { instruction, intent } = supportSchema.parse(row);
    return { text: instruction, answer_id: intent };
  });
}

/** As many pairs of one intent as of two. */
function intentPairs(rows: readonly StreamRow[], random: () => number): BenchPair[] {
  const byIntent = new Map<string, string[]>();
  for (const { text, answer_id: intent } of rows) {
    byIntent.set(intent, [...(byIntent.get(intent) ?? []), text]);
  }
  const intents = [...byIntent.values()];
  return Array.from({ length: INTENT_PAIRS }, (_, index) => {
    const label = index % 2 === 0;
    const [one = [], other = []] = draw(intents, 2, random);
    const [a = '', b = ''] = label
      ? draw(one, 2, random)
      : [...draw(one, 1, random), ...draw(other, 1, random)];
    return { a, b, label };
  });
}
