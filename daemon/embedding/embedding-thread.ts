import { startModelThread, type StartThread } from '../inference/model-thread.ts';
import type { EmbedResult } from './embedder.ts';
import type { ModelDescription } from './model-description.ts';

/** Starts embedding-worker.ts, from source (tsx translates it) or compiled. */
export function startEmbeddingThread(start: {
  modelFolder: string;
  description: ModelDescription;
}): StartThread<string, EmbedResult> {
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(isSource ? './embedding-worker.ts' : './embedding-worker.js', import.meta.url);
  return (listener) => startModelThread({ name: 'askonce-embedding', file, start }, listener);
}
