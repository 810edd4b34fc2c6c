import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

/** An unpacked extension of the real page hook and the real bridge, with a scripted background. */
export interface TestExtension {
  folder: string;
  remove(): void;
}

export async function buildTestExtension(): Promise<TestExtension> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'askonce-page-hook-'));
  await bundle('extension/page/page-hook.ts', path.join(folder, 'page.js'));
  await bundle('extension/contents/bridge.ts', path.join(folder, 'bridge.js'));
  const worker = path.join(import.meta.dirname, 'scripted-worker.js');
  copyFileSync(worker, path.join(folder, 'worker.js'));
  const script = {
    // `localhost` stays without a hook, to compare with.
    matches: ['http://127.0.0.1/*'],
    run_at: 'document_start',
    all_frames: true,
    match_origin_as_fallback: true,
  };
  const manifest = {
    manifest_version: 3,
    name: 'Page hook under test',
    version: '1',
    background: { service_worker: 'worker.js' },
    content_scripts: [
      { ...script, js: ['page.js'], world: 'MAIN' },
      { ...script, js: ['bridge.js'] },
    ],
  };
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As the product's build does it. */
async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
  });
}
