import type { LogLine, Source } from '../../../shared/protocol.ts';
import type { DecisionRecord } from '../../decisions/decision-log.ts';
import { confidenceOf, type Verdict } from '../../pipeline/verdict.ts';

/** Where an answer comes from, as the extension shows it. */
export function sourceOf(verdict: Verdict): Source {
  const { id, cache, model, tier, reason, similarity, ageSeconds, entryId } = verdict;
  const confidence = confidenceOf(verdict);
  return {
    ...{ decision: id, cache, model, reason },
    ...(tier !== undefined && { tier }),
    ...(similarity !== undefined && { similarity }),
    ...(confidence !== undefined && { confidence }),
    ...(ageSeconds !== undefined && { ageSeconds }),
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

function wentOf({ cache, outcome }: DecisionRecord): LogLine['went'] {
  if (cache.startsWith('hit')) return 'answered';
  return outcome === 'rewritten' || outcome === 'answered' ? 'routed' : 'passed';
}
