import type { Logger } from 'pino';
import type { Config } from '../config/config-schema.ts';
import { embedderFolder, verifierFolder } from '../config/model-folders.ts';
import type { Embedder } from '../embedding/embedder.ts';
import { createLocalEmbedder } from '../embedding/local-embedder.ts';
import { createLocalVerifier } from '../verifying/local-verifier.ts';
import type { Verifier } from '../verifying/verifier.ts';

/** The models that a daemon of this configuration would use. */
export interface CacheModels {
  embedder: Embedder;
  /** Undefined where similarity and literal rules alone decide. */
  verifier: Verifier | undefined;
  close(): Promise<void>;
}

/** Nobody waits for these answers. */
const DEADLINE_MS = 600_000;
/** What was embedded or verified once is asked again at each replay: about 2 KiB a text, under 1 KiB a pair. */
const TEXTS_KEPT = 50_000;
const PAIRS_KEPT = 500_000;

/** Loads the configured models, to measure. @throws Error where one of them cannot be used. */
export async function openModels(config: Config, log: Logger): Promise<CacheModels> {
  const options = { log, deadlineMs: DEADLINE_MS };
  const embedder = createLocalEmbedder({
    ...options,
    ...{ cacheSize: TEXTS_KEPT, modelFolder: embedderFolder(config) },
  });
  const folder = verifierFolder(config);
  const verifier =
    folder === undefined
      ? undefined
      : createLocalVerifier({ ...options, cacheSize: PAIRS_KEPT, modelFolder: folder });
  const close = async (): Promise<void> => {
    await Promise.all([embedder.close(), verifier?.close()]);
  };
  await Promise.all([embedder.loaded(), verifier?.loaded()]);
  if (embedder.state() === 'failed' || verifier?.state() === 'failed') {
    await close();
    throw new Error('A model could not be loaded; the line above says which and why.');
  }
  return { embedder, verifier, close };
}
