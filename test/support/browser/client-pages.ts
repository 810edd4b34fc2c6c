import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { cachedFolder } from '../milvus/cached-folder.ts';
import { runLoudly } from '../milvus/python-packages.ts';

/** The clients under test/clients that are npm packages. */
export const CLIENTS = ['sdks', 'deep-chat', 'ai-sdk-v4', 'ai-sdk-v6', 'n8n-chat', 'axios'] as const;
export type ClientName = (typeof CLIENTS)[number];

/**
 * The folder with a client's page, ready to be served: installed by its own lockfile and bundled, in the cache of the
 * tests. It is made anew when anything in the client's folder changes.
 */
export function clientPage(name: ClientName): Promise<string> {
  const source = path.join(packageRoot(), 'test', 'clients', name);
  const files = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map((entry) => entry.name).sort();
  const hash = createHash('sha256');
  for (const file of names) hash.update(file).update(readFileSync(path.join(source, file)));
  return cachedFolder(`client-${name}-${hash.digest('hex').slice(0, 12)}`, async (folder) => {
    for (const file of names) copyFileSync(path.join(source, file), path.join(folder, file));
    await runLoudly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
    const site = path.join(folder, 'site');
    mkdirSync(site);
    copyFileSync(path.join(folder, 'index.html'), path.join(site, 'index.html'));
    await build({
      entryPoints: { page: path.join(folder, 'entry.js') },
      outdir: site,
      absWorkingDir: folder,
      bundle: true,
      format: 'esm',
      target: 'es2022',
      minify: true,
      logLevel: 'silent',
      loader: { '.svg': 'dataurl', '.woff2': 'dataurl' },
      define: { 'process.env.NODE_ENV': '"production"' },
    });
  }).then((folder) => path.join(folder, 'site'));
}
