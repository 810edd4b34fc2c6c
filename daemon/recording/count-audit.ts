import { costUsd } from '../chat/price.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { AuditReport } from '../pipeline/recorder.ts';

/** Counts a shadow audit in the metrics, apart from what people asked; returns what it cost, in US dollars. */
export function countAudit(metrics: Metrics, { outcome, calls }: AuditReport): number {
  metrics.audits.inc({ outcome });
  let spent = 0;
  for (const { model, usage } of calls) {
    if (!usage) continue;
    metrics.auditTokens.inc({ model: model.id, kind: 'prompt' }, usage.promptTokens);
    metrics.auditTokens.inc({ model: model.id, kind: 'completion' }, usage.completionTokens);
    const cost = costUsd(model, usage) ?? 0;
    metrics.auditCostUsd.inc({ model: model.id }, cost);
    spent += cost;
  }
  return spent;
}
