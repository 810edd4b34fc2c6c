import type { DaemonError } from '../lib/errors.ts';

/** An error as Anthropic's clients read it: https://docs.anthropic.com/en/api/errors. */
export interface AnthropicError {
  type: 'error';
  error: { type: string; message: string };
}

export function anthropicError({ message, status }: DaemonError): AnthropicError {
  return { type: 'error', error: { type: typeOf(status), message } };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 413) return 'request_too_large';
  if (status === 429) return 'rate_limit_error';
  if (status === 503) return 'overloaded_error';
  return status >= 500 ? 'api_error' : 'invalid_request_error';
}
