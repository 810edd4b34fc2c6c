import { createHash } from 'node:crypto';
import type { PageRequest } from '../../../shared/protocol.ts';
import type { Dialect, PageReading } from '../../dialects/dialect.ts';
import { fitsRule } from '../../dialects/fits-rule.ts';
import { dialectOf } from '../../dialects/index.ts';
import { DaemonError } from '../../lib/errors.ts';

/** A page's request that a dialect understands. */
export interface UnderstoodRequest {
  dialect: Dialect;
  reading: PageReading;
  /** The parsed body. */
  body: unknown;
  /** Dialect and address: what is known of the form of its answers holds for these. */
  endpoint: string;
  /** Equal for identical requests. */
  digest: string;
}

/** A page takes up a session that its server keeps. */
interface SessionStart {
  dialect: Dialect;
  startsSession: string;
}

/** Reads a page's request by its address and body; a short reason where it is not understood. */
export function readPageRequest(
  { url: address, method, body: text }: PageRequest,
  dialects: readonly Dialect[],
): UnderstoodRequest | SessionStart | { passes: string } {
  if (!URL.canParse(address)) return { passes: 'bad-address' };
  const url = new URL(address);
  const parsed = parseJson(text);
  if (!parsed) return { passes: 'no-json' };
  const { body } = parsed;
  const known = dialects.filter(({ rules }) =>
    rules.some((rule) => rule.method === method.toUpperCase() && fitsRule(rule, url)),
  );
  const dialect = dialectOf(known, url, body);
  if (!dialect) return sessionStart(known, body) ?? { passes: 'no-dialect' };
  try {
    const endpoint = `${dialect.id} ${url.origin}${url.pathname}${url.search}`;
    return { dialect, reading: dialect.readPage(body, url), body, endpoint, digest: digestOf(address, text) };
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    return { passes: 'not-understood' };
  }
}

function sessionStart(dialects: readonly Dialect[], body: unknown): SessionStart | undefined {
  for (const dialect of dialects) {
    const startsSession = dialect.sessionStart?.idOf(body);
    if (startsSession !== undefined) return { dialect, startsSession };
  }
  return undefined;
}

function parseJson(text: string): { body: unknown } | undefined {
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    // Forms, uploads and the like: nothing that a dialect reads.
    return undefined;
  }
}

function digestOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
