/**
 * Judged pairs that no model was trained on. The split is that of the models' training
 * (daemon/training/matching/data.py): families by file, Quora by paraphrase cluster.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../lib/package-root.ts';
import { jsonLines, publicRows } from '../public-sets.ts';

/** Two questions, whether one answer serves both, and what they must not be torn from. */
export interface SourcedPair {
  a: string;
  b: string;
  label: boolean;
  group: string;
}

/** Files of families that judge. */
export const TEST_FAMILIES = ['travel', 'databases', 'hr-people', 'science-nature', 'shop', 'web'];
/** Files of families that choose and calibrate. */
export const CALIBRATION_FAMILIES = ['telecom', 'devops-cloud', 'product-operations'];

const DATA = path.join(packageRoot(), 'daemon/training/data');
const FAMILIES = path.join(DATA, 'families');

const familySchema = z.object({
  base: z.string(),
  same: z.array(z.string()),
  different: z.array(z.string()),
});

/** Every pair of each family: what one answer serves, among themselves and against the near misses. */
export function familyPairs(files: readonly string[]): SourcedPair[] {
  return files.flatMap((file) =>
    familiesOf(file).flatMap(({ base, same, different }, index) => {
      const served = [base, ...same];
      const group = `${file} ${index}`;
      return [
        ...served.flatMap((a, place) => served.slice(place + 1).map((b) => ({ a, b, label: true, group }))),
        ...served.flatMap((a) => different.map((b) => ({ a, b, label: false, group }))),
      ];
    }),
  );
}

function familiesOf(file: string): z.infer<typeof familySchema>[] {
  return jsonLines(readFileSync(path.join(FAMILIES, `${file}.jsonl`))).map((row) => familySchema.parse(row));
}

const quoraSchema = z.object({
  ...{ a: z.string(), b: z.string(), label: z.number() },
  ...{ cluster_a: z.string(), cluster_b: z.string() },
});

/** Bases and first rewordings of the families that trained the models. */
export function trainedFamilyQuestions(): string[] {
  const names = readdirSync(FAMILIES).map((name) => path.basename(name, '.jsonl'));
  const trained = names.filter((name) => ![...CALIBRATION_FAMILIES, ...TEST_FAMILIES].includes(name));
  return trained.flatMap((name) => familiesOf(name).flatMap(({ base, same }) => [base, ...same.slice(0, 1)]));
}

/** Pairs of Quora. No cluster of one part is in another: as the models' training splits them, without what straddles. */
export function quoraPairs(part: 'test' | 'development' | 'train'): SourcedPair[] {
  return publicRows('pairs/qqp.jsonl.gz').flatMap((row) => {
    const { a, b, label, cluster_a: left, cluster_b: right } = quoraSchema.parse(row);
    const parts = [splitOf(left), splitOf(right)];
    const isOf = (name: typeof part): boolean => parts.includes(name);
    const of = isOf('test') ? 'test' : isOf('development') ? 'development' : 'train';
    return of === part ? [{ a, b, label: label === 1, group: left }] : [];
  });
}

const rereadSchema = z.object({ pair: z.string(), label: z.number() });

/**
 * Quora's development pairs, of which those that the verifier was surest of were labelled again by a second reader who saw
 * neither label nor score: of those that Quora calls different, more than half have one answer.
 */
export function rereadQuoraPairs(): SourcedPair[] {
  const lines = jsonLines(readFileSync(path.join(DATA, 'quora-reread.jsonl')));
  const labels = new Map(
    lines.map((line) => {
      const { pair, label } = rereadSchema.parse(line);
      return [pair, label === 1];
    }),
  );
  return quoraPairs('development').map((pair) => {
    const digest = createHash('sha256').update(`${pair.a}\n${pair.b}`).digest('hex').slice(0, 16);
    return { ...pair, label: labels.get(digest) ?? pair.label };
  });
}

const editSchema = z.object({ a: z.string(), b: z.string(), label: z.number(), group: z.string() });

/** Questions of the calibrating families, reworded and contradicted by rule (daemon/training/matching/edits.py). */
export function editPairs(): SourcedPair[] {
  return jsonLines(readFileSync(path.join(DATA, 'edits.jsonl'))).map((line) => {
    const { label, ...pair } = editSchema.parse(line);
    return { ...pair, label: label === 1 };
  });
}

function splitOf(cluster: string): 'test' | 'development' | 'train' {
  const digest = createHash('sha256').update(cluster).digest('hex');
  const share = Number.parseInt(digest.slice(0, 8), 16) / 2 ** 32;
  return share < 0.15 ? 'test' : share < 0.2 ? 'development' : 'train';
}

/** Templates that trained nothing. They hold both labels of symmetry, tense, order, antonym, and of what precedes a question. */
const TEST_TEMPLATES = new Set([
  'Order does matter for asymmetric relations',
  'Order does not matter for symmetric relations',
  'How can I become more X = How can I become less antonym(X)',
  'Is person X != Did person use to be X',
  'Is it {ok, dangerous, ...} to {smoke, rest, ...} after != before',
  'Who do X think - Who is the ... according to X',
  'A or B is not the same as A and B',
  'Preamble is relevant (different injuries)',
  'Irrelevant preamble with different examples.',
]);
/** Labelled by its authors against its own title ("Is Anthony punching Angela?", "Is Angela punching Anthony?"): the title decides. */
const INVERTED_TEMPLATE = 'Order does matter for asymmetric relations';

const checklistSchema = z.object({ a: z.string(), b: z.string(), label: z.number(), test: z.string() });

/** CheckList's pairs of the tests that judge. */
export function checklistPairs(): SourcedPair[] {
  return publicRows('pairs/checklist.jsonl.gz').flatMap((row) => {
    const { a, b, label, test } = checklistSchema.parse(row);
    return TEST_TEMPLATES.has(test)
      ? [{ a, b, label: label === 1 && test !== INVERTED_TEMPLATE, group: test }]
      : [];
  });
}
