import type { Usage } from '../chat/chat-chunk.ts';
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
  /** A part that the product can do without failed; requests go on without it. */
  partFailed(part: 'store' | 'embedder', error: unknown): void;
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
