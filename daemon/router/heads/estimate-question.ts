import { TIERS, type Tier } from '../../chat/cache-entry.ts';
import { innerProduct } from '../../lib/inner-product.ts';
import { classProbabilities } from './linear-softmax.ts';
import { questionFeatures } from './question-features.ts';
import { lengthOf } from './question-shape.ts';
import { CATEGORIES, forTiers, type RoutingHeads } from './routing-heads.ts';

/** What the heads think of a question. */
export interface QuestionEstimate {
  category: { name: (typeof CATEGORIES)[number]; probability: number };
  /** The smallest tier that is likely enough to answer well. */
  tier: Tier;
  /** Probability that a model of this tier answers rightly, in [0, 1]. */
  right: Record<Tier, number>;
  /** Of what the best tier gets right, the share that a small model does not, in [0, 1]. */
  difficulty: number;
  /** How likely it is a question as people ask in a chat, whose tiers were judged by people, and not like those of a public test. */
  chat: number;
  /** False where it is like nothing the heads were trained on, or has no vector: the safe choice is a larger tier. */
  isFamiliar: boolean;
  /** The length, then the probabilities of the categories, then those of the kinds: what corrections of single models weigh. */
  signals: Float64Array;
}

/** Under a millisecond. `vector` is the question's embedding by the model that the heads were trained with. */
export function estimateQuestion(
  heads: RoutingHeads,
  question: string,
  vector: Float32Array | undefined,
): QuestionEstimate {
  const features = questionFeatures(question, vector);
  const kinds = classProbabilities(heads.kinds, features);
  const needed = classProbabilities(heads.tiers, features);
  const categories = classProbabilities(heads.categories, features);
  const chat = kinds[kinds.length - 1] ?? 0;
  const enough = enoughOf(needed);
  const length = lengthOf(question.length);
  const right = forTiers((tier, index) => {
    const measured = heads.rightByKind.reduce((sum, row, kind) => sum + (kinds[kind] ?? 0) * row[tier], 0);
    const judged = chat * RIGHT_WHERE_ENOUGH * (enough[index] ?? 1);
    return clamp(measured + judged + (1 - chat) * heads.slopes[tier] * length);
  });
  const best = categories.indexOf(Math.max(...categories));
  return {
    category: { name: CATEGORIES[best] ?? 'other', probability: categories[best] ?? 0 },
    tier: TIERS[enough.findIndex((probability) => probability >= heads.enoughFrom)] ?? 'reasoning',
    right,
    difficulty: 1 - right.small / Math.max(...Object.values(right)),
    chat,
    isFamiliar: isFamiliar(heads, vector),
    signals: signalsOf(length, categories, kinds),
  };
}

/** Beyond a few letters and some pages the length must not weigh ever more. */
const LONGEST = 3;

function signalsOf(length: number, categories: Float64Array, kinds: Float64Array): Float64Array {
  const signals = new Float64Array(1 + categories.length + kinds.length);
  signals[0] = Math.min(LONGEST, Math.max(-LONGEST, length));
  signals.set(categories, 1);
  signals.set(kinds, 1 + categories.length);
  return signals;
}

/** A model of the tier that a person holds for enough is right about so often: an assumption, nothing measures it. */
const RIGHT_WHERE_ENOUGH = 0.95;
const LEAST = 0.01;

/** The probability that each tier is enough, rising to 1. */
function enoughOf(needed: Float64Array): number[] {
  let sum = 0;
  return Array.from(needed, (probability) => (sum += probability));
}

function isFamiliar({ centres, familiarFrom }: RoutingHeads, vector: Float32Array | undefined): boolean {
  if (!vector) return false;
  return centres.some((centre) => innerProduct(centre, vector) >= familiarFrom);
}

function clamp(probability: number): number {
  return Math.min(1 - LEAST, Math.max(LEAST, probability));
}
