/**
 * Runs in Plasmo after its build and before its zip (POST_BUILD_SCRIPT). Plasmo's own MAIN-world scripts leak names into
 * the page, so the page hook is built here, by esbuild. Sites are registered while the extension runs, so the manifest
 * names no content script: the bridge gets a steady file name, and the list goes.
 * ASKONCE_TARGET names the target ("chrome-mv3"). Plasmo does not wait for a promise: everything here is synchronous.
 */
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');
const { faultsOf } = require('./check-manifest.cjs');

module.exports = function postBuild() {
  const target = process.env.ASKONCE_TARGET;
  if (!target) throw new Error('ASKONCE_TARGET is not set. Build with: npm run build:extension');
  const folder = path.resolve('build', `${target}-prod`);
  try {
    finish(folder, target.startsWith('firefox') ? 'firefox' : 'chrome');
  } catch (error) {
    // Plasmo would report success.
    console.error(`The extension was not built for ${target}: ${error.message}`);
    process.exit(1);
  }
};

function finish(folder, browser) {
  const manifestPath = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(fs.readFileSync(manifestPath, 'utf8'));
  nameBridge(folder, manifest);
  fitBrowser(manifest, browser);
  buildPageHook(folder);
  const faults = faultsOf(manifest, browser);
  if (faults.length > 0) throw new Error(`its manifest is not as it must be:\n- ${faults.join('\n- ')}`);
  fs.writeFileSync(manifestPath, JSON.stringify(manifest));
}

function nameBridge(folder, manifest) {
  const files = (manifest.content_scripts ?? []).flatMap((script) => script.js ?? []);
  if (files.length !== 1) {
    throw new Error(`expected one content script, contents/bridge.ts, and found: ${files.join(', ') || 'none'}`);
  }
  fs.renameSync(path.join(folder, files[0]), path.join(folder, 'bridge.js'));
  delete manifest.content_scripts;
}

/** What Plasmo says to one browser although it concerns the other, or does not say at all. */
function fitBrowser(manifest, browser) {
  // Plasmo lists each content script's pages here, with no resource.
  if ((manifest.web_accessible_resources ?? []).every(({ resources = [] }) => resources.length === 0)) {
    delete manifest.web_accessible_resources;
  }
  if (browser === 'chrome') return;
  delete manifest.minimum_chrome_version;
  if (manifest.sidebar_action) {
    manifest.sidebar_action = {
      ...manifest.sidebar_action,
      default_title: manifest.name,
      open_at_install: false,
    };
  }
}

function buildPageHook(folder) {
  esbuild.buildSync({
    entryPoints: [path.resolve('extension/page/page-hook.ts')],
    outfile: path.join(folder, 'page.js'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
  });
}
