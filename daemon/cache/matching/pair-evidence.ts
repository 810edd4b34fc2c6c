import { CONTRADICTION_RULES, LITERAL_RULES } from '../contradictions/contradictions.ts';
import type { QuestionFacts } from '../contradictions/question-facts.ts';
import { isOneSided } from '../contradictions/set-difference.ts';
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
    ...contradictionsOf(asked, stored),
    questionClass: classOf(asked),
    overlap: overlapOf(asked, stored),
    lengths: [lengths[0] ?? 0, lengths[1] ?? 0],
  };
}

function contradictionsOf(
  asked: QuestionFacts,
  stored: QuestionFacts,
): Pick<PairEvidence, 'vetoes' | 'doubts'> {
  const vetoes: string[] = [];
  const doubts = new Map<string, string>();
  for (const [name, rule] of Object.entries(CONTRADICTION_RULES)) {
    const contradiction = rule(asked, stored);
    if (contradiction === undefined) continue;
    if (name in LITERAL_RULES && !isOneSided(contradiction)) vetoes.push(contradiction);
    else doubts.set(name, contradiction);
  }
  return { vetoes, doubts };
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
  ...Object.keys(CONTRADICTION_RULES),
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
    ...Object.keys(CONTRADICTION_RULES).map((name) => (doubts.has(name) ? 1 : 0)),
    ...QUESTION_CLASSES.flatMap((name) => (name === questionClass ? [1, scaled] : [0, 0])),
  ];
}
