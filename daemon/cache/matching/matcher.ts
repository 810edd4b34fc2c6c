import { readQuestion } from '../contradictions/question-facts.ts';
import type { Calibration } from './calibration.ts';
import { featuresOf, readEvidence, type PairEvidence } from './pair-evidence.ts';

/** A question, and a stored one near it. */
export interface MatchInput {
  /** Both as normalised. */
  asked: string;
  stored: string;
  /** Cosine of their vectors. */
  similarity: number;
  /** What use has shown of the stored answer: log-odds that are taken away from it; 0 where nothing is known. */
  penalty?: number;
}

/** Whether one answer serves both, and why. */
export interface Judgement {
  serve: boolean;
  /** Log-odds that it does, after what use has shown; minus infinity where something forbids it. */
  score: number;
  /** The calibrated probability that it does, in [0, 1]; undefined where no model was asked. */
  probability: number | undefined;
  /** What speaks for it and against it, for people. */
  agreed: string[];
  against: string[];
}

/** Says whether a stored answer may serve another question than the one that it was given to. */
export interface Matcher {
  /** Cosine under which no candidate is worth a look, in [0, 1]. */
  readonly floor: number;
  /** Never rejects but for `signal`: what cannot be judged is not served. */
  judge(input: MatchInput, signal?: AbortSignal): Promise<Judgement>;
}

/** The verifier's logit for two questions, or why there is none. */
export type Verify = (
  pair: { asked: string; stored: string },
  signal?: AbortSignal,
) => Promise<{ kind: 'logit'; logit: number } | { kind: string; reason: string }>;

export interface CalibratedMatcherOptions {
  verify: Verify;
  calibration: Calibration;
  floor: number;
  /** The lowest score that may be served. */
  cut: () => number;
  /** Asks the verifier also where no logit could change the verdict: to measure. */
  isExhaustive?: boolean;
}

/** No verifier is surer than this. */
const HIGHEST_LOGIT = 12;
/** Characters; longer texts pass the models' windows, and the rules compare word by word. */
const LONGEST_COMPARED = 4_000;

/**
 * Weighs similarity, verifier and what differs literally by a calibration. Cheap evidence first: the verifier is asked
 * only where it can change the verdict.
 */
export function createCalibratedMatcher(options: CalibratedMatcherOptions): Matcher {
  const { verify, calibration, floor, cut, isExhaustive = false } = options;
  return {
    floor,
    async judge(input, signal) {
      const { asked, stored, similarity, penalty = 0 } = input;
      if (Math.max(asked.length, stored.length) > LONGEST_COMPARED) return refused(['too long to compare']);
      const evidence = readEvidence(readQuestion(asked), readQuestion(stored));
      if (evidence.vetoes.length > 0) return refused(evidence.vetoes);
      const scoreAt = (logit: number): number =>
        calibration.scoreOf(featuresOf(evidence, similarity, logit)) - penalty;
      if (!isExhaustive && scoreAt(HIGHEST_LOGIT) < cut()) return refused(doubtsOf(evidence, 'too unlike'));
      const outcome = await verify({ asked, stored }, signal);
      if (!('logit' in outcome)) return refused([`not verified: ${outcome.reason}`]);
      const score = scoreAt(outcome.logit);
      const serve = score >= cut();
      const probability = calibration.probabilityAt(score);
      return {
        ...{ serve, score, probability },
        agreed: [`${percent(probability)} sure that one answer serves both`],
        against: serve ? [...evidence.doubts.values()] : doubtsOf(evidence, 'not sure enough'),
      };
    },
  };
}

function refused(against: string[]): Judgement {
  return { serve: false, score: -Infinity, probability: undefined, agreed: [], against };
}

function doubtsOf({ doubts }: PairEvidence, otherwise: string): string[] {
  return doubts.size > 0 ? [...doubts.values()] : [otherwise];
}

/** Rounded down, so that nothing is shown surer than it is. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
