import { costOfCalls, type PaidCall } from '../chat/price.ts';
import type { DecisionRecord } from '../decisions/decision-log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Report } from '../pipeline/recorder.ts';

/** Counts a finished request in the metrics. */
export function countReport(
  metrics: Metrics,
  { turn, verdict, outcome, usage }: Report,
  record: DecisionRecord,
): void {
  const { cache, model = 'none', firstChunkMs, totalMs, savedUsd, costUsd = 0 } = record;
  metrics.requests.inc({ cache, outcome });
  for (const [stage, milliseconds] of Object.entries(record.stagesMs)) {
    metrics.stageSeconds.observe({ stage }, milliseconds / 1000);
  }
  for (const failed of verdict?.failed ?? []) metrics.modelFailures.inc(failed);
  if (firstChunkMs !== undefined) metrics.firstChunkSeconds.observe({ cache, model }, firstChunkMs / 1000);
  if (outcome === 'answered') metrics.replySeconds.observe({ cache, model }, totalMs / 1000);
  if (savedUsd !== undefined)
    metrics.savedUsd.inc({ by: cache.startsWith('hit') ? 'cache' : 'routing' }, savedUsd);
  if (usage && !cache.startsWith('hit')) {
    metrics.tokens.inc({ model, kind: 'prompt' }, usage.promptTokens);
    metrics.tokens.inc({ model, kind: 'completion' }, usage.completionTokens);
    // The record's cost has the further calls in it.
    metrics.costUsd.inc({ model }, Math.max(0, costUsd - costOfCalls(turn.furtherCalls)));
  }
  for (const call of turn.furtherCalls) countCall(metrics, call);
}

function countCall(metrics: Metrics, call: PaidCall): void {
  const model = call.model.id;
  metrics.tokens.inc({ model, kind: 'prompt' }, call.usage?.promptTokens ?? 0);
  metrics.tokens.inc({ model, kind: 'completion' }, call.usage?.completionTokens ?? 0);
  metrics.costUsd.inc({ model }, costOfCalls([call]));
}
