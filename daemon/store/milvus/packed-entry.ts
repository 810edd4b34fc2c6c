import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { z } from 'zod';
import type { CacheEntry } from '../../chat/cache-entry.ts';
import { documentSchema } from '../stored-document.ts';

/**
 * A whole entry as bytes, the vector in it: what waits in the journal needs nothing else. The same entry gives the same
 * bytes, wherever it came from.
 */
export function serialiseEntry(entry: CacheEntry): Buffer {
  const { id, scope, question, embedding, embedder, answer, model, tier, costUsd } = entry;
  const { createdAt, expiresAt, hits, lastHitAt, pinned, source, origin } = entry;
  const { text, reasoning, finishReason } = answer;
  const usage = answer.usage && {
    promptTokens: answer.usage.promptTokens,
    completionTokens: answer.usage.completionTokens,
  };
  return Buffer.from(
    JSON.stringify({
      ...{ id, scope, question, embedding: embedding && encodeVector(embedding), embedder },
      answer: { text, reasoning, finishReason, usage },
      ...{ model, tier, costUsd, createdAt, expiresAt, hits, lastHitAt, pinned, source, origin },
    }),
  );
}

/** Tells two versions of an entry apart: a whole number of 48 bits, made from all of it. */
export function stampOf(bytes: Buffer): number {
  return digestOf(bytes).readUIntBE(0, 6);
}

/** Undefined for bytes that are no entry: such a one is treated as absent. */
export function parseEntry(bytes: Buffer): CacheEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { answer, embedding, embedder, tier, costUsd, expiresAt, lastHitAt, ...rest } = parsed.data;
  return {
    ...rest,
    ...{ embedder, tier, costUsd, expiresAt, lastHitAt },
    embedding: embedding === undefined ? undefined : decodeVector(embedding),
    answer: { ...answer, usage: answer.usage },
  };
}

/**
 * The bytes as text for VarChar columns: the start of their digest, then the bytes compressed, in base64 (VarChar holds
 * UTF-8 only). About a third of English text, and never damaged unnoticed.
 */
export async function pack(bytes: Buffer): Promise<string> {
  const compressed = await compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
  return Buffer.concat([digestOf(bytes), compressed]).toString('base64');
}

/** Undefined for text that is damaged. */
export async function unpack(text: string): Promise<Buffer | undefined> {
  const packed = Buffer.from(text, 'base64');
  try {
    const bytes = await decompress(packed.subarray(DIGEST_BYTES), { maxOutputLength: MOST_BYTES });
    return packed.subarray(0, DIGEST_BYTES).equals(digestOf(bytes)) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
/** 5 of 11: within a few percent of the best for short texts, at a tenth of its time. */
const QUALITY = 5;
const DIGEST_BYTES = 8;
/** A row that somebody else wrote must not fill the memory. */
const MOST_BYTES = 64 * 1024 * 1024;

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest().subarray(0, DIGEST_BYTES);
}

const entrySchema = documentSchema.extend({
  id: z.string(),
  scope: z.string(),
  embedding: z
    .base64()
    .refine((text) => Buffer.byteLength(text, 'base64') % Float32Array.BYTES_PER_ELEMENT === 0)
    .optional(),
  embedder: z.string().optional(),
  createdAt: z.number(),
  expiresAt: z.number().optional(),
  hits: z.number(),
  lastHitAt: z.number().optional(),
  pinned: z.boolean(),
});

/** Little-endian 32-bit floats, as all platforms of Node have them. */
function encodeVector(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function decodeVector(text: string): Float32Array {
  // Copied: a view needs its bytes to begin at a multiple of four.
  return new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);
}
