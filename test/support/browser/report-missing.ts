import { findBrowser, whyMissing } from './find-browser.ts';

/** vitest's global set-up of the project `e2e`: at the end of a run it names each browser that nothing could be tested in. */
export default function setup(): () => void {
  return () => {
    const missing = (['chromium', 'firefox'] as const).filter((name) => findBrowser(name) === undefined);
    for (const name of missing) process.stderr.write(`\n!!! NOT TESTED: ${whyMissing(name)}\n`);
  };
}
