import type { Candidate } from '../chat/cache-entry.ts';
import { findContradictions } from './contradictions/contradictions.ts';
import { readQuestion } from './contradictions/question-facts.ts';

/** What a stored answer must stand up to before it serves another question. */
export interface DecisionInput {
  /** The question as normalised. */
  question: string;
  /** Stored entries near it, best first. */
  candidates: readonly Candidate[];
  /** Similarity under which no candidate is looked at, in [0, 1]. */
  floor: number;
}

export type Decision =
  | { serve: true; candidate: Candidate; similarity: number; evidence: string[] }
  /** `best` is the nearest candidate, whether or not it reached the floor, so that a miss can say how near it was. */
  | { serve: false; best: Candidate | undefined; similarity: number | undefined; evidence: string[] };

/** Wrong neighbours may stand before a right one, but hardly more than one (measured on LmArena and search queries: imxinchengyou/CacheVerifier, 2026). */
const MOST_CANDIDATES_TRIED = 2;

/**
 * Says whether a stored answer may serve a question: the first candidate at or over the floor with nothing against it
 * in what must match literally. What makes a semantic hit is stated here and nowhere else.
 */
export function decide({ question, candidates, floor }: DecisionInput): Decision {
  const best = candidates[0];
  const near = candidates
    .filter((candidate) => candidate.similarity >= floor)
    .slice(0, MOST_CANDIDATES_TRIED);
  const against: string[] = [];
  for (const candidate of near) {
    const contradictions = contradictionsOf(question, candidate.entry.question);
    if (contradictions.length === 0) {
      const { similarity } = candidate;
      return {
        serve: true,
        candidate,
        similarity,
        evidence: [`similarity ${shown(similarity)} at or over ${shown(floor)}`],
      };
    }
    against.push(...contradictions);
  }
  if (against.length === 0) against.push(nothingNear(best, floor));
  return { serve: false, best, similarity: best?.similarity, evidence: against };
}

/** Characters; longer texts pass the embedding's window, and the rules compare word by word. */
const LONGEST_COMPARED = 4000;

/** More would not be read. */
const MOST_CONTRADICTIONS_SHOWN = 4;

function contradictionsOf(asked: string, stored: string): string[] {
  if (asked === stored) return [];
  if (Math.max(asked.length, stored.length) > LONGEST_COMPARED) return ['too long to compare'];
  const found = new Set(findContradictions(readQuestion(asked), readQuestion(stored)));
  return [...found].slice(0, MOST_CONTRADICTIONS_SHOWN);
}

function nothingNear(best: Candidate | undefined, floor: number): string {
  return best === undefined
    ? 'nothing stored in this scope'
    : `similarity ${shown(best.similarity)} under ${shown(floor)}`;
}

/** Three digits, rounded down, so that 0.8999 is never shown as "0.900 under 0.900". */
function shown(similarity: number): string {
  return (Math.floor(similarity * 1000 + 1e-9) / 1000).toFixed(3);
}
