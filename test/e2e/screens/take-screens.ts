/**
 * `npm run screens`: pictures of the extension's pages for docs/screens, each in light and dark. The pages are those of
 * the built extension; what the background would say is stood in for, so that every state can be shown.
 */
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { findBrowser } from '../../support/browser/find-browser.ts';
import { launchChromium } from '../../support/browser/launch-chromium.ts';
import { keepPicture } from './keep-picture.ts';
import { EVIDENCE, LOG_LINES, NOW, PANEL, PICTURES, type Picture } from './screen-states.ts';
import { takeChipPictures } from './take-chip-pictures.ts';

const WIDTHS = { popup: 370, options: 1_020, sidepanel: 400 };

/** Runs in the page before its own scripts. */
function standIn(given: {
  picture: Picture;
  now: number;
  log: unknown;
  evidence: unknown;
  panel: typeof PANEL;
}): void {
  const { picture, now, log, evidence, panel } = given;
  const answers: Record<string, unknown> = {
    ...{ 'read-state': picture.state, 'read-log': { lines: log }, 'read-evidence': evidence },
  };
  const event = { addListener: () => undefined, removeListener: () => undefined };
  const tellers: ((message: unknown) => void)[] = [];
  const port = {
    onDisconnect: event,
    onMessage: { addListener: (teller: (message: unknown) => void) => tellers.push(teller) },
    disconnect: () => undefined,
    postMessage: (message: { type: string; id: string }) => {
      if (message.type !== 'ask') return;
      const source = { decision: '', cache: 'hit-semantic', reason: '', ...panel.source };
      for (const tell of tellers)
        tell({ type: 'answer', id: message.id, source, chunks: [panel.answer], more: false });
    },
  };
  const { question: text, site } = panel;
  Date.now = () => now;
  Object.assign(chrome.runtime, {
    sendMessage: ({ type, operation }: { type: string; operation?: { name: string } }) =>
      Promise.resolve(answers[operation?.name ?? type] ?? {}),
    connect: () => port,
  });
  Object.assign(chrome.tabs, {
    query: () =>
      Promise.resolve([{ id: 7, url: `${picture.tabOrigin ?? 'https://help.example.com'}/tickets` }]),
  });
  Object.assign(chrome.storage.session, {
    get: () => Promise.resolve({ selection: { text, site, tabId: 7 } }),
  });
}

async function takePicture(page: Page, origin: string, picture: Picture): Promise<void> {
  const given = JSON.stringify({ picture, now: NOW, log: LOG_LINES, evidence: EVIDENCE, panel: PANEL });
  // esbuild names functions by a helper that a page does not have.
  await page.addInitScript({
    content: `globalThis.__name = (named) => named; (${String(standIn)})(${given});`,
  });
  await page.setViewportSize({ width: WIDTHS[picture.page], height: 200 });
  await page.goto(`${origin}/${picture.page}.html`);
  await page.locator('main:not(.quiet)').waitFor();
  if (picture.press) await page.getByRole('button', { name: picture.press, exact: true }).click();
  if (picture.awaits) await page.locator(picture.awaits).waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const options = { animations: 'disabled', caret: 'hide' } as const;
    const whole =
      picture.section === undefined
        ? await page.screenshot({ ...options, fullPage: true })
        : await page
            .locator('section', { has: page.getByRole('heading', { name: picture.section, exact: true }) })
            .screenshot(options);
    keepPicture(`${picture.name}-${colorScheme}`, whole);
  }
}

async function originOfExtension(context: BrowserContext): Promise<string> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  return worker.url().split('/').slice(0, 3).join('/');
}

const executable = findBrowser('chromium');
if (executable === undefined) throw new Error('No Chromium was found.');
const browser = await launchChromium({
  executable,
  extension: path.join(packageRoot(), 'build', 'chrome-mv3-prod'),
});
const origin = await originOfExtension(browser.context);
for (const picture of PICTURES) {
  const page = await browser.context.newPage();
  await takePicture(page, origin, picture);
  await page.close();
}
await browser.close();
await takeChipPictures(executable);
