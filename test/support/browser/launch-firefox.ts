import { randomUUID } from 'node:crypto';
import puppeteer, { type Page } from 'puppeteer-core';
import type { TestBrowser } from './test-browser.ts';
import type { TestPage } from './test-page.ts';

interface FirefoxOptions {
  executable: string;
  /** Folder of the unpacked extension, and its id in the manifest. */
  extension?: { folder: string; id: string };
}

/** Firefox with the extension, driven over WebDriver BiDi, in a profile of its own. */
export async function launchFirefox({ executable, extension }: FirefoxOptions): Promise<TestBrowser> {
  const uuid = randomUUID();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: executable,
    headless: true,
    extraPrefsFirefox: {
      // So that the tests know the address of the extension's pages; Firefox makes one up otherwise.
      ...(extension && { 'extensions.webextensions.uuids': JSON.stringify({ [extension.id]: uuid }) }),
    },
  });
  if (extension) await browser.installExtension(extension.folder);
  return {
    name: 'firefox',
    newPage: async () => asTestPage(await browser.newPage()),
    extensionPage: async (file) => {
      const page = asTestPage(await browser.newPage());
      await page.goto(`moz-extension://${uuid}/${file}`);
      return page;
    },
    close: () => browser.close(),
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
    evaluate: <T>(expression: string) => page.evaluate(expression) as Promise<T>,
    typeKeys: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key as Parameters<typeof page.keyboard.press>[0]),
    clickAt: (x, y) => page.mouse.click(x, y),
    reload: async () => {
      await page.reload();
    },
    screenshot: async (file) => {
      await page.screenshot({ path: file });
    },
    close: () => page.close(),
  };
}
