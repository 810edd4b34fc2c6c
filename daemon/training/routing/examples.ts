/**
 * Questions that train the router: of public sets, with which models were right, and written ones, with their category and
 * the smallest tier that answers them well (../data/routing).
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { TIERS, type Tier } from '../../chat/cache-entry.ts';
import { packageRoot } from '../../lib/package-root.ts';
import { CATEGORIES } from '../../router/heads/routing-heads.ts';
import { jsonLines, publicRows } from '../public-sets.ts';

/** The smallest and the largest model of a public set, which stand for the small and the large tier. */
export const PAIRS = {
  llmrouter: {
    weak: 'llama-3.1-8b-instruct',
    strong: 'llama-3.1-nemotron-51b-instruct',
    best: 'llama-3.3-nemotron-super-49b-v1',
  },
  mmlupro: { weak: 'llama-3.1-8b-instruct', strong: 'llama-3.1-70b-instruct', best: 'gemini-1.5-pro-002' },
} as const;
export type PublicSet = keyof typeof PAIRS;

/** A question of a public set with its outcomes. */
export interface MeasuredQuestion {
  set: PublicSet;
  text: string;
  /** The finest group of like questions that the set knows: its task or its source. */
  kind: string;
  /** What is left out as a whole to measure on an unseen category. */
  group: string;
  /** How well each model did, in [0, 1]. */
  scores: Record<string, number>;
}

/** A written question. */
export interface WrittenQuestion {
  text: string;
  category: (typeof CATEGORIES)[number];
  tier: Tier;
}

const share = z.number().min(0).max(1);
const llmRouterSchema = z.object({
  question: z.string(),
  task: z.string(),
  scores: z.record(z.string(), share),
});
const mmluProSchema = z.object({
  question: z.string(),
  category: z.string(),
  source: z.string(),
  correct: z.record(z.string(), share),
});

/** All questions of a public set. @throws Error where the public sets are not there. */
export function measuredQuestions(set: PublicSet): MeasuredQuestion[] {
  const rows = publicRows(`routing/${set}.jsonl.gz`);
  if (set === 'llmrouter') {
    return rows.map((row) => {
      const { question: text, task, scores } = llmRouterSchema.parse(row);
      return { set, text, kind: task, group: task, scores };
    });
  }
  return rows.map((row) => {
    const { question: text, category, source, correct } = mmluProSchema.parse(row);
    return { set, text, kind: source, group: category, scores: correct };
  });
}

const FOLDER = path.join(packageRoot(), 'daemon/training/data/routing');
const writtenSchema = z.object({ text: z.string(), category: z.enum(CATEGORIES), tier: z.enum(TIERS) });

/** The written questions, file by file. */
export function writtenQuestions(): WrittenQuestion[] {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  return files.flatMap((name) =>
    jsonLines(readFileSync(path.join(FOLDER, name))).map((row) => writtenSchema.parse(row)),
  );
}

/** Categories of those kinds of public questions that are of one. */
export function categoryOf(kind: string): WrittenQuestion['category'] | undefined {
  return KINDS.find(([pattern]) => pattern.test(kind))?.[1];
}

const KINDS: readonly (readonly [RegExp, WrittenQuestion['category']])[] = [
  [/^(?:math|gsm8k|agentverse-mgsm|theoremQA-Math|scibench-(?:stat|calc|diff))/, 'maths'],
  [/^(?:mbpp|human_eval)/, 'coding'],
  [/^(?:trivia_qa|natural_qa)/, 'look-up'],
  [
    /^(?:gpqa|openbook_qa|arc_challenge|stemez-(?!Business|Economics)|theoremQA-(?:Physics|EECS)|scibench-)/,
    'science',
  ],
  [/^(?:stemez-(?:Business|Economics)|theoremQA-Finance)/, 'finance'],
  [/^commongen/, 'writing'],
  [/^agentverse-logicgrid/, 'other'],
];
