import { expect, onTestFinished, test } from 'vitest';
import { builtExtension } from '../support/browser/built-extension.ts';
import { addressOf, ask, openClient, waitForAnswer } from '../support/browser/client-drivers.ts';
import { clientPage } from '../support/browser/client-pages.ts';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { launchChromium } from '../support/browser/launch-chromium.ts';
import { countStored, launchPaired, type PairedBrowser } from '../support/browser/paired-browser.ts';
import { startSite } from '../support/browser/site-server.ts';
import { click, errorsSoFar, waitFor } from '../support/browser/test-page.ts';
import { startVirtualDisplay, whyNoDisplay } from '../support/browser/virtual-display.ts';

// The build as it is shipped, which may touch no site, and the browser's own question, answered by keys.

const SDK = { client: 'sdks', dialect: 'openai-chat', isStream: true } as const;
const QUESTION = 'How do I reset my password?';
/** The browser takes no answer to a question that has only just appeared. */
const STILL_MS = 800;
/** The rules of a site that was just granted reach its page a moment later; what is asked before passes. */
async function untilLearnt({ daemon }: PairedBrowser, ask: () => Promise<void>): Promise<void> {
  do await ask();
  while ((await countStored(daemon)) === 0);
}

const missing = whyNoDisplay();
if (missing !== undefined) process.stderr.write(`\n!!! NOT TESTED: the permission prompt. ${missing}\n`);

describeWithBrowser('chromium', 'chromium, headed: the permission to work on a site', (executable) => {
  test.skipIf(missing !== undefined && process.env.CI !== 'true')(
    'is asked for, can be refused and granted, and nothing happens on a site before',
    { timeout: 120_000 },
    async () => {
      const display = await startVirtualDisplay();
      onTestFinished(() => display.close());
      const extension = await builtExtension('chromium', 'prod');
      const browser = await launchChromium({ executable, extension, headless: false, display: display.name });
      const paired = await launchPaired('chromium', executable, { launch: () => Promise.resolve(browser) });
      onTestFinished(() => paired.close());
      const site = await startSite({ folders: { '/sdks/': await clientPage('sdks') } });
      onTestFinished(() => site.close());
      const address = addressOf(site.origin, SDK);
      const askAnew = async (): Promise<void> => {
        const page = await paired.newPage();
        await openClient(page, address);
        await ask(page, 'sdks', QUESTION);
        await waitForAnswer(page, 'sdks', site.answer(QUESTION));
        await page.close();
      };
      const enable = async (...keys: string[]): Promise<void> => {
        await display.untilDialog(() => click(popup, 'section button.primary'), STILL_MS);
        if (process.env.ASKONCE_WRITE_SCREENS) display.screenshot('docs/screens/permission-grant.png');
        await display.press(...keys);
      };
      await askAnew();
      await askAnew();
      expect(site.calls).toHaveLength(2);

      const popup = await browser.popupOver(address);
      // The browser proposes "Deny".
      await enable('Return');
      await waitFor(popup, `document.body.innerText.includes('did not grant')`);
      await askAnew();
      expect(site.calls).toHaveLength(3);

      await browser.context.pages().at(-1)?.bringToFront();
      await enable('Tab', 'Return');
      await waitFor(popup, `document.body.innerText.includes('Reload')`);
      expect(await popup.evaluate(`chrome.permissions.getAll().then(({ origins }) => origins)`)).toEqual([
        `${site.origin}/*`,
      ]);
      await untilLearnt(paired, askAnew);
      const calls = site.calls.length;
      await askAnew();
      expect(site.calls).toHaveLength(calls);
    },
  );
});

describeWithBrowser(
  'firefox',
  'firefox, which grants unasked: the permission to work on a site',
  (executable) => {
    test(
      'lets AskOnce work there from then on, and until it is taken away',
      { timeout: 120_000 },
      async () => {
        const paired = await launchPaired('firefox', executable, { build: 'prod' });
        onTestFinished(() => paired.close());
        const { popup } = paired;
        const site = await paired.openSite();
        const page = await paired.newPage();
        const askAnew = async (): Promise<void> => {
          await openClient(page, addressOf(site.origin, SDK));
          await ask(page, 'sdks', QUESTION);
          await waitForAnswer(page, 'sdks', site.answer(QUESTION));
        };
        const areThere = async (isThere: boolean): Promise<unknown> =>
          waitFor(
            popup,
            `chrome.scripting.getRegisteredContentScripts().then(({ length }) => length > 0 === ${isThere})`,
          );
        const origins = `{ origins: ['http://127.0.0.1/*'] }`;
        await askAnew();
        await askAnew();
        expect(site.calls).toHaveLength(2);

        // Only what a person presses may ask for it.
        await popup.evaluate(
          `void addEventListener('click', () => chrome.permissions.request(${origins}), { once: true })`,
        );
        await popup.activate();
        await popup.clickAt(1, 1);
        await areThere(true);
        await page.activate();
        await untilLearnt(paired, askAnew);
        const calls = site.calls.length;
        await askAnew();
        expect(site.calls).toHaveLength(calls);

        await popup.evaluate(`chrome.permissions.remove(${origins})`);
        await areThere(false);
        await askAnew();
        expect(site.calls).toHaveLength(calls + 1);
        expect(await errorsSoFar(popup)).toEqual([]);
      },
    );
  },
);
