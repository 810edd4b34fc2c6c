import type { CacheEntry, Candidate } from '../chat/cache-entry.ts';
import type { Finding } from './finding.ts';
import type { Judgement, Matcher } from './matching/matcher.ts';
import { shownSimilarity } from './matching/shown-similarity.ts';

/** A question near the one that is asked: stored with its answer, or being answered. */
export interface NearQuestion {
  entry: Pick<CacheEntry, 'id' | 'question'>;
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
  signal?: AbortSignal | undefined;
}

/** What was found out about the best candidate, for people. */
export interface Evidence {
  /** Id of its entry; undefined where there was none. */
  candidateId: string | undefined;
  /** Cosine of the two questions. */
  similarity: number | undefined;
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
 * Says whether another question's answer may serve: that of the first candidate at or over the floor that the matcher accepts.
 * What makes a semantic hit is stated here and in the matcher, and nowhere else.
 */
export async function decide<Near extends NearQuestion>({
  question,
  vector,
  candidates,
  matcher,
  signal,
}: DecisionInput<Near>): Promise<Decision<Near>> {
  const best = candidates[0];
  const near = candidates
    .filter(({ similarity }) => similarity >= matcher.floor)
    .slice(0, MOST_CANDIDATES_TRIED);
  let first: Evidence | undefined;
  for (const candidate of near) {
    const { similarity, entry } = candidate;
    const judgement = await matcher.judge(
      { asked: question, stored: entry.question, similarity, vector },
      signal,
    );
    const evidence = evidenceOf(judgement, candidate);
    if (judgement.serve) return { serve: true, candidate, ...evidence };
    if (judgement.isUnverified) return { serve: false, best, ...(first ?? evidence), isUnverified: true };
    first ??= evidence;
  }
  if (first) return { serve: false, best, ...first };
  return {
    ...{ serve: false, best, candidateId: best?.entry.id, similarity: best?.similarity },
    ...{ probability: undefined, agreed: [], against: [nothingNear(best, matcher.floor)] },
  };
}

function evidenceOf(
  { probability, agreed, against }: Judgement,
  { entry, similarity }: NearQuestion,
): Evidence {
  return { candidateId: entry.id, similarity, probability, agreed, against };
}

function nothingNear(best: NearQuestion | undefined, floor: number): string {
  return best === undefined
    ? 'nothing stored in this scope'
    : `similarity ${shownSimilarity(best.similarity)} under ${shownSimilarity(floor)}`;
}
