import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { ensurePrivateFolder } from './folders.ts';
import { createPrivateFile, readPrivateFile } from './private-file.ts';

const SECRET_BYTES = 32;

/**
 * The installation's secret, 32 bytes: the key of every scope. Made on first use and kept in the data folder; whoever
 * loses it loses every stored answer. Throws a sentence with the cure where the file or its folder is not private.
 */
export function loadInstallationSecret(dataFolder: string): Buffer {
  const file = path.join(ensurePrivateFolder(dataFolder), 'installation-secret');
  const text = readPrivateFile(file) ?? create(file);
  if (new RegExp(`^[0-9a-f]{${SECRET_BYTES * 2}}\\s*$`).test(text)) return Buffer.from(text.trim(), 'hex');
  throw new Error(
    `${file} is damaged. Restore it from a backup; or delete it, and AskOnce begins with an empty cache (answers stored under the old secret are not found any more).`,
  );
}

/** The text of a new file or, where another process was faster, of that one's. */
function create(file: string): string {
  createPrivateFile(file, `${randomBytes(SECRET_BYTES).toString('hex')}\n`);
  return readPrivateFile(file) ?? '';
}
