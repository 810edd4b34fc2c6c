import { z } from 'zod';
import { TIERS, type CacheEntry } from '../chat/cache-entry.ts';

/**
 * How an answer leaves one store and enters another: one JSON object a line, the vector as base64 of little-endian
 * 32-bit floats. Ids and scopes are digests keyed by the installation's (or team's) secret: an entry serves only where
 * the same secret is used.
 */
export function writePortableEntry(entry: CacheEntry): string {
  const { id, scope, question, embedding, embedder, answer, model, tier, costUsd } = entry;
  const { createdAt, expiresAt, hits, lastHitAt, pinned, source, origin } = entry;
  // In one order whatever the store's: exports of the same entries are the same bytes.
  return JSON.stringify({
    ...{ version: VERSION, id, scope, question, embedding: embedding && encodeVector(embedding), embedder },
    answer: {
      text: answer.text,
      reasoning: answer.reasoning,
      finishReason: answer.finishReason,
      usage: answer.usage,
    },
    ...{ model, tier, costUsd, createdAt, expiresAt, hits, lastHitAt, pinned, source, origin },
  });
}

export type ParsedEntry = { ok: true; entry: CacheEntry } | { ok: false; error: string };

/** Reads one line. Never throws: a line that is no entry comes back with what is wrong with it, in words. */
export function parsePortableEntry(line: string): ParsedEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, error: 'not JSON; was the line cut off?' };
  }
  const parsed = portableEntrySchema.safeParse(value);
  if (!parsed.success) return { ok: false, error: describeIssue(parsed.error) };
  return { ok: true, entry: toEntry(parsed.data) };
}

function describeIssue({ issues: [issue] }: z.ZodError): string {
  if (!issue || issue.path.length === 0) return issue?.message ?? 'not an entry';
  return `${issue.path.join('.')}: ${issue.message}`;
}

const VERSION = 1;
/** How far a vector's length may be from 1: what rounding to 32 bits (or to int8 on its way) leaves. */
const LENGTH_TOLERANCE = 0.02;

const digest = z.string().regex(/^[0-9a-f]{16,128}$/, 'expected a digest in hexadecimal');
const time = z.number().int().nonnegative();
const tokenCount = z.number().int().nonnegative();

const portableEntrySchema = z
  .object({
    version: z.literal(VERSION, `expected version ${VERSION}: this export is of another version of AskOnce`),
    id: digest,
    scope: digest,
    question: z.string().min(1),
    embedding: z
      .base64()
      .optional()
      .transform((text, context) => {
        if (text === undefined) return undefined;
        const vector = decodeVector(text);
        if (!vector) context.addIssue({ code: 'custom', message: 'expected a vector of length 1' });
        return vector;
      }),
    embedder: z.string().min(1).optional(),
    answer: z.object({
      text: z.string().min(1),
      reasoning: z.string().default(''),
      finishReason: z.string().min(1),
      usage: z.object({ promptTokens: tokenCount, completionTokens: tokenCount }).optional(),
    }),
    model: z.string(),
    tier: z.enum(TIERS).optional(),
    costUsd: z.number().nonnegative().optional(),
    createdAt: time,
    expiresAt: time.optional(),
    hits: z.number().int().nonnegative().default(0),
    lastHitAt: time.optional(),
    pinned: z.boolean().default(false),
    source: z.enum(['model', 'page', 'import']),
    origin: z.string(),
  })
  .refine(({ embedding, embedder }) => (embedding === undefined) === (embedder === undefined), {
    path: ['embedder'],
    message: 'expected together with the vector: vectors of different models are never compared',
  });

/** Spelt out, since the store's optional fields are "present, perhaps undefined". */
function toEntry({ version: _version, answer, ...rest }: z.infer<typeof portableEntrySchema>): CacheEntry {
  return {
    ...rest,
    answer: { ...answer, usage: answer.usage },
    embedding: rest.embedding,
    embedder: rest.embedder,
    tier: rest.tier,
    costUsd: rest.costUsd,
    expiresAt: rest.expiresAt,
    lastHitAt: rest.lastHitAt,
  };
}

function encodeVector(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, position) => bytes.writeFloatLE(value, position * 4));
  return bytes.toString('base64');
}

/** Undefined for what is no unit vector. */
function decodeVector(text: string): Float32Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  const vector = Float32Array.from({ length: bytes.length / 4 }, (_, position) =>
    bytes.readFloatLE(position * 4),
  );
  const length = Math.hypot(...vector);
  return Math.abs(length - 1) <= LENGTH_TOLERANCE ? vector : undefined;
}
