import type { DaemonError } from '../lib/errors.ts';

/** An error as OpenAI's clients read it: https://platform.openai.com/docs/guides/error-codes. */
export interface OpenAiError {
  error: { message: string; type: string; param: null; code: string };
}

export function openAiError({ message, code, status }: DaemonError): OpenAiError {
  return { error: { message, type: typeOf(status), param: null, code } };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
