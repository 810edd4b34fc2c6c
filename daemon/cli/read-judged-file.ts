import { existsSync } from 'node:fs';
import { readJudgedRows, type JudgedRows } from '../evaluation/judged-rows.ts';
import { CommandError, EXIT } from './command-error.ts';
import { readLines } from './read-lines.ts';

/** The judged questions in a file that a user names. @throws CommandError that names the file and says what is wrong. */
export async function readJudgedFile(file: string): Promise<JudgedRows> {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, EXIT.usage);
  return readJudgedRows(file, readLines).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    // What the system says of a folder or a broken archive names no file.
    throw new CommandError(message.includes(file) ? message : `${file} cannot be read: ${message}`);
  });
}
