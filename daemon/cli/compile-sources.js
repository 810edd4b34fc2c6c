import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = ['daemon', 'shared'];
const ENTRIES = [
  'daemon/cli/cli.ts',
  'daemon/embedding/embedding-worker.ts',
  'daemon/verifying/verifying-worker.ts',
];

/**
 * Compiles the sources of a clone, which takes 0.2 s and happens after a change only, and returns the address of the
 * command line. Running them through a loader instead costs each daemon 180 MB (docs/decisions).
 */
export async function compileSources() {
  const folder = path.join(ROOT, 'node_modules', '.cache', 'askonce', fingerprint());
  if (!existsSync(folder)) await compileInto(folder);
  return pathToFileURL(path.join(folder, 'cli.js')).href;
}

/** Of every source file's name, size and time: another state of the sources gets a folder of its own. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of readdirSync(path.join(ROOT, source), { recursive: true }).sort()) {
      if (!file.endsWith('.ts')) continue;
      const { size, mtimeMs } = statSync(path.join(ROOT, source, file));
      hash.update(`${source}/${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function compileInto(folder) {
  const { build } = await import('esbuild');
  const unfinished = `${folder}.${process.pid}`;
  await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    entryNames: '[name]',
    outdir: unfinished,
    bundle: true,
    packages: 'external',
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'error',
  });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Two first starts at once: the other one was faster, and its files are the same.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
