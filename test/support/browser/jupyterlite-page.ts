import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { cachedFolder } from '../milvus/cached-folder.ts';
import { installPackages, runLoudly } from '../milvus/python-packages.ts';

const FILES = ['requirements.txt', 'overrides.json'];
const BUILD = 'from jupyterlite_core.app import main; main()';

/**
 * The folder with JupyterLite and its assistant (jupyterlite-ai) as a static site, built from PyPI's packages in the
 * cache of the tests. The assistant asks the model from the page itself.
 */
export async function jupyterLitePage(): Promise<string> {
  const source = path.join(packageRoot(), 'test', 'clients', 'jupyterlite');
  const hash = createHash('sha256');
  for (const file of FILES) hash.update(readFileSync(path.join(source, file)));
  const folder = await cachedFolder(`jupyterlite-${hash.digest('hex').slice(0, 12)}`, async (unfinished) => {
    const environment = path.join(unfinished, 'python');
    const requirements = path.join(source, 'requirements.txt');
    const python = await installPackages(environment, ['-r', requirements]);
    const contents = path.join(unfinished, 'lite');
    mkdirSync(contents);
    copyFileSync(path.join(source, 'overrides.json'), path.join(contents, 'overrides.json'));
    const site = path.join(unfinished, 'site');
    const options = ['--lite-dir', contents, '--output-dir', site, '--no-libarchive', '--apps', 'lab'];
    await runLoudly(python, ['-c', BUILD, 'build', ...options], contents);
    rmSync(environment, { recursive: true, force: true });
  });
  return path.join(folder, 'site');
}
