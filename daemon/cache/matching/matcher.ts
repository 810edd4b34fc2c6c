import { readQuestion } from '../contradictions/question-facts.ts';
import type { Finding } from '../finding.ts';
import { agreementsOf } from './agreements.ts';
import type { Calibration } from './calibration.ts';
import { shownSimilarity } from './shown-similarity.ts';
import { contradictionsIn, featuresOf, readEvidence, type PairEvidence } from './pair-evidence.ts';

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
  /** What ranks pairs, after what use has shown; minus infinity where something forbids it. */
  score: number;
  /** What the calibration's regression says, in log-odds: neither recalibrated nor by use; undefined where nothing was weighed. */
  logOdds: number | undefined;
  /** The calibrated probability that it does, in [0, 1]; undefined where no model was asked. */
  probability: number | undefined;
  /** What speaks for it and against it, for people. */
  agreed: Finding[];
  against: Finding[];
  /** The model that was to say is not there: with another stored answer it would be the same. */
  isUnverified?: true;
}

/** Says whether a stored answer may serve another question than the one that it was given to. */
export interface Matcher {
  /** Cosine under which no candidate is worth a look, in [0, 1]. */
  readonly floor: number;
  /** Why it does less than was configured, and what to do, in words. */
  readonly fault?: string | undefined;
  /** Whether what is served keeps to the budget: by similarity alone nothing can. */
  readonly keepsBudget: boolean;
  /** What turns evidence into log-odds; absent where similarity alone decides. */
  readonly calibration?: Pick<Calibration, 'scoreId' | 'logOddsOf'> | undefined;
  /** Where the calibration is the user's own: what it was made from, for people. */
  readonly ownCalibration?: string | undefined;
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
  cut: number;
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
    ...{ floor, keepsBudget: false },
    judge({ asked, stored, similarity, penalty = 0 }) {
      const { agreed, evidence } = readPair(asked, stored);
      const against = evidence ? contradictionsIn(evidence) : TOO_LONG;
      const isSame = asked === stored;
      // Nothing relates similarity to log-odds here: an answer that somebody called wrong serves no other wording.
      if (!isSame && (against.length > 0 || penalty > 0)) {
        return Promise.resolve(refused(against.length > 0 ? against : ['it was called wrong'], agreed));
      }
      const isNear = `similarity ${shownSimilarity(similarity)} at or over ${shownSimilarity(floor)}`;
      const probability = precisionAt(similarity);
      return Promise.resolve({
        ...{ serve: true, score: similarity, logOdds: undefined, probability },
        ...{ agreed: [isNear, ...agreed], against: [] },
      });
    },
  };
}

/** Serves nothing: for when the model that was to say is known to be broken. */
export function createRefusingMatcher(floor: number): Matcher {
  const judgement: Judgement = {
    ...refused(['not verified: the verifying model is off']),
    isUnverified: true,
  };
  return { floor, keepsBudget: true, judge: () => Promise.resolve(judgement) };
}

/** What is in both questions, and what the rules see; nothing of texts too long to compare. */
function readPair(asked: string, stored: string): { agreed: Finding[]; evidence: PairEvidence | undefined } {
  if (Math.max(asked.length, stored.length) > LONGEST_COMPARED) return { agreed: [], evidence: undefined };
  const [facts, others] = [readQuestion(asked), readQuestion(stored)];
  return { agreed: agreementsOf(facts, others), evidence: readEvidence(facts, others) };
}

/** No verifier is surer than this. */
const HIGHEST_LOGIT = 12;
/** Characters; longer texts pass the models' windows, and the rules compare word by word. */
const LONGEST_COMPARED = 4_000;
const TOO_LONG: Finding[] = ['too long to compare'];

/**
 * Weighs similarity, verifier and what differs literally by a calibration. Cheap evidence first: the verifier is asked
 * only where it can change the verdict.
 */
export function createCalibratedMatcher(options: CalibratedMatcherOptions): Matcher {
  const { verify, calibration, floor, cut, isExhaustive = false } = options;
  return {
    ...{ floor, keepsBudget: true, calibration },
    async judge(input, signal) {
      const { asked, stored, similarity, vector, penalty = 0 } = input;
      const { agreed, evidence } = readPair(asked, stored);
      if (!evidence) return refused(TOO_LONG);
      const against = contradictionsIn(evidence);
      const isVetoed = evidence.vetoes.length > 0;
      if (isVetoed && !isExhaustive) return refused(against, agreed);
      const familiarity = calibration.familiarityOf(vector);
      const weigh = (logit: number): number =>
        calibration.scoreOf(featuresOf(evidence, { logit, similarity, familiarity }));
      if (!isExhaustive && calibration.logOddsOf(weigh(HIGHEST_LOGIT)) - penalty < cut) {
        return refused([...against, whyNotVerified(cut)], agreed);
      }
      const outcome = await verify({ asked, stored }, signal);
      if (!('logit' in outcome)) {
        const judgement = refused([...against, `not verified: ${outcome.reason}`], agreed);
        return outcome.kind === 'unavailable' ? { ...judgement, isUnverified: true } : judgement;
      }
      const logOdds = weigh(outcome.logit);
      const score = calibration.logOddsOf(logOdds) - penalty;
      const serve = !isVetoed && score >= cut;
      const probability = calibration.probabilityAt(score);
      return {
        ...{ serve, score, logOdds, probability },
        agreed: serve ? [`${percent(probability)} sure that one answer serves both`, ...agreed] : agreed,
        against: score >= cut ? against : [...against, notSure(probability, cut, calibration)],
      };
    },
  };
}

function refused(against: Finding[], agreed: Finding[] = []): Judgement {
  return {
    ...{ serve: false, score: -Infinity, logOdds: undefined, probability: undefined },
    ...{ agreed, against },
  };
}

const NO_SUCH_BUDGET = 'no budget as strict as max_wrong_rate was shown to hold';

function whyNotVerified(cut: number): string {
  return cut === Infinity ? NO_SUCH_BUDGET : 'too unlike: the verifying model could not have said enough';
}

function notSure(probability: number, cut: number, calibration: Calibration): string {
  if (cut === Infinity) return NO_SUCH_BUDGET;
  const [is, asked] = [percent(probability), percent(calibration.probabilityAt(cut))];
  return is === asked ? 'not sure enough' : `not sure enough: ${is}, where the budget asks for ${asked}`;
}

/** Rounded down, so that nothing is shown surer than it is. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
