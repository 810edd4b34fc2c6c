import { costUsd } from '../chat/price.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { AuditReport } from '../pipeline/recorder.ts';

/** Counts a shadow audit in the metrics, apart from what people asked. */
export function countAudit(metrics: Metrics, { outcome, calls }: AuditReport): void {
  metrics.audits.inc({ outcome });
  for (const { model, usage } of calls) {
    if (!usage) continue;
    metrics.auditTokens.inc({ model: model.id, kind: 'prompt' }, usage.promptTokens);
    metrics.auditTokens.inc({ model: model.id, kind: 'completion' }, usage.completionTokens);
    metrics.auditCostUsd.inc({ model: model.id }, costUsd(model, usage) ?? 0);
  }
}
