import { describe, test } from 'vitest';
import { findBrowser, whyMissing, type BrowserName } from './find-browser.ts';

/**
 * Tests that need this browser. Where it is missing they show as skipped and the end of the run names it
 * (report-missing.ts); where CI=true they fail, so that nobody takes a machine without browsers for a green one.
 */
export function describeWithBrowser(
  browser: BrowserName,
  name: string,
  tests: (executablePath: string) => void,
): void {
  const executablePath = findBrowser(browser);
  if (executablePath !== undefined) {
    describe(name, () => {
      tests(executablePath);
    });
    return;
  }
  describe.skip(name, () => {
    tests('');
  });
  if (process.env.CI === 'true') {
    test(`${name}: has the browser it needs`, () => {
      throw new Error(whyMissing(browser));
    });
  }
}
