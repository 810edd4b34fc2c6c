import type { DecisionRecord } from '../../daemon/decisions/decision-log.ts';

/** A page's question that went by, for the user "me". */
export function decisionRecord(id: string, change: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    ...{ id, at: 1, site: 'https://one.example', user: 'me', requestedModel: 'm', cache: 'miss' },
    ...{ outcome: 'passed', reason: 'r', agreed: [], against: [] },
    ...{ questionHash: 'h', stagesMs: {}, totalMs: 1 },
    ...change,
  };
}
