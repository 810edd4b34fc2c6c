import { existsSync } from 'node:fs';
import path from 'node:path';
import { Calibration, calibrationSchema } from './cache/matching/calibration.ts';
import { createCalibratedMatcher, createCosineMatcher, type Matcher } from './cache/matching/matcher.ts';
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

/** The matcher of the configured models: calibrated where a calibration was made with both, by similarity alone else. */
export function createMatcher({ config, embedder, verifier, log, isExhaustive }: MatcherParts): Matcher {
  const { similarity_threshold: threshold, max_wrong_rate: rate } = config.semantic_cache;
  const calibration = verifier && calibrationOf({ config, embedder, verifier, log });
  if (!calibration) {
    return createCosineMatcher({
      floor: threshold ?? embedder.similarityFloor,
      precisionAt: (similarity) => embedder.confidenceAt(similarity),
    });
  }
  const cut = calibration.cutFor(maxWrongRateOf(rate));
  return createCalibratedMatcher({
    ...{ calibration, floor: threshold ?? CALIBRATED_FLOOR, cut: () => cut },
    ...(isExhaustive !== undefined && { isExhaustive }),
    verify: (pair, signal) => verifier.verify(pair, signal),
  });
}

function calibrationOf({
  config,
  embedder,
  verifier,
  log,
}: MatcherParts & { verifier: Verifier }): Calibration | undefined {
  const file = path.join(verifierFolder(config) ?? '', CALIBRATION_FILE);
  try {
    if (!existsSync(file)) throw new Error(`${file} is not there.`);
    const data = readModelJson(file, calibrationSchema);
    if (data.embedder !== embedder.id || data.verifier !== verifier.id) {
      throw new Error(
        `It was made with ${data.embedder} and ${data.verifier}, not with ${embedder.id} and ${verifier.id}.`,
      );
    }
    return new Calibration(data);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    log.warn(
      { file, cause },
      `No calibration fits these models: similarity and literal rules alone decide. ${cause}`,
    );
    return undefined;
  }
}
