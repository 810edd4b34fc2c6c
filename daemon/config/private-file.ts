import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
  type Stats,
} from 'node:fs';
import path from 'node:path';

/**
 * The text of a file that only its owner may read; undefined where there is none.
 * Throws a sentence with the cure for a symbolic link, another owner, or a mode that lets others in.
 */
export function readPrivateFile(file: string): string | undefined {
  const descriptor = openForReading(file);
  if (descriptor === undefined) return undefined;
  try {
    // Checked on the open file: what is read is what was checked.
    const fault = privacyFault(file, fstatSync(descriptor));
    if (fault) throw new Error(fault);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Puts `text` in the file's place, mode 0600: whole or not at all, also when the power fails. */
export function replacePrivateFile(file: string, text: string): void {
  const temporary = writeTemporary(file, text);
  try {
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolderOf(file);
}

/** False where it was not there. */
export function removePrivateFile(file: string): boolean {
  if (!existsSync(file)) return false;
  rmSync(file);
  return true;
}

/** As `replacePrivateFile`, unless there is a file already: then false, and that one stays as it is. */
export function createPrivateFile(file: string, text: string): boolean {
  const temporary = writeTemporary(file, text);
  try {
    // A hard link, unlike a rename, fails where the name is taken: of two first starts at once, one wins.
    linkOrCopy(temporary, file);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  syncFolderOf(file);
  return true;
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    // Some file systems (FAT, a few network shares) know no links; a copy is exclusive too, if not whole after a crash.
    if (!hasCode(error, 'EPERM') && !hasCode(error, 'ENOTSUP')) throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

function openForReading(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (hasCode(error, 'ELOOP')) {
      throw new Error(
        `${file} is a symbolic link, through which another file could be slipped in. Put the file itself there.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

function privacyFault(file: string, { uid, mode }: Stats): string | undefined {
  if (process.platform === 'win32') return undefined;
  if ((mode & constants.S_IFMT) !== constants.S_IFREG)
    return `${file} is not a plain file. Move it away and start again.`;
  if (uid !== process.getuid?.())
    return `${file} belongs to another user. Run: sudo chown "$(id -un)" '${file}'`;
  if ((mode & 0o077) !== 0) return `Other users of this machine may read ${file}. Run: chmod 600 '${file}'`;
  return undefined;
}

function writeTemporary(file: string, text: string): string {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return temporary;
}

/** Makes the new name itself durable. Windows cannot open folders. */
function syncFolderOf(file: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path.dirname(file), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
