import { Calibration, CALIBRATED_FLOOR } from './cache/matching/calibration.ts';
import {
  createCalibratedMatcher,
  createCosineMatcher,
  createRefusingMatcher,
  type Matcher,
} from './cache/matching/matcher.ts';
import type { Config } from './config/config-schema.ts';
import { maxWrongRateOf } from './config/max-wrong-rate.ts';
import { verifierFolder } from './config/model-folders.ts';
import type { Embedder } from './embedding/embedder.ts';
import { openCalibration } from './open-calibration.ts';
import type { Verifier } from './verifying/verifier.ts';

interface MatcherParts {
  config: Pick<Config, 'semantic_cache' | 'matching'>;
  /** Where the user's own calibration may lie; absent: the shipped one counts. */
  dataFolder?: string | undefined;
  embedder: Embedder;
  verifier: Verifier | undefined;
  log: { warn(fields: object, message: string): void };
  /** Asks the verifier also where nothing depends on it: to measure. */
  isExhaustive?: boolean;
}

/**
 * The matcher of the configured models. Where no verifier is wanted, or the calibration is one of other models,
 * similarity and literal rules alone decide, as strictly as was measured for the embedder. Where verifier or calibration
 * is broken, nothing is served by meaning: what was asked for cannot be kept.
 */
export function createMatcher({
  config,
  dataFolder,
  embedder,
  verifier,
  log,
  isExhaustive,
}: MatcherParts): Matcher {
  const { similarity_threshold: threshold, max_wrong_rate: rate } = config.semantic_cache;
  const byCosine = createCosineMatcher({
    floor: threshold ?? embedder.similarityFloor,
    precisionAt: (similarity) => embedder.confidenceAt(similarity),
  });
  if (!verifier) return byCosine;
  const floor = threshold ?? CALIBRATED_FLOOR;
  // Both say themselves what is wrong with them.
  if (embedder.state() === 'failed' || verifier.state() === 'failed') return createRefusingMatcher(floor);
  const opened = openCalibration({
    ...{ verifierFolder: verifierFolder(config) ?? '', dataFolder },
    models: { embedder: embedder.id, verifier: verifier.id },
  });
  const { fault } = opened;
  if (fault !== undefined) log.warn({}, fault);
  if (opened.kind === 'fits') {
    const calibration = new Calibration(opened.data);
    const matcher = createCalibratedMatcher({
      ...{ calibration, floor, cut: calibration.cutFor(maxWrongRateOf(rate)) },
      ...(isExhaustive !== undefined && { isExhaustive }),
      verify: (pair, signal) => verifier.verify(pair, signal),
    });
    return { ...matcher, ownCalibration: opened.own, ...(fault !== undefined && { fault }) };
  }
  return { ...(opened.kind === 'of-others' ? byCosine : createRefusingMatcher(floor)), fault: opened.fault };
}
