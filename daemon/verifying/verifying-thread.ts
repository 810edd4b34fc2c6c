import type { ModelFiles } from '../inference/model-files.ts';
import { startModelThread, type StartThread } from '../inference/model-thread.ts';
import type { QuestionPair, VerifyResult } from './verifier.ts';

/** Starts verifying-worker.ts, from source (tsx translates it) or compiled. */
export function startVerifyingThread(start: {
  modelFolder: string;
  files: ModelFiles;
}): StartThread<QuestionPair, VerifyResult> {
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(isSource ? './verifying-worker.ts' : './verifying-worker.js', import.meta.url);
  return (listener) => startModelThread({ name: 'askonce-verifying', file, start }, listener);
}
