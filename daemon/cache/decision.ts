import type { CacheEntry, Candidate } from '../chat/cache-entry.ts';
import type { Finding } from './finding.ts';
import type { Judgement, Matcher } from './matching/matcher.ts';
import { shownSimilarity } from './matching/shown-similarity.ts';

/** A question near the one that is asked: stored with its answer, or being answered. */
export interface NearQuestion {
  /** Its time is unknown while it is being answered. */
  entry: Pick<CacheEntry, 'id' | 'question'> & Partial<Pick<CacheEntry, 'createdAt'>>;
  /** Cosine of the two unit vectors, in [0, 1]. */
  similarity: number;
}

/** What an answer must stand up to before it serves another question. */
export interface DecisionInput<Near extends NearQuestion> {
  /** The question as normalised. */
  question: string;
  /** Its vector. */
  vector: Float32Array;
  /** What is near it, best first. */
  candidates: readonly Near[];
  matcher: Matcher;
  /** What use has shown of an entry; absent: nothing yet. */
  learnt?: ((entry: NearQuestion['entry']) => Learnt) | undefined;
  signal?: AbortSignal | undefined;
}

/** What use has shown of an entry. */
export interface Learnt {
  /** Whether it was called right for this very wording; undefined where nobody said. */
  isRight: boolean | undefined;
  /** Log-odds that other wordings are to clear beyond the cut. */
  penalty: number;
}

/** What was found out about the best candidate, for people. */
export interface Evidence {
  /** Id of its entry; undefined where there was none. */
  candidateId: string | undefined;
  /** Cosine of the two questions. */
  similarity: number | undefined;
  /** Log-odds that one answer serves both, by the calibration alone; undefined where nothing was weighed. */
  logOdds: number | undefined;
  /** The calibrated probability that one answer serves both; undefined where nothing was calibrated or asked. */
  probability: number | undefined;
  /** What speaks for it and against it. */
  agreed: Finding[];
  against: Finding[];
}

export type Decision<Near extends NearQuestion = Candidate> = Evidence &
  (
    | { serve: true; candidate: Near }
    /**
     * `best` is the nearest candidate, whether or not it reached the floor, so that a miss can say how near it was.
     * Unverified where the model that was to say is not there.
     */
    | { serve: false; best: Near | undefined; isUnverified?: true }
  );

/** Wrong neighbours may stand before a right one, but hardly more than one (measured on LmArena and search queries: imxinchengyou/CacheVerifier, 2026). */
export const MOST_CANDIDATES_TRIED = 2;

/**
 * Says whether another question's answer may serve: one at or over the floor that was called right for this one, else
 * that of the first that was not called wrong and that the matcher accepts. What makes a semantic hit is stated here and
 * in the matcher, and nowhere else.
 */
export async function decide<Near extends NearQuestion>(input: DecisionInput<Near>): Promise<Decision<Near>> {
  const { question, vector, candidates, matcher, learnt = () => NOTHING_LEARNT, signal } = input;
  const near = candidates
    .filter(({ similarity }) => similarity >= matcher.floor)
    .map((candidate) => ({ candidate, ...learnt(candidate.entry) }));
  const known = near.find(({ isRight }) => isRight);
  if (known) return { serve: true, candidate: known.candidate, ...saidRight(known.candidate) };
  const [best] = candidates;
  let first: Evidence | undefined;
  let tried = 0;
  for (const { candidate, isRight, penalty } of near) {
    if (isRight === false) {
      first ??= saidWrong(candidate);
      continue;
    }
    if (tried === MOST_CANDIDATES_TRIED) break;
    tried += 1;
    const { similarity, entry } = candidate;
    const pair = { asked: question, stored: entry.question, similarity, vector, penalty };
    const judgement = await matcher.judge(pair, signal);
    const evidence = evidenceOf(judgement, candidate);
    if (judgement.serve) return { serve: true, candidate, ...evidence };
    if (judgement.isUnverified) return { serve: false, best, ...(first ?? evidence), isUnverified: true };
    first ??= evidence;
  }
  return { serve: false, best, ...(first ?? nothingNear(best, matcher.floor)) };
}

const NOTHING_LEARNT: Learnt = { isRight: undefined, penalty: 0 };

function saidRight({ entry, similarity }: NearQuestion): Evidence {
  const agreed = ['this answer was called right for this question'];
  return {
    ...{ candidateId: entry.id, similarity, logOdds: undefined, probability: 1 },
    ...{ agreed, against: [] },
  };
}

function saidWrong({ entry, similarity }: NearQuestion): Evidence {
  const against = ['this answer was called wrong for this question'];
  return {
    ...{ candidateId: entry.id, similarity, logOdds: undefined, probability: undefined },
    ...{ agreed: [], against },
  };
}

function evidenceOf(judgement: Judgement, { entry, similarity }: NearQuestion): Evidence {
  const { logOdds, probability, agreed, against } = judgement;
  return { candidateId: entry.id, similarity, logOdds, probability, agreed, against };
}

function nothingNear(best: NearQuestion | undefined, floor: number): Evidence {
  const why = best
    ? `similarity ${shownSimilarity(best.similarity)} under ${shownSimilarity(floor)}`
    : 'nothing stored in this scope';
  return {
    ...{ candidateId: best?.entry.id, similarity: best?.similarity },
    ...{ logOdds: undefined, probability: undefined, agreed: [], against: [why] },
  };
}
