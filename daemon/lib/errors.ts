import type { ErrorCode } from '../../shared/error-codes.ts';

interface DaemonErrorDetails {
  code: ErrorCode;
  /** What was tried, on what, and what to do about it. Shown to the user: no secrets, no prompt text. */
  message: string;
  /** HTTP status that fits. */
  status: number;
  /** Whether the same request may succeed a little later or elsewhere. */
  isRetryable?: boolean;
  cause?: unknown;
}

/** The one error that crosses the daemon's borders. */
export class DaemonError extends Error {
  override readonly name = 'DaemonError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly isRetryable: boolean;

  constructor({ code, message, status, isRetryable = false, cause }: DaemonErrorDetails) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.isRetryable = isRetryable;
  }
}

/** Turns whatever was thrown into a DaemonError; what is not ours becomes an internal error without its details. */
export function asDaemonError(thrown: unknown): DaemonError {
  if (thrown instanceof DaemonError) return thrown;
  if (isAbort(thrown)) {
    return new DaemonError({
      code: 'client_closed',
      message: 'The client went away.',
      status: 499,
      cause: thrown,
    });
  }
  return new DaemonError({
    code: 'internal_error',
    message: 'Something went wrong inside AskOnce. The log of the daemon has the details.',
    status: 500,
    cause: thrown,
  });
}

/** Whether an error only says that somebody asked to stop. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === 'AbortError' || thrown.name === 'APIUserAbortError');
}

/** A condition that must hold; its failure is a fault in AskOnce itself. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`AskOnce invariant failed: ${message}`);
}
