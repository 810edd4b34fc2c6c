import path from 'node:path';
import { ModelClient } from '../inference/model-client.ts';
import { DESCRIPTION_FILE, modelFilesSchema, readModelJson } from '../inference/model-files.ts';
import type { StartThread } from '../inference/model-thread.ts';
import { modelIsOff, type InferenceLog } from '../inference/thread-supervisor.ts';
import type { QuestionPair, Verifier, VerifyOutcome, VerifyResult } from './verifier.ts';
import { startVerifyingThread } from './verifying-thread.ts';

export interface LocalVerifierOptions {
  /** Holds the model: `askonce.json`, tokenizer and ONNX weights. */
  modelFolder: string;
  log: InferenceLog;
  /** How many recent pairs keep their outcome. */
  cacheSize?: number;
  /** Longest wait for an outcome, whether the model still loads or is busy. */
  deadlineMs?: number;
  startThread?: StartThread<QuestionPair, VerifyResult>;
}

const DEFAULT_CACHE_SIZE = 5_000;
const DEFAULT_DEADLINE_MS = 500;
const ROLE = {
  role: 'verifying model',
  withoutIt: 'Only exact repeats are answered from the cache; routing goes on.',
};

/** A verifier whose model runs in a thread of this process. Loads in the background; never throws. */
export function createLocalVerifier(options: LocalVerifierOptions): Verifier {
  const { modelFolder: folder, log } = options;
  const { cacheSize = DEFAULT_CACHE_SIZE, deadlineMs = DEFAULT_DEADLINE_MS } = options;
  try {
    const files = readModelJson(path.join(folder, DESCRIPTION_FILE), modelFilesSchema);
    const client = new ModelClient<QuestionPair, VerifyResult>({
      model: { ...ROLE, id: files.id, folder },
      startThread: options.startThread ?? startVerifyingThread({ modelFolder: folder, files }),
      ...{ log, cacheSize, deadlineMs },
    });
    return {
      id: files.id,
      state: () => client.state,
      fault: () => client.fault,
      loaded: () => client.loaded,
      verify: (pair, signal) => client.ask(`${pair.asked}\n${pair.stored}`, pair, signal),
      close: () => client.close(),
    };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const fault = modelIsOff({ ...ROLE, folder }, cause);
    log.warn({ modelFolder: folder, cause }, fault);
    return verifierWithoutModel(path.basename(folder), { cause, fault });
  }
}

function verifierWithoutModel(id: string, { cause, fault }: { cause: string; fault: string }): Verifier {
  return {
    id,
    state: () => 'failed',
    fault: () => fault,
    loaded: () => Promise.resolve(),
    verify: (): Promise<VerifyOutcome> => Promise.resolve({ kind: 'unavailable', reason: cause }),
    close: () => Promise.resolve(),
  };
}
