import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { builtExtension } from '../support/browser/built-extension.ts';
import { addressOf, ask, openClient, waitForAnswer } from '../support/browser/client-drivers.ts';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { launchRawChromium, type RawChromium } from '../support/browser/launch-raw-chromium.ts';
import { launchPaired, type PairedBrowser } from '../support/browser/paired-browser.ts';
import type { Site } from '../support/browser/site-server.ts';
import type { TestPage } from '../support/browser/test-page.ts';

// The browser ends the extension's background when it likes.

const QUESTION = 'What are the main renewable energy sources?';
const SDK = { client: 'sdks', dialect: 'openai-chat', isStream: false } as const;
const IDLE_MS = 100_000;
/** They take minutes. */
const isLong = Boolean(process.env.CI ?? process.env.ASKONCE_LONG_TESTS);
if (!isLong) process.stderr.write('\n!!! NOT TESTED: 100 s of idle background (set ASKONCE_LONG_TESTS=1)\n');

async function askAnew(page: TestPage, site: Site): Promise<void> {
  await openClient(page, addressOf(site.origin, SDK));
  await ask(page, 'sdks', QUESTION);
  await waitForAnswer(page, 'sdks', site.answer(QUESTION));
}

describeWithBrowser('chromium', 'chromium: the service worker’s life', (executable) => {
  let raw: RawChromium;
  let paired: PairedBrowser;
  let site: Site;
  let page: TestPage;
  beforeAll(async () => {
    const folder = await builtExtension('chromium', 'test');
    const launch = async (): Promise<RawChromium> => (raw = await launchRawChromium(executable, folder));
    paired = await launchPaired('chromium', executable, { launch });
    site = await paired.openSite();
    page = await paired.newPage();
    await askAnew(page, site);
    await paired.untilStored(1);
  });
  afterAll(() => paired.close());

  test('a page that asks a sleeping worker is answered from the cache', async () => {
    const before = site.calls.length;
    await openClient(page, addressOf(site.origin, SDK));
    await raw.endWorker();
    expect(await raw.workerId()).toBeUndefined();
    await ask(page, 'sdks', QUESTION);
    await waitForAnswer(page, 'sdks', site.answer(QUESTION));

    expect(site.calls).toHaveLength(before);
  });

  test('a page loaded while the worker sleeps is answered from the cache', async () => {
    const before = site.calls.length;
    await raw.endWorker();
    await openClient(page, addressOf(site.origin, SDK));
    // The rules come when the worker has woken and found the daemon; a person is not faster.
    await setTimeout(500);
    await ask(page, 'sdks', QUESTION);
    await waitForAnswer(page, 'sdks', site.answer(QUESTION));

    expect(site.calls).toHaveLength(before);
  });

  test('a page that asks a sleeping worker without a daemon is served by its own model', async () => {
    const before = site.calls.length;
    await openClient(page, addressOf(site.origin, SDK));
    await paired.killDaemon();
    await raw.endWorker();
    await ask(page, 'sdks', QUESTION);
    await waitForAnswer(page, 'sdks', site.answer(QUESTION));

    expect(site.calls).toHaveLength(before + 1);
    await paired.restartDaemon();
  });

  test.runIf(isLong)(
    'the connection and the worker outlive 100 s without a request',
    { timeout: 200_000 },
    async () => {
      await paired.connected();
      await paired.popup.close();
      const before = site.calls.length;
      const workers = new Set<string | undefined>();
      await openClient(page, addressOf(site.origin, SDK));
      for (const until = Date.now() + IDLE_MS; Date.now() < until;) {
        workers.add(await raw.workerId());
        await setTimeout(1_000);
      }
      expect([...workers]).toEqual([expect.any(String)]);
      await ask(page, 'sdks', QUESTION);
      await waitForAnswer(page, 'sdks', site.answer(QUESTION));

      expect(site.calls).toHaveLength(before);
    },
  );
});

describeWithBrowser('firefox', 'firefox: the event page’s life', (executable) => {
  test.runIf(isLong)(
    'a page is answered from the cache after 100 s without a request',
    { timeout: 300_000 },
    async () => {
      const paired = await launchPaired('firefox', executable);
      onTestFinished(() => paired.close());
      const site = await paired.openSite();
      const page = await paired.newPage();
      await askAnew(page, site);
      await paired.untilStored(1);
      await openClient(page, addressOf(site.origin, SDK));
      await paired.popup.close();
      await setTimeout(IDLE_MS);
      await ask(page, 'sdks', QUESTION);
      await waitForAnswer(page, 'sdks', site.answer(QUESTION));

      expect(site.calls).toHaveLength(1);
    },
  );
});
