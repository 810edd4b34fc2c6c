import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
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
    // So that a test may open the extension's own pages.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      // So that the tests know the address of the extension's pages; Firefox makes one up otherwise.
      ...(extension && { 'extensions.webextensions.uuids': JSON.stringify({ [extension.id]: uuid }) }),
      // So that it grants what an extension asks for: nobody can answer a question of a headless browser.
      'extensions.webextOptionalPermissionPrompts': false,
      // So that it prints what goes wrong in scripts.
      'browser.dom.window.dump.enabled': true,
    },
  });
  const errors = printedErrors(browser, `moz-extension://${uuid}/`);
  if (extension) await browser.installExtension(extension.folder);
  return {
    name: 'firefox',
    newPage: async () => asTestPage(await browser.newPage()),
    extensionPage: async (file) => {
      const page = asTestPage(await browser.newPage(), errors);
      const address = `moz-extension://${uuid}/${file}`;
      // Firefox opens it and never says that it has: the protocol loses sight of a tab that changes its process.
      page.goto(address).catch(() => undefined);
      await waitForDocument(page, `location.href === '${address}'`);
      return {
        ...page,
        reload: async () => {
          await page.evaluate('void (window.isOld = true, location.reload())');
          await waitForDocument(page, 'window.isOld === undefined');
        },
      };
    },
    close: () => browser.close(),
  };
}

async function waitForDocument(page: TestPage, condition: string): Promise<void> {
  const until = performance.now() + 10_000;
  const script = `document.readyState === 'complete' && ${condition}`;
  // While the document changes there is nothing to evaluate in.
  while (!(await page.evaluate(script).catch(() => false))) {
    if (performance.now() > until) throw new Error(`Firefox did not open a document with ${condition}.`);
    await setTimeout(20);
  }
}

/** What goes wrong in scripts from that address: of the extension's own pages the protocol reports no errors. */
function printedErrors(browser: Browser, address: string): string[] {
  const errors: string[] = [];
  const { stderr } = browser.process() ?? {};
  if (!stderr) throw new Error('Firefox prints nothing.');
  createInterface({ input: stderr }).on('line', (line) => {
    if (line.startsWith(`JavaScript error: ${address}`)) errors.push(line);
  });
  return errors;
}

function asTestPage(page: Page, errors: string[] = []): TestPage {
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
