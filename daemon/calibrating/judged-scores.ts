import type { JudgedDecision } from '../learning/judged-log.ts';

/** A served answer of which it is known whether it was right. */
export interface JudgedScore {
  /** By the calibration's regression, as in the decision's record. */
  score: number;
  label: boolean;
  /** The entry that was served: what was judged of one entry stays together when a part is kept apart. */
  group: string;
}

export interface JudgedScores {
  used: JudgedScore[];
  /** How many were left out, by reason. */
  leftOut: Record<string, number>;
}

interface Wanted {
  models: { embedder: string; verifier: string };
  /** Of the calibration whose curve is refitted (Calibration.scoreId). */
  scoreId: string;
  /** Whether what people said counts as if chance had asked them. */
  withPeople: boolean;
}

/** The judgements that say something of the curve; of each wording of an entry the newest. `judged`: oldest first. */
export function judgedScoresOf(judged: readonly JudgedDecision[], wanted: Wanted): JudgedScores {
  const leftOut: Record<string, number> = {};
  const byWording = new Map<string, JudgedScore>();
  const leave = (reason: string): void => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  for (const one of judged) {
    const { entryId, questionHash, score, isRight } = one;
    const reason = whyLeftOut(one, wanted);
    if (reason !== undefined || score === undefined) leave(reason ?? NOT_WEIGHED);
    else {
      const wording = `${entryId} ${questionHash}`;
      if (byWording.has(wording)) leave('an older word on the same wording');
      byWording.set(wording, { score, label: isRight, group: entryId });
    }
  }
  return { used: [...byWording.values()], leftOut };
}

/** The reason for which what people said is left out. */
export const SAID_BY_PEOPLE = 'said by people';
const NOT_WEIGHED = 'not served by meaning';

function whyLeftOut(judged: JudgedDecision, { models, scoreId, withPeople }: Wanted): string | undefined {
  const { cache, score, similarity, models: comparedBy, from } = judged;
  if (!cache.startsWith('hit') || score === undefined || similarity === undefined) return NOT_WEIGHED;
  if (comparedBy?.embedder !== models.embedder || comparedBy.verifier !== models.verifier)
    return 'compared by other models';
  if ((comparedBy.calibration ?? scoreId) !== scoreId) return 'weighed by another calibration';
  return from === 'person' && !withPeople ? SAID_BY_PEOPLE : undefined;
}
