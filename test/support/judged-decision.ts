import type { JudgedDecision } from '../../daemon/learning/judged-log.ts';

/** A semantic hit that a person called wrong; change what a test is about. */
export function judgedDecision(change: Partial<JudgedDecision> = {}): JudgedDecision {
  return {
    ...{ decisionId: 'decision', entryId: 'entry', questionHash: 'wording', scope: 'scope', group: 'http' },
    ...{ cache: 'hit-semantic', score: 4, similarity: 0.9 },
    models: { embedder: 'e', verifier: 'v' },
    ...{ isRight: false, from: 'person', storedAt: 1_000, at: 2_000 },
    ...change,
  };
}
