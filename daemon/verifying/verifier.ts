import type { Unavailable } from '../inference/thread-messages.ts';

/** Says whether one answer serves two questions: a cross-encoder that reads both at once. */
export interface Verifier {
  /** Names model and weights. */
  readonly id: string;
  state(): 'loading' | 'ready' | 'failed';
  /** Once it has failed: why, what is lost, and what to do, in words. */
  fault(): string | undefined;
  /** Resolves when the model is loaded, or has failed to. */
  loaded(): Promise<void>;
  /**
   * Never rejects for a bad text or a broken model; the outcome says why there is no logit. Rejects only when `signal`
   * aborts.
   */
  verify(pair: QuestionPair, signal?: AbortSignal): Promise<VerifyOutcome>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** A question, and one whose answer is stored. */
export interface QuestionPair {
  asked: string;
  stored: string;
}

export type VerifyOutcome = VerifyResult | Unavailable;
export type VerifyResult =
  /** The model's own log-odds that one answer serves both; not calibrated. */
  | { kind: 'logit'; logit: number }
  /** Together longer than the model reads at once. */
  | { kind: 'unsuitable'; reason: 'too-long' };
