import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { CONTRADICTION_RULES } from '../../daemon/cache/contradictions/contradictions.ts';
import { readQuestion } from '../../daemon/cache/contradictions/question-facts.ts';
import type { Embedder } from '../../daemon/embedding/embedder.ts';
import { createLocalEmbedder } from '../../daemon/embedding/local-embedder.ts';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import { publicFolder } from '../../daemon/training/public-sets.ts';

/** Two questions; label 1 where one answer serves both. */
interface Pair {
  a: string;
  b: string;
  label: 0 | 1;
}

interface JudgedPair extends Pair {
  similarity: number;
  /** What the contradictions say: nothing, only that the words differ, or something more telling. */
  verdict: 'agrees' | 'other-words' | 'contradicts';
}

const FLOORS = [0.8, 0.85, 0.9, 0.92, 0.95];
/** These two see any word that one side lacks; all others know what they look for. */
const WORDING_RULES = new Set(['replaced-words', 'added-words']);

/**
 * How many reusable questions and how many near misses the semantic decision serves, by floor: with the similarity
 * alone, with the contradictions that know what they look for, and with all. The rules were written looking at every
 * other topic of the families; "unseen" are the topics in between.
 */
export async function benchDecision(print: (line: string) => void): Promise<void> {
  const folder = publicFolder();
  if (!existsSync(folder)) {
    print(`no data at ${folder}; set ASKONCE_DATA_DIR`);
    return;
  }
  const embedder = createLocalEmbedder({
    modelFolder: path.join(packageRoot(), 'daemon/models/all-MiniLM-L6-v2'),
    log: {
      info: () => undefined,
      warn: (_fields, message) => {
        print(message);
      },
    },
    deadlineMs: 120_000,
  });
  const families = readFamilies(path.join(folder, 'families'));
  const sets: Record<string, Pair[]> = {
    'families, topics seen': families.filter((_family, index) => index % 2 === 0).flat(),
    'families, topics unseen': families.filter((_family, index) => index % 2 === 1).flat(),
    'Quora pairs': sample(readPairs(path.join(folder, 'pairs/qqp.jsonl.gz')), 10_000),
    'CheckList pairs': sample(readPairs(path.join(folder, 'pairs/checklist.jsonl.gz')), 4_000),
  };
  for (const [name, pairs] of Object.entries(sets)) {
    const begin = performance.now();
    const judged = await judge(pairs, embedder);
    print(`${name}: ${pairs.length} pairs in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    printTable(judged, print);
  }
  await embedder.close();
}

const familySchema = z.object({
  topic: z.string(),
  base: z.string(),
  same: z.array(z.string()),
  different: z.array(z.string()),
});
const pairSchema = z.object({ a: z.string(), b: z.string(), label: z.union([z.literal(0), z.literal(1)]) });

/** The pairs of each topic, in the order of the topics' names. */
function readFamilies(folder: string): Pair[][] {
  const topics = new Map<string, Pair[]>();
  for (const file of readdirSync(folder).sort()) {
    for (const line of readFileSync(path.join(folder, file), 'utf8').trim().split('\n')) {
      const { topic, base, same, different } = familySchema.parse(JSON.parse(line));
      const key = `${path.basename(file, '.jsonl')}/${topic}`;
      const pairs = [
        ...same.map((b): Pair => ({ a: base, b, label: 1 })),
        ...different.map((b): Pair => ({ a: base, b, label: 0 })),
      ];
      topics.set(key, [...(topics.get(key) ?? []), ...pairs]);
    }
  }
  return [...topics.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pairs]) => pairs);
}

function readPairs(file: string): Pair[] {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  return lines.map((line) => pairSchema.parse(JSON.parse(line)));
}

/** Evenly spread, so that every run takes the same. */
function sample(pairs: readonly Pair[], size: number): Pair[] {
  const step = Math.max(1, pairs.length / size);
  return Array.from(
    { length: Math.min(size, pairs.length) },
    (_, index) => pairs[Math.floor(index * step)],
  ).filter((pair) => pair !== undefined);
}

async function judge(pairs: readonly Pair[], embedder: Embedder): Promise<JudgedPair[]> {
  const vectors = await embedAll(new Set(pairs.flatMap(({ a, b }) => [a, b])), embedder);
  return pairs.map((pair) => ({
    ...pair,
    similarity: cosine(vectors.get(pair.a), vectors.get(pair.b)),
    verdict: verdictOn(pair),
  }));
}

/** Few at a time, since a long queue is refused. */
const TOGETHER = 64;

async function embedAll(texts: ReadonlySet<string>, embedder: Embedder): Promise<Map<string, Float32Array>> {
  const vectors = new Map<string, Float32Array>();
  const ascending = [...texts].sort((a, b) => a.length - b.length);
  for (let start = 0; start < ascending.length; start += TOGETHER) {
    const batch = ascending.slice(start, start + TOGETHER);
    const outcomes = await Promise.all(batch.map((text) => embedder.embed(text)));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.kind === 'vector') vectors.set(batch[index] ?? '', outcome.vector);
    }
  }
  return vectors;
}

/** Texts without a vector are never found. */
function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return a && b ? a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) : 0;
}

function verdictOn({ a, b }: Pair): JudgedPair['verdict'] {
  const [asked, stored] = [readQuestion(a), readQuestion(b)];
  const objecting = Object.entries(CONTRADICTION_RULES).filter(
    ([, rule]) => rule(asked, stored) !== undefined,
  );
  if (objecting.length === 0) return 'agrees';
  return objecting.every(([name]) => WORDING_RULES.has(name)) ? 'other-words' : 'contradicts';
}

function printTable(judged: readonly JudgedPair[], print: (line: string) => void): void {
  print(
    'floor | reusable served: similarity alone, + telling contradictions, + all | near misses served: the same three',
  );
  for (const floor of FLOORS) {
    const near = judged.filter(({ similarity }) => similarity >= floor);
    const cells = ([1, 0] as const).flatMap((label) => {
      const all = judged.filter((pair) => pair.label === label).length;
      const served = near.filter((pair) => pair.label === label);
      return [
        served,
        served.filter(({ verdict }) => verdict !== 'contradicts'),
        served.filter(({ verdict }) => verdict === 'agrees'),
      ].map((kept) => `${((100 * kept.length) / all).toFixed(1)} %`.padStart(7));
    });
    print(`${floor.toFixed(2)}  | ${cells.slice(0, 3).join(' ')} | ${cells.slice(3).join(' ')}`);
  }
}
