import type { DecisionEvidence, LogLine, Source } from '../../../shared/protocol.ts';
import { sentencesOf } from '../../cache/finding.ts';
import type { DecisionRecord } from '../../decisions/decision-log.ts';
import type { DecisionView } from '../own-api.ts';
import { confidenceOf, type Verdict } from '../../pipeline/verdict.ts';

/** Where an answer comes from, as the extension shows it. */
export function sourceOf(verdict: Verdict): Source {
  const { id, cache, model, tier, reason, similarity, agreed, against, ageSeconds, entryId } = verdict;
  const confidence = confidenceOf(verdict);
  return {
    ...{ decision: id, cache, model, reason },
    ...(tier !== undefined && { tier }),
    ...(similarity !== undefined && { similarity }),
    ...(confidence !== undefined && { confidence }),
    ...(ageSeconds !== undefined && { ageSeconds }),
    ...(cache === 'hit-semantic' && {
      agreed: sentencesOf(agreed, { mayQuote: true }),
      against: sentencesOf(against, { mayQuote: true }),
    }),
    ...(cache.startsWith('hit') && entryId !== undefined && { entry: entryId }),
  };
}

/** A decision as a line of the local log. */
export function logLineOf(record: DecisionRecord): LogLine {
  const { id, at, site, dialect, reason, model, question, judged } = record;
  return {
    ...{ decision: id, at, site, reason, went: wentOf(record) },
    ...(dialect !== undefined && { dialect }),
    ...(model !== undefined && { model }),
    ...(question !== undefined && { question }),
    ...(judged !== undefined && { judged }),
  };
}

/** What spoke for and against the stored answer that a decision is about. */
export function evidenceOf(decision: DecisionView): DecisionEvidence {
  const { candidateQuestion: candidate, similarity, probability, agreed, against } = decision;
  return {
    ...(candidate !== undefined && { candidate }),
    ...(similarity !== undefined && { similarity }),
    ...(probability !== undefined && { probability }),
    ...{ agreed, against },
  };
}

function wentOf({ cache, outcome }: DecisionRecord): LogLine['went'] {
  if (cache.startsWith('hit')) return 'answered';
  return outcome === 'rewritten' || outcome === 'answered' ? 'routed' : 'passed';
}
