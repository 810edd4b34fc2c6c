import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addressOf, ask, openClient, shownAnswer, waitForAnswer } from '../support/browser/client-drivers.ts';
import { clientPage } from '../support/browser/client-pages.ts';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { countStored, launchPaired, type PairedBrowser } from '../support/browser/paired-browser.ts';
import { startSite, type Site } from '../support/browser/site-server.ts';
import { click, waitFor, type TestPage } from '../support/browser/test-page.ts';

// The daemon dies, the page leaves: whatever happens, the page is served once, and by one model.

const QUESTION = 'What are the main renewable energy sources?';
const SDK = { client: 'sdks', dialect: 'openai-chat', isStream: true } as const;
/** So many pieces take some seconds: whatever a busy machine does meanwhile, they are under way. */
const LONG = (who: string): string =>
  `${who} says it at length: ${'sun and wind and water and '.repeat(90)}heat.`;
/** Far less than the rest of such an answer takes, which is when a copied stream would be left. */
const SOON_MS = 1_000;
const slowly = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 6));
/** What the page hook waits for a verdict, and what a busy machine adds. */
const DEADLINE_MS = 400 + 600;

for (const name of ['chromium', 'firefox'] as const) {
  describeWithBrowser(name, `${name}: failures and aborts`, (executable) => {
    let ownModels: Site;
    let paired: PairedBrowser;
    let page: TestPage;
    let site: Site;
    let isDaemonDown = false;
    beforeAll(async () => {
      ownModels = await startSite();
      ownModels.answer = () => LONG("The user's own model");
      ownModels.beforePiece = slowly;
      const model = { id: 'own-model', base_url: `${ownModels.origin}/v1`, tier: 'small' };
      paired = await launchPaired(name, executable, { config: { models: [model] } });
    });
    afterAll(async () => {
      await paired.close();
      await ownModels.close();
    });
    beforeEach(async () => {
      // A test that failed must not take the others with it.
      if (isDaemonDown) await restart();
      ownModels.calls.length = 0;
      page = await paired.newPage();
      site = await paired.openSite();
      site.answer = () => LONG("The site's model");
      site.beforePiece = slowly;
      return () => page.close();
    });

    const askPage = async (): Promise<void> => {
      await openClient(page, addressOf(site.origin, SDK));
      await ask(page, 'sdks', QUESTION);
    };
    const firstWords = (): Promise<unknown> =>
      waitFor(page, `document.querySelector('#answer').textContent.length > 40`);
    const learn = async (): Promise<void> => {
      const stored = await countStored(paired.daemon);
      await askPage();
      await waitForAnswer(page, 'sdks', site.answer(QUESTION));
      await paired.untilStored(stored + 1);
    };
    /** Presses the page's stop button; the time, in milliseconds since the epoch. */
    const stop = async (): Promise<number> => {
      await click(page, '#stop');
      const stoppedAt = Date.now();
      await waitFor(page, `document.querySelector('#state').textContent.startsWith('failed: ')`);
      return stoppedAt;
    };
    const kill = async (): Promise<void> => {
      isDaemonDown = true;
      await paired.killDaemon();
    };
    const restart = async (): Promise<void> => {
      await paired.restartDaemon();
      isDaemonDown = false;
      await paired.connected();
    };

    test('a page is served by its own model while the daemon is down, hardly later, and by AskOnce afterwards', async () => {
      await learn();
      await kill();

      await askPage();
      await waitForAnswer(page, 'sdks', site.answer(QUESTION));
      expect(await page.evaluate('window.firstPieceAfterMs')).toBeLessThan(DEADLINE_MS);
      expect(site.calls).toHaveLength(2);

      await restart();
      await askPage();
      await waitForAnswer(page, 'sdks', site.answer(QUESTION));
      expect(site.calls).toHaveLength(2);
    });

    test('a stored answer flows to its end when the daemon is killed in the middle', async () => {
      await learn();
      await askPage();
      await firstWords();
      await kill();

      expect(await shownAnswer(page, 'sdks')).not.toBe(site.answer(QUESTION));
      await waitForAnswer(page, 'sdks', site.answer(QUESTION));
      expect(site.calls).toHaveLength(1);
      await restart();
    });

    test('a page’s own answer flows to its end when the daemon is killed in the middle', async () => {
      await askPage();
      await firstWords();
      await kill();

      await waitForAnswer(page, 'sdks', site.answer(QUESTION));
      expect(site.calls).toHaveLength(1);
      await restart();
    });

    test('an answer of the user’s own model that breaks off ends in an error, never in another model’s words', async () => {
      await paired.changeSite(site, { onMiss: 'daemon' });
      await askPage();
      await firstWords();
      await kill();

      await waitFor(page, `document.querySelector('#state').textContent.startsWith('failed: ')`);
      const shown = await shownAnswer(page, 'sdks');
      expect(LONG("The user's own model").startsWith(shown)).toBe(true);
      expect(site.calls).toEqual([]);
      await restart();
    });

    test('an aborted stored answer stops and asks nobody', async () => {
      await learn();
      await askPage();
      await firstWords();
      await stop();

      expect((await shownAnswer(page, 'sdks')).length).toBeLessThan(site.answer(QUESTION).length);
      expect(site.calls).toHaveLength(1);
    });

    test.each([
      ['passed on', { onMiss: 'page' }],
      ['routed', { mode: 'route', onMiss: 'rewrite', models: { small: 'site-small', large: 'site-large' } }],
    ] as const)(
      'aborting a request that was %s closes the connection to the site at once',
      async (_how, setting) => {
        await paired.changeSite(site, setting);
        const stored = await countStored(paired.daemon);
        await askPage();
        await firstWords();
        const stoppedAt = await stop();

        const leftAt = await site.calls[0]?.left;
        expect((leftAt ?? Infinity) - stoppedAt).toBeLessThan(SOON_MS);
        expect(await countStored(paired.daemon)).toBe(stored);
      },
    );

    test('aborting an answer of the user’s own model leaves that model at once', async () => {
      await paired.changeSite(site, { onMiss: 'daemon' });
      await askPage();
      await firstWords();
      const stoppedAt = await stop();

      const leftAt = await ownModels.calls[0]?.left;
      expect((leftAt ?? Infinity) - stoppedAt).toBeLessThan(SOON_MS);
      expect(site.calls).toEqual([]);
    });
  });
}

// The page is served from the tests' cache, so that a first run's installation is not measured.
beforeAll(async () => {
  await clientPage('sdks');
});
