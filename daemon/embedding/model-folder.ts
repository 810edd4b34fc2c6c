import path from 'node:path';
import { packageRoot } from '../lib/package-root.ts';

/** The embedding model that ships with AskOnce. */
const SHIPPED_MODEL = 'all-MiniLM-L6-v2';

/** The folder of the configured embedding model, or of the one that ships. */
export function modelFolder({ matching }: { matching: { embedder?: string | undefined } }): string {
  return matching.embedder ?? path.join(packageRoot(), 'daemon', 'models', SHIPPED_MODEL);
}
