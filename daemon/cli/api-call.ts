import { z } from 'zod';
import { CommandError } from './command-error.ts';

export interface ApiAddress {
  /** Such as http://127.0.0.1:8801, without a path. */
  baseUrl: string;
  /** A key with the role "admin". */
  apiKey: string;
  fetch: typeof globalThis.fetch;
}

export interface ApiCallOptions {
  body?: string;
  /** The body's media type; JSON unless told. */
  type?: string;
  timeoutMs?: number;
}

/** Longest wait for an answer, in milliseconds. */
const TIMEOUT_MS = 15_000;

/** One call of the daemon's own API; any status is an answer. Throws a CommandError where none comes. */
export async function callApi(
  { baseUrl, apiKey, fetch }: ApiAddress,
  method: string,
  path: string,
  { body, type = 'application/json', timeoutMs = TIMEOUT_MS }: ApiCallOptions = {},
): Promise<Response> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(body === undefined ? {} : { 'content-type': type }),
  };
  const request: RequestInit = { method, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) };
  try {
    return await fetch(`${baseUrl}/askonce/${path}`, body === undefined ? request : { ...request, body });
  } catch (error) {
    const message = `The daemon at ${baseUrl} does not answer (${reasonOf(error)}). Try: askonce status`;
    throw new CommandError(message, 1, { cause: error });
  }
}

/** The reply's body; throws a CommandError with the daemon's own sentence where it refused. */
export async function readReply<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  if (!response.ok) return refuse(response);
  const parsed = schema.safeParse(await response.json());
  if (parsed.success) return parsed.data;
  throw new CommandError(
    'The daemon answers in a form that this command does not know: they are of different versions. Restart the daemon.',
    1,
    { cause: parsed.error },
  );
}

const refusalSchema = z.object({ error: z.object({ message: z.string() }) });

/** Throws what the daemon said. */
export async function refuse(response: Response): Promise<never> {
  const refusal = refusalSchema.safeParse(await response.json().catch(() => undefined));
  const message = refusal.success
    ? refusal.data.error.message
    : `The daemon answered with status ${response.status} and no reason.`;
  throw new CommandError(message);
}

/** Drops a reply whose status says all, so that its connection is free again. */
export async function discardReply<T>(response: Response, value: T): Promise<T> {
  await response.body?.cancel();
  return value;
}

/** Why a call failed, as far as the error tells. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
