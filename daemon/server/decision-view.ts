import type { DecisionRecord } from '../decisions/decision-log.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { DecisionView } from './own-api.ts';

/** A decision with what is known of its candidate beside the log. A store that fails leaves it out. */
export async function viewDecision(
  record: DecisionRecord,
  store: AnswerStore | undefined,
): Promise<DecisionView> {
  if (record.candidateId === undefined || !store) return record;
  const entry = await store.get(record.candidateId).catch(() => undefined);
  return entry ? { ...record, candidateQuestion: entry.question } : record;
}
