import type { Usage } from './chat-chunk.ts';

/** The sizes of model between which the router chooses, cheapest first. */
export const TIERS = ['small', 'medium', 'large', 'reasoning'] as const;
export type Tier = (typeof TIERS)[number];

/** A stored question with its answer. Times are milliseconds since the epoch. */
export interface CacheEntry {
  /** Digest of scope and question, hex: the exact-lookup key. Putting an entry twice replaces it. */
  id: string;
  /** Digest of everything that must agree for the answer to serve (cache/scope.ts), hex. */
  scope: string;
  /** The question as normalised and embedded. */
  question: string;
  /** Unit vector of the question; undefined for exact lookup only. */
  embedding: Float32Array | undefined;
  /** Id of the model that made the vector: vectors of different models are never compared. */
  embedder: string | undefined;
  answer: StoredAnswer;
  /** Id and tier of the model that wrote the answer. */
  model: string;
  tier: Tier | undefined;
  /** What the answer cost, in US dollars, by the model's stated price. */
  costUsd: number | undefined;
  createdAt: number;
  /** Undefined: never expires. */
  expiresAt: number | undefined;
  hits: number;
  lastHitAt: number | undefined;
  /** Put there by an operator: serves whatever the model or system prompt, never expires, is never evicted. */
  pinned: boolean;
  source: 'model' | 'page' | 'import';
  /** Where it was learnt, for people to read: "http" or the site's origin. */
  origin: string;
}

/** A complete plain-text answer; only such are stored. */
export interface StoredAnswer {
  text: string;
  reasoning: string;
  finishReason: string;
  usage: Usage | undefined;
}

/** A stored entry found near a question. */
export interface Candidate {
  entry: CacheEntry;
  /** Cosine of the two unit vectors, in [0, 1]: 1 = same direction, negative cosine counts as 0. */
  similarity: number;
}
