import OpenAI from 'openai';
import { z } from 'zod';
import type { ModelInfo } from '../chat/model-info.ts';
import { DaemonError, isAbort } from '../lib/errors.ts';
import { timeoutError } from './idle-timeout.ts';

/** The caller's own fault: no other model would do better with the same request, and no breaker should count it. */
const REQUEST_FAULTS = new Set([400, 413, 415, 422]);
const MAX_QUOTED_CHARACTERS = 300;

/** Turns whatever an upstream call threw into a DaemonError that names the model and says what to do. */
export function asUpstreamError(thrown: unknown, info: ModelInfo, signal: AbortSignal): DaemonError {
  // These two first, because OpenAI's client ends an aborted stream as if it were complete.
  if (signal.aborted && signal.reason instanceof DaemonError) return signal.reason;
  if (signal.aborted || isAbort(thrown)) {
    return new DaemonError({
      code: 'client_closed',
      status: 499,
      message: 'The client went away.',
      cause: thrown,
    });
  }
  if (thrown instanceof DaemonError) return thrown;
  if (thrown instanceof OpenAI.APIConnectionTimeoutError) return timeoutError(info);
  const where = `Model "${info.id}" (${info.baseUrl})`;
  if (thrown instanceof OpenAI.APIConnectionError) {
    return failure(
      'upstream_unavailable',
      502,
      `${where} cannot be reached. Is it running, is base_url right?`,
      thrown,
    );
  }
  if (thrown instanceof OpenAI.APIError) return fromStatus(thrown, Number(thrown.status ?? 502), where);
  if (thrown instanceof z.ZodError) {
    return failure(
      'upstream_error',
      502,
      `${where} sent something that is not an OpenAI-compatible answer.`,
      thrown,
    );
  }
  return failure('upstream_error', 502, `${where} broke off its answer.`, thrown);
}

function fromStatus(error: Error, status: number, where: string): DaemonError {
  if (REQUEST_FAULTS.has(status)) {
    return new DaemonError({
      code: 'invalid_request',
      status,
      message: `${where} refused the request: ${error.message.slice(0, MAX_QUOTED_CHARACTERS)}`,
      cause: error,
    });
  }
  // Their text is not quoted: providers repeat parts of the key in it.
  if (status === 401 || status === 403) {
    return failure(
      'upstream_error',
      502,
      `${where} refused the key (${status}). Check api_key in config.yaml.`,
      error,
    );
  }
  if (status === 404) {
    const message = `${where} does not know this model or path (404). Check model and base_url in config.yaml.`;
    return failure('upstream_error', 502, message, error);
  }
  if (status === 429)
    return failure('too_many_requests', 429, `${where} is over its rate limit. Wait, then ask again.`, error);
  return failure('upstream_error', status >= 500 ? status : 502, `${where} failed (${status}).`, error);
}

function failure(code: DaemonError['code'], status: number, message: string, cause: unknown): DaemonError {
  return new DaemonError({ code, status, message, isRetryable: true, cause });
}
