import type { Tier } from '../../chat/cache-entry.ts';
import { innerProduct } from '../../lib/inner-product.ts';
import { logit, sigmoid } from '../../lib/log-odds.ts';
import type { QuestionEstimate } from '../heads/estimate-question.ts';
import { readOwnModels, type ModelCorrection, type StoredOwnModels } from './own-models-file.ts';

interface OwnModelsOptions {
  /** Need not be there. */
  file: string;
  /** Digest of the heads in use. */
  heads: string;
  /** Id of the embedding model in use. */
  embedder: string;
}

/** What the user's own outcomes say of single models. */
export interface OwnModels {
  /** By model id; empty where nothing was learnt, or what was cannot be used. */
  readonly corrections: ReadonlyMap<string, ModelCorrection>;
  /** Why what was learnt is not used, in words; undefined where it is, or where there is nothing. */
  readonly fault: string | undefined;
  /** Reads the file again. */
  reload(): void;
}

/** Never throws: a damaged file, or one for other heads, is a fault, and the heads that ship decide. */
export function createOwnModels(options: OwnModelsOptions): OwnModels {
  let current = open(options);
  return {
    get corrections() {
      return current.corrections;
    },
    get fault() {
      return current.fault;
    },
    reload() {
      current = open(options);
    },
  };
}

/** Probability that this model answers rightly, in [0, 1]: that of the tier, where nothing was learnt of the model. */
export function rightOf(
  { corrections }: Pick<OwnModels, 'corrections'>,
  { right, signals }: Pick<QuestionEstimate, 'right' | 'signals'>,
  model: string,
  tier: Tier,
): number {
  const correction = corrections.get(model);
  if (!correction) return right[tier];
  return correctedRight(right[correction.tier], correction, signals);
}

/** The same code where a correction is fitted and where it is used. */
export function correctedRight(
  right: number,
  { bias, weights }: Pick<ModelCorrection, 'bias' | 'weights'>,
  signals: Float64Array,
): number {
  const corrected = sigmoid(logit(right) + bias + innerProduct(weights, signals));
  return Math.min(1 - LEAST, Math.max(LEAST, corrected));
}

/** As the heads themselves, no correction is surer. */
const LEAST = 0.01;

function open({ file, heads, embedder }: OwnModelsOptions): Pick<OwnModels, 'corrections' | 'fault'> {
  try {
    const stored = readOwnModels(file);
    if (!stored) return NOTHING;
    if (stored.heads === heads && stored.embedder === embedder)
      return { corrections: new Map(Object.entries(stored.models)), fault: undefined };
    return unused(`${file} ${whatDiffers(stored, embedder)}.`);
  } catch (error) {
    return unused(error instanceof Error ? error.message : String(error));
  }
}

const NOTHING = { corrections: new Map<string, ModelCorrection>(), fault: undefined };

function unused(why: string): Pick<OwnModels, 'corrections' | 'fault'> {
  const cure = 'Train again (askonce route train FILE) or remove it (askonce route train --reset).';
  return { ...NOTHING, fault: `What was learnt of your own models is not used: ${why} ${cure}` };
}

function whatDiffers(stored: StoredOwnModels, embedder: string): string {
  return stored.embedder === embedder
    ? 'corrects heads that an update has replaced'
    : `was made with ${stored.embedder}, not with ${embedder}`;
}
