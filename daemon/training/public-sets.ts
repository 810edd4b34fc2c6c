import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../lib/package-root.ts';

/** Where the public sets lie. */
export function publicFolder(): string {
  return process.env.ASKONCE_DATA_DIR ?? path.join(packageRoot(), '..', 'shared', 'data');
}

/** Rows of a public set. @throws Error that says what to set where the data are not there. */
export function publicRows(name: string): unknown[] {
  const file = path.join(publicFolder(), name);
  try {
    return jsonLines(gunzipSync(readFileSync(file)));
  } catch (cause) {
    throw new Error(`${file} cannot be read: set ASKONCE_DATA_DIR to the folder of the public sets.`, {
      cause,
    });
  }
}

/** Rows of a file of JSON lines. */
export function jsonLines(content: Buffer): unknown[] {
  const lines = content.toString().split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown);
}
