import type { Usage } from '../chat/chat-chunk.ts';
import type { PaidCall } from '../chat/price.ts';
import type { Turn } from './turn.ts';
import type { Verdict } from './verdict.ts';

/** Told of everything that happens on the way; counts, logs and keeps it. Never throws, never makes a reply wait. */
export interface Recorder {
  /** One request is over, answered or not. */
  finished(report: Report): void;
  /** A page's request went by unread (another dialect, a body that nobody understands): where, whose, and why. */
  passedUnread(request: { site: string; user: string; reason: string }): void;
  /** A question was not looked up by meaning, and why. */
  semanticSkipped(reason: string): void;
  /** An answer was stored. */
  stored(): void;
  /** An answer was not stored, and why. */
  notStored(reason: string): void;
  /** A shadow audit is over, or did not begin since another was under way. */
  audited(audit: AuditReport): void;
  /** A part that the product can do without failed; requests go on without it. */
  partFailed(part: 'store' | 'embedder', error: unknown): void;
}

/**
 * right, wrong: what the audit found. unsure: nobody could tell. unusable: the fresh answer is none that would be stored
 * (cut off, a refusal, a tool call). overruled: a person spoke first, or the decision's record is gone. failed: a model,
 * or keeping the verdict. busy: another one was under way.
 */
export type AuditOutcome = 'right' | 'wrong' | 'unsure' | 'unusable' | 'overruled' | 'failed' | 'busy';

export interface AuditReport {
  /** Decision id of the answer in question. */
  decision: string;
  outcome: AuditOutcome;
  /** Code of the error, where it failed. */
  error: string | undefined;
  /** The calls that it took. */
  calls: PaidCall[];
}

export interface Report {
  turn: Turn;
  /** Undefined where the request failed before anything was decided. */
  verdict: Verdict | undefined;
  /** passed, rewritten: left to the page itself, unchanged or with another model's name. */
  outcome: 'answered' | 'failed' | 'left' | 'passed' | 'rewritten';
  /** Code of the error, where it failed. */
  error: string | undefined;
  usage: Usage | undefined;
  /** From the request to the first chunk; undefined where none came. */
  firstChunkMs: number | undefined;
  totalMs: number;
}
