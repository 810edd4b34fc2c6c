import { readQuestion } from '../contradictions/question-facts.ts';
import type { Calibration } from './calibration.ts';
import { shownSimilarity } from './shown-similarity.ts';
import { featuresOf, readEvidence, type PairEvidence } from './pair-evidence.ts';

/** A question, and a stored one near it. */
export interface MatchInput {
  /** Both as normalised. */
  asked: string;
  stored: string;
  /** Cosine of their vectors. */
  similarity: number;
  /** The asked question's vector: tells whether the calibration was made for such questions. */
  vector?: Float32Array | undefined;
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
  /** The model that was to say is not there: with another stored answer it would be the same. */
  isUnverified?: true;
}

/** Says whether a stored answer may serve another question than the one that it was given to. */
export interface Matcher {
  /** Cosine under which no candidate is worth a look, in [0, 1]. */
  readonly floor: number;
  /** Why it does less than was configured, and what to do, in words. */
  readonly fault?: string;
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
  /** Asks the verifier also where no logit could change the verdict, and scores what is refused: to measure. */
  isExhaustive?: boolean;
}

export interface CosineMatcherOptions {
  floor: number;
  /** The share of right ones that was measured among pairs at this similarity or above. */
  precisionAt: (similarity: number) => number | undefined;
}

/**
 * Without a verifier, similarity alone says what is meant alike: the floor is high, and every contradiction that the
 * rules see forbids.
 */
export function createCosineMatcher({ floor, precisionAt }: CosineMatcherOptions): Matcher {
  return {
    floor,
    judge({ asked, stored, similarity, penalty = 0 }) {
      const evidence = readPair(asked, stored);
      const against = evidence ? [...evidence.vetoes, ...evidence.doubts.values()] : ['too long to compare'];
      const isSame = asked === stored;
      // Nothing relates similarity to log-odds here: an answer that somebody called wrong serves no other wording.
      if (!isSame && (against.length > 0 || penalty > 0)) {
        return Promise.resolve(refused(against.length > 0 ? against : ['it was called wrong']));
      }
      const agreed = [`similarity ${shownSimilarity(similarity)} at or over ${shownSimilarity(floor)}`];
      const probability = precisionAt(similarity);
      return Promise.resolve({ serve: true, score: similarity, probability, agreed, against: [] });
    },
  };
}

/** Serves nothing: for when the model that was to say is known to be broken. */
export function createRefusingMatcher(floor: number): Matcher {
  const judgement: Judgement = {
    ...refused(['not verified: the verifying model is off']),
    isUnverified: true,
  };
  return { floor, judge: () => Promise.resolve(judgement) };
}

/** Undefined for texts too long to compare. */
function readPair(asked: string, stored: string): PairEvidence | undefined {
  const isComparable = Math.max(asked.length, stored.length) <= LONGEST_COMPARED;
  return isComparable ? readEvidence(readQuestion(asked), readQuestion(stored)) : undefined;
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
      const { asked, stored, similarity, vector, penalty = 0 } = input;
      const evidence = readPair(asked, stored);
      if (!evidence) return refused(['too long to compare']);
      const isVetoed = evidence.vetoes.length > 0;
      if (isVetoed && !isExhaustive) return refused(evidence.vetoes);
      const familiarity = calibration.familiarityOf(vector);
      const scoreAt = (logit: number): number =>
        calibration.scoreOf(featuresOf(evidence, { similarity, logit, familiarity })) - penalty;
      if (!isExhaustive && scoreAt(HIGHEST_LOGIT) < cut()) return refused(doubtsOf(evidence, 'too unlike'));
      const outcome = await verify({ asked, stored }, signal);
      if (!('logit' in outcome)) {
        const judgement = refused([`not verified: ${outcome.reason}`]);
        return outcome.kind === 'unavailable' ? { ...judgement, isUnverified: true } : judgement;
      }
      const score = scoreAt(outcome.logit);
      const serve = !isVetoed && score >= cut();
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

function doubtsOf({ vetoes, doubts }: PairEvidence, otherwise: string): string[] {
  const against = [...vetoes, ...doubts.values()];
  return against.length > 0 ? against : [otherwise];
}

/** Rounded down, so that nothing is shown surer than it is. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
