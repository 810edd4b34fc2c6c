import { CONTRADICTION_RULES, LITERAL_RULES } from '../contradictions/contradictions.ts';
import { withoutWords } from '../contradictions/plain-words.ts';
import type { QuestionFacts } from '../contradictions/question-facts.ts';
import { isOneSided } from '../contradictions/set-difference.ts';
import { withoutRepeats, type Finding } from '../finding.ts';

/** What can be said of two questions before any model compares them. */
export interface PairEvidence {
  /** Differences that forbid one answer for both. */
  vetoes: Finding[];
  /** Differences that speak against it, by the name of their rule. */
  doubts: Map<string, Finding>;
  /** Share of the subject's words that both have (Jaccard), in [0, 1]. */
  overlap: number;
  /** Words of the shorter and of the longer question. */
  lengths: [number, number];
}

export function readEvidence(asked: QuestionFacts, stored: QuestionFacts): PairEvidence {
  const lengths = [asked.tokens.length, stored.tokens.length].sort((a, b) => a - b);
  return {
    ...contradictionsOf(asked, stored),
    overlap: overlapOf(asked, stored),
    lengths: [lengths[0] ?? 0, lengths[1] ?? 0],
  };
}

function contradictionsOf(
  asked: QuestionFacts,
  stored: QuestionFacts,
): Pick<PairEvidence, 'vetoes' | 'doubts'> {
  const vetoes: Finding[] = [];
  const doubts = new Map<string, Finding>();
  for (const [name, rule] of Object.entries(CONTRADICTION_RULES)) {
    const contradiction = rule(asked, stored);
    if (contradiction === undefined) continue;
    const finding = { quoting: contradiction, plain: withoutWords(name, contradiction) };
    if (name in LITERAL_RULES && !isOneSided(contradiction)) vetoes.push(finding);
    else doubts.set(name, finding);
  }
  return { vetoes, doubts };
}

/** All that contradicts, what forbids first. */
export function contradictionsIn({ vetoes, doubts }: Pick<PairEvidence, 'vetoes' | 'doubts'>): Finding[] {
  return withoutRepeats([...vetoes, ...doubts.values()]);
}

function overlapOf(asked: QuestionFacts, stored: QuestionFacts): number {
  const a = new Set(asked.content.map(({ stem }) => stem));
  const b = new Set(stored.content.map(({ stem }) => stem));
  const shared = [...a].filter((stem) => b.has(stem)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** What the models say of two questions. */
export interface ModelEvidence {
  /** Log-odds, by the verifier, that one answer serves both. */
  logit: number;
  /** Cosine of the two questions' vectors. */
  similarity: number;
  /** Log-odds that the asked question is of the kinds that the calibration was shown to hold on. */
  familiarity: number;
}

/**
 * What the calibration weighs, in the order of `featuresOf`. Measured and left out: the class of the question (how-to, code,
 * ...), which gains nothing where the verifier is sure.
 */
export const FEATURE_NAMES: readonly string[] = [
  ...['logit', 'familiarity x certainty', 'nearness', 'nearness undoubted', 'distance denied'],
  ...['overlap', 'shorter', 'length-ratio', 'vetoed'],
  ...Object.keys(CONTRADICTION_RULES),
];

/** Log-odds reach about 8 on either side; features are kept near 1. */
const LOG_ODDS_SCALE = 4;
/** Under this cosine nearness says nothing that the verifier does not. */
const NEAR = 0.8;
/** Under this cosine two questions are seldom about the same thing. */
const FAR = 0.6;

/** The evidence as numbers. */
export function featuresOf(
  { vetoes, doubts, overlap, lengths }: PairEvidence,
  models: ModelEvidence,
): number[] {
  const [shorter, longer] = lengths;
  const logit = models.logit / LOG_ODDS_SCALE;
  const familiarity = Math.max(-1, Math.min(models.familiarity / LOG_ODDS_SCALE, 1));
  const nearness = Math.max(0, models.similarity - NEAR) / (1 - NEAR);
  const isUndoubted = vetoes.length === 0 && doubts.size === 0;
  // Where the verifier says no, distance tells what has nothing in common from near misses.
  const denial = Math.max(0, Math.min(-logit, 1));
  const distance = Math.max(0, FAR - models.similarity) / FAR;
  return [
    ...[logit, familiarity * Math.max(logit, 0), nearness, isUndoubted ? nearness : 0, denial * distance],
    ...[overlap, Math.log1p(shorter) / 3, longer === 0 ? 1 : shorter / longer, vetoes.length > 0 ? 1 : 0],
    ...Object.keys(CONTRADICTION_RULES).map((name) => (doubts.has(name) ? 1 : 0)),
  ];
}
