#!/usr/bin/env node
/**
 * Starts the command line: from source in a clone (through tsx), from compiled JavaScript where the package is installed.
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

// A clone holds the source, which is newer than whatever was once compiled from it; an installed package holds none.
if (existsSync(new URL('./cli.ts', import.meta.url))) {
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import('./cli.ts');
  await main();
} else {
  const { main } = await import('../../dist/daemon/cli/cli.js');
  await main();
}
