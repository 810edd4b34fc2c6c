import type { Logger } from 'pino';
import type { DecisionLog, DecisionRecord } from '../decisions/decision-log.ts';
import type { Clock } from '../lib/clock.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Recorder } from '../pipeline/recorder.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import { countAudit } from './count-audit.ts';
import { countReport } from './count-report.ts';
import { recordOf, unreadRecord } from './record-of.ts';

interface RecorderOptions {
  metrics: Metrics;
  decisions: DecisionLog;
  models: ModelRegistry;
  /** What compares questions now. */
  matchedBy: () => NonNullable<DecisionRecord['matchedBy']>;
  log: Logger;
  clock: Clock;
  createId: () => string;
  /** Whether decision records hold the question itself, or a digest only. */
  keepsQuestions: boolean;
  /** Whether log lines hold the question, and what of it spoke for and against. */
  logsQuestions: boolean;
  /** Told of each request that is over, so that something may be learnt of it. */
  onFinished: (record: DecisionRecord) => void;
  /** Told what was spent, in US dollars, and on which decision; undefined dollars where that is not known. */
  onSpent: (usd: number | undefined, decision: string | undefined) => void;
  /** Told whether a part works, so that health can say so. */
  onPart: (part: 'store' | 'embedder', works: boolean) => void;
}

/** Turns what happens in the pipeline into metrics, one log line and one decision record a request. */
export function createRecorder({
  metrics,
  log,
  onPart,
  onFinished,
  onSpent,
  ...options
}: RecorderOptions): Recorder {
  const { decisions, models, matchedBy, clock, createId, keepsQuestions, logsQuestions } = options;
  const failing = new Set<string>();

  function partFailed(part: 'store' | 'embedder', error: unknown): void {
    metrics.partFailures.inc({ part });
    onPart(part, false);
    // One line for each change of state, not one a request.
    if (failing.has(part)) return;
    failing.add(part);
    log.warn({ error: String(error) }, `The ${part} failed; requests go on without it.`);
  }

  return {
    finished(report) {
      const at = clock.now();
      const { question } = report.turn;
      const recordWith = (mayQuote: boolean): DecisionRecord => ({
        ...recordOf(report, { models, matchedBy: matchedBy(), at, mayQuote }),
        ...(mayQuote && { question }),
      });
      const record = recordWith(keepsQuestions);
      countReport(metrics, report, record);
      onFinished(record);
      const hasBegun = report.firstChunkMs !== undefined;
      onSpent(record.costUsd ?? (hasBegun ? undefined : 0), record.id);
      log.info(logsQuestions === keepsQuestions ? record : recordWith(logsQuestions), 'request');
      decisions.record(record);
    },
    passedUnread({ site, user, reason }) {
      metrics.requests.inc({ cache: 'bypass', outcome: 'passed' });
      decisions.record(unreadRecord({ id: createId(), at: clock.now(), site, user, reason }));
    },
    semanticSkipped: (reason) => {
      metrics.semanticSkipped.inc({ reason });
    },
    stored() {
      metrics.stored.inc();
      if (failing.delete('store')) log.info('The store works again.');
      onPart('store', true);
    },
    notStored: (reason) => {
      metrics.notStored.inc({ reason });
    },
    audited(audit) {
      onSpent(countAudit(metrics, audit), undefined);
      const { decision, outcome, error } = audit;
      log.info({ decision, outcome, error }, 'audit');
    },
    partFailed,
  };
}
