import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TIERS, type CacheEntry } from '../chat/cache-entry.ts';

/** What of an entry the database never looks into. */
export type StoredDocument = Pick<
  CacheEntry,
  'question' | 'answer' | 'model' | 'tier' | 'costUsd' | 'source' | 'origin'
>;

/**
 * As bytes: JSON with the start of its digest before it. Bytes, since SQLite's text ends at U+0000; the digest, since
 * a flipped bit on the disk would otherwise be served as an answer.
 */
export function encodeDocument({
  question,
  answer,
  model,
  tier,
  costUsd,
  source,
  origin,
}: StoredDocument): Uint8Array {
  const json = Buffer.from(JSON.stringify({ question, answer, model, tier, costUsd, source, origin }));
  return Buffer.concat([digestOf(json), json]);
}

/** Undefined for bytes that are damaged: such an entry is treated as absent. */
export function decodeDocument(bytes: Uint8Array): StoredDocument | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const json = buffer.subarray(DIGEST_BYTES);
  if (!buffer.subarray(0, DIGEST_BYTES).equals(digestOf(json))) return undefined;
  const parsed = documentSchema.safeParse(JSON.parse(json.toString('utf8')));
  if (!parsed.success) return undefined;
  const { answer, tier, costUsd, ...rest } = parsed.data;
  return { ...rest, tier, costUsd, answer: { ...answer, usage: answer.usage } };
}

const DIGEST_BYTES = 8;

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest().subarray(0, DIGEST_BYTES);
}

/** Those parts as JSON. */
export const documentSchema = z.object({
  question: z.string(),
  answer: z.object({
    text: z.string(),
    reasoning: z.string(),
    finishReason: z.string(),
    usage: z.object({ promptTokens: z.number(), completionTokens: z.number() }).optional(),
  }),
  model: z.string(),
  tier: z.enum(TIERS).optional(),
  costUsd: z.number().optional(),
  source: z.enum(['model', 'page', 'import']),
  origin: z.string(),
});
