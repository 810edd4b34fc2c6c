/**
 * Builds the extension: `npm run build:extension [-- --target=chrome-mv3] [--test] [--zip]`.
 * Enters: the sources under extension/. Leaves: build/<target>-prod, with --zip its zip beside it, and with --test
 * build/<target>-test, which differs in host permissions alone: a prompt cannot be clicked in a headless browser.
 * ASKONCE_TEST_HOSTS (comma-separated match patterns) says which; loopback otherwise.
 *
 * Two facts about Parcel 2.9 that cost a morning each: where package.json names `engines.node` and no `browserslist`, it
 * takes the extension for a Node program and leaves out node_modules without a word; and without --hoist it drops parts
 * of zod that are used (`import { z }`) or keeps all of it (`import * as z`).
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const TARGETS = ['chrome-mv3', 'firefox-mv3'];
const LOOPBACK = ['http://127.0.0.1/*', 'http://localhost/*'];

const { values } = parseArgs({
  options: { target: { type: 'string' }, test: { type: 'boolean' }, zip: { type: 'boolean' } },
});
if (values.target !== undefined && !TARGETS.includes(values.target)) {
  console.error(`There is no target ${values.target}. Targets: ${TARGETS.join(', ')}.`);
  process.exit(2);
}
const testHosts = process.env.ASKONCE_TEST_HOSTS?.split(',').map((host) => host.trim());
for (const target of values.target === undefined ? TARGETS : [values.target]) {
  build(target, values.zip ?? false);
  if (values.test || testHosts) writeTestBuild(target, testHosts ?? LOOPBACK);
}

function build(target, isZipped) {
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/plasmo/bin/index.mjs',
      'build',
      '--src-path=extension',
      '--hoist',
      `--target=${target}`,
      ...(isZipped ? ['--zip'] : []),
    ],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        ASKONCE_TARGET: target,
        POST_BUILD_SCRIPT: 'extension/build/post-build.cjs',
        PARCEL_DISABLE_TELEMETRY: '1',
      },
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}

function writeTestBuild(target, hosts) {
  const folder = `build/${target}-test`;
  rmSync(folder, { recursive: true, force: true });
  cpSync(`build/${target}-prod`, folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
  writeFileSync(`${folder}/manifest.json`, JSON.stringify({ ...manifest, host_permissions: hosts }));
  console.log(`${folder}: for tests, with access to ${hosts.join(', ')}`);
}
