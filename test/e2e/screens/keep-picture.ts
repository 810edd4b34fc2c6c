import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { shrinkPng } from './shrink-png.ts';

const MOST_BYTES = 60 * 1024;

/** Writes a PNG, made small, to docs/screens. @throws Error where it stays too large for the repository. */
export function keepPicture(name: string, png: Buffer): void {
  const folder = path.join(packageRoot(), 'docs', 'screens');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  const shrunk = shrinkPng(png);
  writeFileSync(file, shrunk);
  if (shrunk.length > MOST_BYTES) throw new Error(`${file} is larger than ${MOST_BYTES} bytes.`);
}
