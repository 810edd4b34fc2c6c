import type { Unavailable } from '../inference/thread-messages.ts';

/** Turns questions into vectors. Made once a request; the vector serves lookup, router and store. */
export interface Embedder {
  /** Names model and weights; stored with every vector. */
  readonly id: string;
  /** Length of its vectors. */
  readonly dimension: number;
  /** Cosine under which two questions of this embedder are not worth a second look, in [0, 1]; measured per embedder. */
  readonly similarityFloor: number;
  /**
   * The share of right answers that was measured among question pairs at this similarity or above; undefined where
   * nothing was measured with this embedder.
   */
  confidenceAt(similarity: number): number | undefined;
  state(): 'loading' | 'ready' | 'failed';
  /** Once it has failed: why, what is lost, and what to do, in words. */
  fault(): string | undefined;
  /** Resolves when the model is loaded, or has failed to. */
  loaded(): Promise<void>;
  /**
   * Never rejects for a bad text or a broken model: both mean "no semantic lookup", and the outcome says which.
   * Rejects only when `signal` aborts.
   */
  embed(text: string, signal?: AbortSignal): Promise<EmbedOutcome>;
  /** Idempotent. */
  close(): Promise<void>;
}

export type EmbedOutcome = EmbedResult | Unavailable;

/** What the model, or a look at the text, has to say. */
export type EmbedResult =
  /** Unit length (L2), so that an inner product is a cosine. Shared with later callers: read it, never write it. */
  | { kind: 'vector'; vector: Float32Array }
  /** The model would give texts of different meaning nearly the same vector; looking them up by their words still works. */
  | { kind: 'unsuitable'; reason: UnsuitableReason };

/** The same for people. */
export const UNSUITABLE_WORDS: Record<UnsuitableReason, string> = {
  empty: 'no words',
  'too-long': 'longer than the model reads',
  'unknown-tokens': 'words unknown to the model',
  'unsupported-script': 'letters not covered by the model',
  'language-not-covered': 'language not covered by the model',
  'mostly-symbols': 'mostly signs',
};

export type UnsuitableReason =
  /** No letter and no digit. */
  | 'empty'
  /** More tokens than the model was trained to read at once. */
  | 'too-long'
  /** Words or signs that the model has no token for: all of them look alike to it. */
  | 'unknown-tokens'
  /** Letters that the model was not trained on, or whose accents it drops where they tell words apart. */
  | 'unsupported-script'
  /** A language that the model was not trained on. */
  | 'language-not-covered'
  /** More punctuation than letters and digits: a formula, a regular expression. */
  | 'mostly-symbols';
