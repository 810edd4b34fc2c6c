import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { TestBrowser } from './test-browser.ts';
import type { TestPage } from './test-page.ts';

interface ChromiumOptions {
  executable: string;
  /** Folder of the unpacked extension. */
  extension?: string;
  headless?: boolean;
  /** The display of a headed one. */
  display?: string;
}

/** Chromium with the extension, in a profile of its own. */
export interface ChromiumBrowser extends TestBrowser {
  context: BrowserContext;
  /** The popup as it shows over a page with this address, in a tab: a real popup is beyond the protocol's reach. */
  popupOver(url: string): Promise<TestPage>;
}

export async function launchChromium({
  executable,
  extension,
  headless = true,
  display,
}: ChromiumOptions): Promise<ChromiumBrowser> {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'askonce-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    headless,
    args: [
      // The tests may run as root, in a container.
      '--no-sandbox',
      '--disable-dev-shm-usage',
      ...(extension ? [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`] : []),
    ],
    ...(display && { env: { ...process.env, DISPLAY: display } }),
  });
  const extensionOrigin = async (): Promise<string> => {
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    // `URL` gives such addresses the origin "null".
    return worker.url().split('/').slice(0, 3).join('/');
  };
  return {
    name: 'chromium',
    context,
    newPage: async () => asTestPage(await context.newPage()),
    extensionPage: async (file) => {
      const page = asTestPage(await context.newPage());
      await page.goto(`${await extensionOrigin()}/${file}`);
      return page;
    },
    popupOver: async (url) => {
      const page = await context.newPage();
      await page.addInitScript(`chrome.tabs.query = async () => [{ id: 1, url: ${JSON.stringify(url)} }]`);
      const popup = asTestPage(page);
      await popup.goto(`${await extensionOrigin()}/popup.html`);
      return popup;
    },
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function asTestPage(page: Page): TestPage {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return {
    errors,
    goto: async (url) => {
      await page.goto(url);
    },
    url: () => page.url(),
    evaluate: (expression) => page.evaluate(expression),
    typeKeys: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key),
    clickAt: (x, y) => page.mouse.click(x, y),
    activate: () => page.bringToFront(),
    reload: async () => {
      await page.reload();
    },
    screenshot: async (file) => {
      await page.screenshot({ path: file });
    },
    close: () => page.close(),
  };
}
