import { LITERAL_RULES, MEANING_RULES, type ContradictionRule } from '../contradictions/contradictions.ts';
import type { QuestionFacts } from '../contradictions/question-facts.ts';
import { classOf, QUESTION_CLASSES, type QuestionClass } from './question-class.ts';

/** What can be said of two questions before any model compares them. */
export interface PairEvidence {
  /** Differences that forbid one answer for both, in words. */
  vetoes: string[];
  /** Differences that speak against it, in words, by the name of their rule. */
  doubts: Map<string, string>;
  questionClass: QuestionClass;
  /** Share of the subject's words that both have (Jaccard), in [0, 1]. */
  overlap: number;
  /** Words of the shorter and of the longer question. */
  lengths: [number, number];
}

export function readEvidence(asked: QuestionFacts, stored: QuestionFacts): PairEvidence {
  const lengths = [asked.tokens.length, stored.tokens.length].sort((a, b) => a - b);
  return {
    vetoes: [...firing(LITERAL_RULES, asked, stored).values()],
    doubts: firing(MEANING_RULES, asked, stored),
    questionClass: classOf(asked),
    overlap: overlapOf(asked, stored),
    lengths: [lengths[0] ?? 0, lengths[1] ?? 0],
  };
}

function firing(
  rules: Readonly<Record<string, ContradictionRule>>,
  asked: QuestionFacts,
  stored: QuestionFacts,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, rule] of Object.entries(rules)) {
    const words = rule(asked, stored);
    if (words !== undefined) found.set(name, words);
  }
  return found;
}

function overlapOf(asked: QuestionFacts, stored: QuestionFacts): number {
  const a = new Set(asked.content.map(({ stem }) => stem));
  const b = new Set(stored.content.map(({ stem }) => stem));
  const shared = [...a].filter((stem) => b.has(stem)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** What the calibration weighs, in the order of `featuresOf`. */
export const FEATURE_NAMES: readonly string[] = [
  ...['logit', 'similarity', 'overlap', 'shorter', 'length-ratio'],
  ...Object.keys(MEANING_RULES),
  ...QUESTION_CLASSES.flatMap((name) => [name, `${name} x logit`]),
];

/** Logits reach about 8 on either side; features are kept near 1. */
const LOGIT_SCALE = 4;

/** The evidence as numbers, with the cosine of the two questions and the verifier's logit. */
export function featuresOf(evidence: PairEvidence, similarity: number, logit: number): number[] {
  const { doubts, overlap, questionClass } = evidence;
  const [shorter, longer] = evidence.lengths;
  const scaled = logit / LOGIT_SCALE;
  return [
    scaled,
    similarity,
    overlap,
    Math.log1p(shorter) / 3,
    longer === 0 ? 1 : shorter / longer,
    ...Object.keys(MEANING_RULES).map((name) => (doubts.has(name) ? 1 : 0)),
    ...QUESTION_CLASSES.flatMap((name) => (name === questionClass ? [1, scaled] : [0, 0])),
  ];
}
