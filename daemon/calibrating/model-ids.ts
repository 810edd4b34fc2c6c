import path from 'node:path';
import type { Config } from '../config/config-schema.ts';
import { embedderFolder } from '../config/model-folders.ts';
import { describeModel } from '../embedding/describe-model.ts';
import { DESCRIPTION_FILE, modelFilesSchema, readModelJson } from '../inference/model-files.ts';

/** Ids of the configured models, without loading them. @throws Error that says what is wrong with which file. */
export function modelIdsOf(
  config: Pick<Config, 'matching'>,
  verifierFolder: string,
): { embedder: string; verifier: string } {
  const verifier = readModelJson(path.join(verifierFolder, DESCRIPTION_FILE), modelFilesSchema);
  return { embedder: describeModel(embedderFolder(config)).id, verifier: verifier.id };
}
