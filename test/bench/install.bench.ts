import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../daemon/lib/package-root.ts';

/** Time and size of what the main command installs, against everything that development installs. */
export async function benchInstall(print: (line: string) => void): Promise<void> {
  const main = await install(['ci', '--omit=dev']);
  const all = await install(['ci']);
  print(`npm ci --omit=dev: ${main.seconds.toFixed(0)} s, ${main.megabytes} MB`);
  print(
    `npm ci (baseline): ${all.seconds.toFixed(0)} s, ${all.megabytes} MB, ratio of sizes ${(main.megabytes / all.megabytes).toFixed(2)}`,
  );
}

async function install(args: string[]): Promise<{ seconds: number; megabytes: number }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'askonce-install-'));
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      await cp(path.join(packageRoot(), file), path.join(folder, file));
    }
    const begin = performance.now();
    await promisify(execFile)('npm', args, { cwd: folder });
    const seconds = (performance.now() - begin) / 1000;
    return { seconds, megabytes: Math.round((await sizeOf(path.join(folder, 'node_modules'))) / 2 ** 20) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const item of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (item.isFile()) bytes += (await stat(path.join(item.parentPath, item.name))).size;
  }
  return bytes;
}
