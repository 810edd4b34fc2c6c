import type { AuditReport, Recorder, Report } from '../../daemon/pipeline/recorder.ts';

/** Keeps what it is told. */
export class FakeRecorder implements Recorder {
  readonly reports: Report[] = [];
  readonly skipped: string[] = [];
  readonly notStoredReasons: string[] = [];
  readonly failedParts: string[] = [];
  readonly unread: string[] = [];
  readonly audits: AuditReport[] = [];
  storedCount = 0;

  finished(report: Report): void {
    this.reports.push(report);
  }

  passedUnread({ reason }: { reason: string }): void {
    this.unread.push(reason);
  }

  semanticSkipped(reason: string): void {
    this.skipped.push(reason);
  }

  stored(): void {
    this.storedCount += 1;
  }

  notStored(reason: string): void {
    this.notStoredReasons.push(reason);
  }

  audited(audit: AuditReport): void {
    this.audits.push(audit);
  }

  partFailed(part: 'store' | 'embedder'): void {
    this.failedParts.push(part);
  }
}
