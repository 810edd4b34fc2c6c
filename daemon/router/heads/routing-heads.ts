import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { TIERS, type Tier } from '../../chat/cache-entry.ts';
import { openSoftmax, storedSoftmaxSchema, type LinearSoftmax } from './linear-softmax.ts';
import { FEATURES, VECTOR_SIZE } from './question-features.ts';

/** What people ask for; the classes of the category head, in its order. */
export const CATEGORIES = [
  ...['coding', 'debugging', 'maths', 'science', 'law', 'medicine', 'finance', 'writing'],
  ...['summarising', 'translation', 'small-talk', 'support', 'look-up', 'planning', 'other'],
] as const;

const share = z.number().min(0).max(1);
const byTier = <Value extends z.ZodType>(value: Value) =>
  z.object({ small: value, medium: value, large: value, reasoning: value });

/** The heads as `npm run train:router` writes them. */
const storedHeadsSchema = z.object({
  /** Embedding model that the vectors must come from. */
  embedder: z.string(),
  /** Which kind of measured question it is most like; the last class is a question as people ask in a chat. */
  kinds: storedSoftmaxSchema,
  /** Measured share of right answers by kind of question and tier; one row for each kind but the last. */
  rightByKind: z.array(byTier(share)),
  /** How much the share of right answers changes with the logarithm of the length, beyond what the kind tells. */
  slopes: byTier(z.number()),
  categories: storedSoftmaxSchema,
  /** The smallest tier that answers a chat question well. */
  tiers: storedSoftmaxSchema,
  /** A tier is enough from this probability on. */
  enoughFrom: share,
  /** Base64 of signed bytes: a unit vector times 127 for each kind and category, in the middle of its questions. */
  centres: z.base64(),
  /** Cosine to the nearest centre under which a question is unlike all that the heads were trained on. */
  familiarFrom: share,
});
export type StoredHeads = z.infer<typeof storedHeadsSchema>;

/** The heads, ready for use. */
export interface RoutingHeads extends Pick<
  StoredHeads,
  'embedder' | 'rightByKind' | 'slopes' | 'enoughFrom' | 'familiarFrom'
> {
  /** Of all that is stored: other heads have another one. */
  digest: string;
  kinds: LinearSoftmax;
  categories: LinearSoftmax;
  tiers: LinearSoftmax;
  centres: readonly Float32Array[];
}

/** @throws Error where the file is missing or holds no heads. */
export function readRoutingHeads(file: string): RoutingHeads {
  return openRoutingHeads(storedHeadsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
}

/** @throws Error where the parts do not fit each other. */
export function openRoutingHeads(stored: StoredHeads): RoutingHeads {
  const { embedder, rightByKind, slopes, enoughFrom, familiarFrom } = stored;
  const kinds = openSoftmax(stored.kinds, FEATURES);
  const categories = openSoftmax(stored.categories, FEATURES);
  const tiers = openSoftmax(stored.tiers, FEATURES);
  if (
    rightByKind.length !== kinds.classes.length - 1 ||
    categories.classes.join() !== CATEGORIES.join() ||
    tiers.classes.join() !== TIERS.join()
  ) {
    throw new Error("The router's heads do not have the classes that this version knows.");
  }
  const centres = centresOf(new Int8Array(Buffer.from(stored.centres, 'base64')));
  const digest = createHash('sha256').update(JSON.stringify(stored)).digest('hex');
  return {
    digest,
    embedder,
    rightByKind,
    slopes,
    enoughFrom,
    familiarFrom,
    kinds,
    categories,
    tiers,
    centres,
  };
}

/** For each tier what `value` says of it. */
export function forTiers<Value>(value: (tier: Tier, index: number) => Value): Record<Tier, Value> {
  const [small, medium, large, reasoning] = TIERS;
  return {
    small: value(small, 0),
    medium: value(medium, 1),
    large: value(large, 2),
    reasoning: value(reasoning, 3),
  };
}

function centresOf(bytes: Int8Array): Float32Array[] {
  return Array.from({ length: bytes.length / VECTOR_SIZE }, (_, index) => {
    const whole = bytes.subarray(index * VECTOR_SIZE, (index + 1) * VECTOR_SIZE);
    return Float32Array.from(whole, (value) => value / 127);
  });
}
