import { existsSync } from 'node:fs';

export type BrowserName = 'chromium' | 'firefox';

const PLACES: Record<BrowserName, { variable: string; paths: string[] }> = {
  chromium: {
    variable: 'ASKONCE_TEST_CHROMIUM',
    paths: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'],
  },
  firefox: {
    variable: 'ASKONCE_TEST_FIREFOX',
    paths: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/snap/bin/firefox'],
  },
};

/** Path of an installed browser: what the environment names, else one of the usual places; undefined where there is none. */
export function findBrowser(name: BrowserName): string | undefined {
  const { variable, paths } = PLACES[name];
  const named = process.env[variable];
  return (named === undefined ? paths : [named]).find((path) => existsSync(path));
}

/** What to tell a person whose machine lacks a browser that the tests need. */
export function whyMissing(name: BrowserName): string {
  const { variable, paths } = PLACES[name];
  const tried = process.env[variable] ?? paths.join(', ');
  return `No ${name} at ${tried}: install it, or name its path in ${variable}.`;
}
