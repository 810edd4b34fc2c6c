/** The closed list of error codes that leave the daemon, over HTTP and over the socket. */
export const ERROR_CODES = [
  'invalid_request',
  'invalid_api_key',
  'forbidden_host',
  'forbidden_origin',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'unsupported_media_type',
  'request_too_large',
  'too_many_requests',
  'model_not_found',
  'no_provider',
  'not_cached',
  'context_too_long',
  'upstream_error',
  'upstream_timeout',
  'upstream_unavailable',
  'client_closed',
  'shutting_down',
  'internal_error',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
