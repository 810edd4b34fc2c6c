import type { DecisionRecord } from '../decisions/decision-log.ts';
import type { Observation } from '../router/live/observation-log.ts';
import { routedAnswerOf } from './routed-answer.ts';

/** What a request tells of a model's answer, though nobody said it; when is added by whoever keeps it. */
type ImplicitVerdict = Omit<Observation, 'at'>;

/** Who complains of an answer, or asks for another one, says little for it. */
const WEIGHT_OF_TAKING_UP = 0.3;

/** The answer that this request complains of, or asks anew; undefined where it does neither. `find` may read the disk. */
export function takenUpBy(
  { routing }: DecisionRecord,
  find: (decision: string) => DecisionRecord | undefined,
): ImplicitVerdict | undefined {
  const { by, after } = routing ?? {};
  if ((by !== 'complaint' && by !== 'retry') || after === undefined) return undefined;
  const earlier = find(after);
  const routed = earlier && routedAnswerOf(earlier);
  if (!earlier || !routed) return undefined;
  return {
    ...{ ...routed, decisionId: earlier.id, group: earlier.site },
    ...{ right: false, weight: WEIGHT_OF_TAKING_UP, from: by === 'retry' ? 'retry' : 'escalation' },
  };
}

/**
 * Of a person's word, a check that is right in about 70 % of cases tells (2 x 0.7 - 1) squared. What passed counts as well: by
 * what did not pass alone, every tier that is checked would sink, however good.
 */
const WEIGHT_OF_CHECK = 0.15;

/** What a check said of the answer of a cheaper model that was asked first; undefined where it could not tell. */
export function checkedIn({ id, site, routing }: DecisionRecord): ImplicitVerdict | undefined {
  const { category, cascade, right } = routing ?? {};
  const predicted = cascade && right?.[cascade.tier];
  if (!cascade || category === undefined || predicted === undefined || cascade.outcome === 'failed') {
    return undefined;
  }
  const isAccepted = cascade.outcome === 'accepted';
  return {
    // The decision itself is of the answer that was given, perhaps another model's.
    decisionId: isAccepted ? id : `${id} cascade`,
    ...{ group: site, category, tier: cascade.tier, predicted },
    ...{ right: isAccepted, weight: WEIGHT_OF_CHECK, from: 'escalation' },
  };
}
