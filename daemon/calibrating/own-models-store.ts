import path from 'node:path';
import { removePrivateFile, replacePrivateFile } from '../config/private-file.ts';
import type { StoredOwnModels } from '../router/own-models/own-models-file.ts';

/** Where what was learnt of the user's own models lies, if anything was. */
export function ownModelsFile(dataFolder: string): string {
  return path.join(dataFolder, 'router.json');
}

/** Puts it in the place of what was there. */
export function writeOwnModels(dataFolder: string, own: StoredOwnModels): void {
  replacePrivateFile(ownModelsFile(dataFolder), `${JSON.stringify(own, null, 1)}\n`);
}

/** False where there was nothing. */
export function removeOwnModels(dataFolder: string): boolean {
  return removePrivateFile(ownModelsFile(dataFolder));
}
