/**
 * What is wrong between us and the server:
 * - `unreachable`: nobody answers at that address, or not in time
 * - `tls`: the two sides do not agree on the encryption, or on the certificates
 * - `login`: user name or password are not accepted
 * - `missing`: the database, the collection or its index is not there, or not loaded
 * - `unfit`: the collection is there, but not one that this daemon may use
 * - `rejected`: the request itself is not acceptable, and will not be when repeated
 * - `other`: whatever else the server said
 */
export type MilvusFault = 'unreachable' | 'tls' | 'login' | 'missing' | 'unfit' | 'rejected' | 'other';

/** The server could not do, or did not want to do, what it was asked. */
export class MilvusError extends Error {
  override readonly name = 'MilvusError';
  constructor(
    readonly fault: MilvusFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The status that Milvus puts into each of its answers. */
interface Status {
  code?: number;
  error_code?: string | number;
  reason?: string;
}

/** Throws where a server's answer says that it did not do it: the client library throws only for failed calls. */
export function throwUnlessDone(status: Status): void {
  const isDone =
    !status.code &&
    (status.error_code === undefined || status.error_code === 'Success' || status.error_code === 0);
  if (isDone) return;
  const reason =
    status.reason === undefined || status.reason === ''
      ? `code ${status.code ?? 0}, ${status.error_code ?? 'without a word'}`
      : status.reason;
  throw new MilvusError(faultOfStatus(status, reason), firstLine(reason));
}

/** Codes of Milvus (pkg/util/merr/errors.go): collection 1xx, index 700, database 800, parameter 11xx. */
function faultOfStatus({ code = 0, error_code: name }: Status, reason: string): MilvusFault {
  if (/auth check failure|unauthenticated|permission deny/i.test(reason)) return 'login';
  if (
    (code >= 100 && code <= 105) ||
    code === 700 ||
    code === 800 ||
    name === 'CollectionNotExists' ||
    name === 'IndexNotExist'
  )
    return 'missing';
  if ((code >= 1100 && code <= 1199) || name === 'IllegalArgument') return 'rejected';
  return 'other';
}

/** gRPC's own codes (grpc/status.h). */
const GRPC = { deadlineExceeded: 4, permissionDenied: 7, unavailable: 14, unauthenticated: 16 } as const;

/** Whatever the client library threw, as an error of ours; it throws plain objects and TypeErrors, too. */
export function asMilvusError(thrown: unknown): MilvusError {
  if (thrown instanceof MilvusError) return thrown;
  const { code, details, message } = readThrown(thrown);
  // What gRPC appends where it has nothing to say.
  const said = (details ?? message)?.replace(/ *Last error: null\.?| *Resolution note: *$/g, '').trim();
  const text = firstLine(said ?? 'the client library failed without a word');
  return new MilvusError(faultOfCall(code, text), text, { cause: thrown });
}

function readThrown(thrown: unknown): { code?: unknown; details?: string; message?: string } {
  const record = typeof thrown === 'object' && thrown !== null ? (thrown as Record<string, unknown>) : {};
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  const details = text(record.details);
  const message = text(record.message) ?? text(record.reason) ?? text(thrown);
  return {
    code: record.code,
    ...(details !== undefined && { details }),
    ...(message !== undefined && { message }),
  };
}

function faultOfCall(code: unknown, text: string): MilvusFault {
  if (/\bSSL\b|\btls|certificate|self.signed|issuer|altname/i.test(text)) return 'tls';
  if (/auth check failure/i.test(text)) return 'login';
  if (code === GRPC.unauthenticated || code === GRPC.permissionDenied) return 'login';
  if (code === GRPC.unavailable || code === GRPC.deadlineExceeded) return 'unreachable';
  return /collection.*not (found|loaded)|can't find collection/i.test(text) ? 'missing' : 'other';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim().slice(0, 300) ?? '';
}
