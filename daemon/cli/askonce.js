#!/usr/bin/env node
/**
 * Starts the command line: from the sources in a clone, from the compiled package where that is installed.
 */
import { existsSync } from 'node:fs';

const MINIMUM = [20, 9];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
  process.stderr.write(
    `AskOnce needs Node.js ${MINIMUM.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org\n`,
  );
  process.exit(1);
}

const { main } = await import(await findCommandLine());
await main();

/** A clone holds the sources, which are newer than whatever was once compiled from them; a package holds none. */
async function findCommandLine() {
  if (!existsSync(new URL('./cli.ts', import.meta.url))) {
    return new URL('../../dist/daemon/cli/cli.js', import.meta.url).href;
  }
  process.setSourceMapsEnabled(true);
  const { compileSources } = await import('./compile-sources.js');
  return compileSources();
}
