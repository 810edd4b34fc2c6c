import { createHash } from 'node:crypto';
import type { CacheEntry } from '../../chat/cache-entry.ts';
import type { NewRow, Row } from './milvus-client.ts';
import { pack, parseEntry, stampOf, unpack } from './packed-entry.ts';

/** The longest text that a VarChar column takes, in bytes. */
export const LONGEST_TEXT = 65_535;
/**
 * A packed entry lies in as many of these as it needs. Columns of the same row, and not rows of a second collection:
 * an entry is then written, read and deleted as one.
 */
export const DOCUMENT_COLUMNS = [
  'document',
  ...Array.from({ length: 9 }, (_, index) => `document_${index + 1}`),
];
/** What a row is read by; the vector is in the document, since Milvus takes 200 ms to hand out the column of vectors. */
export const READ_COLUMNS = ['id', 'epoch', ...DOCUMENT_COLUMNS];
export const LONGEST_MODEL = 256;
/** `expires_at` of an entry that never does, and no 64-bit number that JavaScript rounds. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** What enters a filter or a key: the digest itself, or the digest of anything else. */
export function digestOf(text: string): string {
  return isDigest(text) ? text : createHash('sha256').update(text).digest('hex');
}

/** A key of another form was not given by us. */
export function isDigest(key: string): boolean {
  return /^[0-9a-f]{64}$/.test(key);
}

/** Undefined where the packed entry is longer than all columns together. */
export async function toRow(
  entry: CacheEntry,
  bytes: Buffer,
  { epoch, vectorField, dimension }: { epoch: number; vectorField: string; dimension: number },
): Promise<NewRow | undefined> {
  const packed = await pack(bytes);
  if (packed.length > LONGEST_TEXT * DOCUMENT_COLUMNS.length) return undefined;
  const { id, scope, embedder, embedding, model, createdAt, expiresAt, hits, lastHitAt, pinned } = entry;
  const isFound = embedding?.length === dimension;
  return {
    ...{ id: digestOf(id), scope: digestOf(scope), epoch, stamp: stampOf(bytes), pinned, hits },
    // An entry without a vector of this length has no embedder here, so that no search by meaning looks at it.
    embedder: isFound && embedder !== undefined ? digestOf(embedder) : '',
    model: cutToBytes(model, LONGEST_MODEL),
    ...{ created_at: createdAt, expires_at: expiresAt ?? NEVER, last_hit_at: lastHitAt ?? 0 },
    ...Object.fromEntries(
      DOCUMENT_COLUMNS.map((column, index) => [
        column,
        packed.slice(index * LONGEST_TEXT, (index + 1) * LONGEST_TEXT),
      ]),
    ),
    [vectorField]: isFound ? [...embedding] : placeholder(dimension),
  };
}

/** The entry that a row holds; undefined where it is damaged or was not written by us. */
export async function fromRow(row: Row): Promise<CacheEntry | undefined> {
  const packed = DOCUMENT_COLUMNS.map((column) => row[column])
    .filter((part): part is string => typeof part === 'string')
    .join('');
  const bytes = await unpack(packed);
  const entry = bytes && parseEntry(bytes);
  // The document is what is believed: a row under another's key is nobody's.
  return entry && digestOf(entry.id) === row.id ? entry : undefined;
}

/** Milvus 2.3 wants a vector in each row, and some index types cannot take zeros. */
function placeholder(dimension: number): number[] {
  return Array.from({ length: dimension }, (_, index) => (index === 0 ? 1 : 0));
}

function cutToBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  // What a cut leaves of a character is dropped.
  return bytes.length <= most
    ? text
    : new TextDecoder('utf8').decode(bytes.subarray(0, most), { stream: true });
}
