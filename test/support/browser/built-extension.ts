import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { cachedFolder } from '../milvus/cached-folder.ts';
import { runLoudly } from '../milvus/python-packages.ts';
import type { BrowserName } from './find-browser.ts';

const TARGETS: Record<BrowserName, string> = { chromium: 'chrome-mv3', firefox: 'firefox-mv3' };
const SOURCES = ['extension', 'shared', 'assets', 'package.json', 'package-lock.json'];

/** The extension's id in Firefox, as its manifest has it. */
export const FIREFOX_ID = 'askonce@askonce.local';

/**
 * Folder of the built extension, built anew when a source has changed: `prod` as it is shipped, `test` with access to
 * the pages on this machine, and else the same (a permission prompt cannot be answered in a headless browser).
 */
export async function builtExtension(browser: BrowserName, build: 'prod' | 'test'): Promise<string> {
  const target = TARGETS[browser];
  const root = packageRoot();
  const folder = await cachedFolder(`extension-${target}-${hashOfSources(root)}`, async (unfinished) => {
    const script = path.join('extension', 'build', 'build-extension.mjs');
    await runLoudly(process.execPath, [script, `--target=${target}`, '--test'], root);
    for (const kind of ['prod', 'test']) {
      cpSync(path.join(root, 'build', `${target}-${kind}`), path.join(unfinished, kind), { recursive: true });
    }
  });
  return path.join(folder, build);
}

function hashOfSources(root: string): string {
  const hash = createHash('sha256');
  const add = (name: string): void => {
    hash.update(name).update(readFileSync(path.join(root, name)));
  };
  for (const source of SOURCES) {
    if (path.extname(source) === '.json') {
      add(source);
      continue;
    }
    const entries = readdirSync(path.join(root, source), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    for (const file of files.map(({ parentPath, name }) => path.join(parentPath, name)).sort()) {
      add(path.relative(root, file));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
