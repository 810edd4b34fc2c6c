import type { CalibrationData } from '../../daemon/cache/matching/calibration.ts';
import { FEATURE_NAMES } from '../../daemon/cache/matching/pair-evidence.ts';
import { sigmoid } from '../../daemon/lib/log-odds.ts';

const SCORES = Array.from({ length: 281 }, (_, index) => -6 + index * 0.05);

/** One whose scores are log-odds as they stand; change what a test is about. */
export function calibrationData(change: Partial<CalibrationData> = {}): CalibrationData {
  return {
    ...{ embedder: 'e', verifier: 'v', features: [...FEATURE_NAMES], bias: 0 },
    // The verifier's logit, as it is: features hold a fourth of it.
    weights: FEATURE_NAMES.map((name) => (name === 'logit' ? 4 : 0)),
    familiarity: { bias: 0, weights: [] },
    probability: { scores: SCORES, values: SCORES.map((score) => sigmoid(score + 0.025)) },
    cuts: [
      { maxWrongRate: 0.01, score: 5 },
      { maxWrongRate: 0.02, score: 4 },
      { maxWrongRate: 0.05, score: 2.5 },
      { maxWrongRate: 0.1, score: 1.5 },
    ],
    ...change,
  };
}
