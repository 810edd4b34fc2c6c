import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { boundFeatures } from './bound-features.ts';
import { boundKinds, type BoundKind } from './bound-kind.ts';

/** Weights of the head, as `npm run train:bound` writes them. */
const boundWeightsSchema = z.object({
  /** Probability of being bound from which a question counts as bound, in (0, 1). */
  threshold: z.number().min(0).max(1),
  /** What a whole number in `weights` and `bias` is worth. */
  unit: z.number().positive(),
  /** For each kind in the order of `boundKinds`, against a question that is bound to nothing (0). */
  bias: z.array(z.int()).length(boundKinds.length),
  weights: z.record(z.string(), z.array(z.int()).length(boundKinds.length)),
});

export type BoundWeights = z.infer<typeof boundWeightsSchema>;

/** How probably a sentence is bound to anything, in [0, 1], and to what most likely. */
export interface BoundEstimate {
  probability: number;
  kind: BoundKind;
}

/** @throws Error where the file is missing or no weights. */
export function readBoundWeights(file: string): BoundWeights {
  return boundWeightsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** A multinomial logistic regression on the features of one sentence. */
export function estimateBound({ unit, bias, weights }: BoundWeights, sentence: string): BoundEstimate {
  const logits = [...bias];
  for (const feature of boundFeatures(sentence)) {
    const row = Object.hasOwn(weights, feature) ? weights[feature] : undefined;
    row?.forEach((weight, index) => {
      logits[index] = (logits[index] ?? 0) + weight;
    });
  }
  const odds = logits.map((logit) => Math.exp(logit * unit));
  const sum = odds.reduce((total, one) => total + one, 0);
  const kind = boundKinds[odds.indexOf(Math.max(...odds))] ?? 'time';
  return { probability: sum / (1 + sum), kind };
}
