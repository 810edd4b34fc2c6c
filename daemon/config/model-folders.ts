import path from 'node:path';
import { packageRoot } from '../lib/package-root.ts';
import type { Config } from './config-schema.ts';
import { NONE } from './schema-values.ts';

type MatchingConfig = Pick<Config, 'matching'>;

/** The folder of the configured embedding model, or of the one that ships. */
export function embedderFolder({ matching }: MatchingConfig): string {
  return matching.embedder ?? shippedModel('all-MiniLM-L6-v2');
}

/** The folder of the configured verifying model; undefined for none. None ships yet. */
export function verifierFolder({ matching }: MatchingConfig): string | undefined {
  return matching.verifier === NONE ? undefined : matching.verifier;
}

function shippedModel(name: string): string {
  return path.join(packageRoot(), 'daemon', 'models', name);
}
