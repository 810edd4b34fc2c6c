import path from 'node:path';
import { packageRoot } from '../lib/package-root.ts';
import type { Config } from './config-schema.ts';
import { NONE } from './schema-values.ts';

type Matching = Config['matching'];

/** The folder of the configured embedding model, or of the one that ships. */
export function embedderFolder({ matching }: { matching: Pick<Matching, 'embedder'> }): string {
  return matching.embedder ?? shippedModel('all-MiniLM-L6-v2');
}

/** The folder of the configured verifying model, or of the one that ships; undefined for none. */
export function verifierFolder({ matching }: { matching: Pick<Matching, 'verifier'> }): string | undefined {
  if (matching.verifier === NONE) return undefined;
  return matching.verifier ?? shippedModel('askonce-verifier');
}

/** Weights of the head that sees what a question is bound to. */
export function boundWeightsFile(): string {
  return path.join(shippedModel('bound-questions'), 'weights.json');
}

/** Weights of the heads by which the router judges a question. */
export function routingHeadsFile(): string {
  return path.join(shippedModel('router'), 'heads.json');
}

/** Questions whose tier is known, which the router shows as evidence. */
export function knownQuestionsFile(): string {
  return path.join(shippedModel('router'), 'known-questions.json');
}

function shippedModel(name: string): string {
  return path.join(packageRoot(), 'daemon', 'models', name);
}
