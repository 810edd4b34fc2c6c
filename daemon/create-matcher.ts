import { existsSync } from 'node:fs';
import path from 'node:path';
import { Calibration, calibrationSchema } from './cache/matching/calibration.ts';
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
import { readModelJson } from './inference/model-files.ts';
import type { Verifier } from './verifying/verifier.ts';

interface MatcherParts {
  config: Pick<Config, 'semantic_cache' | 'matching'>;
  embedder: Embedder;
  verifier: Verifier | undefined;
  log: { warn(fields: object, message: string): void };
  /** Asks the verifier also where nothing depends on it: to measure. */
  isExhaustive?: boolean;
}

const CALIBRATION_FILE = 'calibration.json';

/**
 * Cosine under which no candidate is verified. Half of the rewordings that the verifier is sure of, and right about, lie under
 * .55; a tenth under .3, where nearly everything is unrelated (measured on families that trained nothing).
 */
const CALIBRATED_FLOOR = 0.3;

/**
 * The matcher of the configured models. Where no verifier is wanted, or the calibration is one of other models,
 * similarity and literal rules alone decide, as strictly as was measured for the embedder. Where verifier or calibration
 * is broken, nothing is served by meaning: what was asked for cannot be kept.
 */
export function createMatcher({ config, embedder, verifier, log, isExhaustive }: MatcherParts): Matcher {
  const { similarity_threshold: threshold, max_wrong_rate: rate } = config.semantic_cache;
  const byCosine = createCosineMatcher({
    floor: threshold ?? embedder.similarityFloor,
    precisionAt: (similarity) => embedder.confidenceAt(similarity),
  });
  if (!verifier) return byCosine;
  const floor = threshold ?? CALIBRATED_FLOOR;
  // Both say themselves what is wrong with them.
  if (embedder.state() === 'failed' || verifier.state() === 'failed') return createRefusingMatcher(floor);
  const opened = openCalibration(verifierFolder(config) ?? '', { embedder, verifier });
  if (opened.kind === 'fits') {
    return createCalibratedMatcher({
      ...{ calibration: opened.calibration, floor, cut: opened.calibration.cutFor(maxWrongRateOf(rate)) },
      ...(isExhaustive !== undefined && { isExhaustive }),
      verify: (pair, signal) => verifier.verify(pair, signal),
    });
  }
  const { fault } = opened;
  log.warn({}, fault);
  return { ...(opened.kind === 'of-others' ? byCosine : createRefusingMatcher(floor)), fault };
}

type OpenedCalibration =
  { kind: 'fits'; calibration: Calibration } | { kind: 'of-others' | 'broken'; fault: string };

function openCalibration(
  folder: string,
  { embedder, verifier }: { embedder: Embedder; verifier: Verifier },
): OpenedCalibration {
  const file = path.join(folder, CALIBRATION_FILE);
  try {
    if (!existsSync(file)) throw new Error(`${file} is not there.`);
    const data = readModelJson(file, calibrationSchema);
    const calibration = new Calibration(data);
    if (data.embedder === embedder.id && data.verifier === verifier.id) return { kind: 'fits', calibration };
    const fault =
      `${file} was made with ${data.embedder} and ${data.verifier}, not with ${embedder.id} and ${verifier.id}: ` +
      'similarity and literal rules alone decide, and max_wrong_rate has no effect. ' +
      'Calibrate these models (npm run train:calibration), or set matching.verifier: none.';
    return { kind: 'of-others', fault };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const fault =
      `The verifying model cannot be used without its calibration: ${cause} Only exact repeats are answered from the ` +
      `cache. Restore ${folder} (reinstall AskOnce, or check it out again) or calibrate it, then restart.`;
    return { kind: 'broken', fault };
  }
}
