import { expect, onTestFinished, test } from 'vitest';
import { pressOnChip, seeChip } from '../support/browser/chip.ts';
import { addressOf, ask, openClient, waitForAnswer } from '../support/browser/client-drivers.ts';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { jupyterLitePage } from '../support/browser/jupyterlite-page.ts';
import { launchPaired } from '../support/browser/paired-browser.ts';
import { click, errorsSoFar, waitFor, type TestPage } from '../support/browser/test-page.ts';

// Pairing, in both, is done in the popup, with the code that the daemon's terminal shows.

for (const browser of ['chromium', 'firefox'] as const) {
  describeWithBrowser(browser, `${browser}: what a user does`, (executable) => {
    test(
      'as a support agent: pair, enable the help desk, ask, ask in other words, want a fresh answer, go on without the daemon',
      { timeout: 120_000 },
      async () => {
        const paired = await launchPaired(browser, executable);
        onTestFinished(() => paired.close());
        const site = await paired.startSite();
        const page = await paired.newPage();
        const address = addressOf(site.origin, { client: 'ai-sdk-v6', dialect: 'ai-sdk-ui', isStream: true });
        const question = 'How do I reset my password?';
        const reworded = 'How can I reset my password?';
        const askAnew = async (words: string, answer: string): Promise<void> => {
          await openClient(page, address);
          await ask(page, 'ai-sdk-v6', words);
          await waitForAnswer(page, 'ai-sdk-v6', answer);
        };

        await page.goto(address);
        await paired.enableThroughPopup(page);
        await page.activate();
        await askAnew(question, site.answer(question));
        await paired.untilStored(1);

        await askAnew(reworded, site.answer(question));
        expect(site.calls).toHaveLength(1);
        const chip = await seeChip(paired, page, /Answered from cache/);
        expect(chip.buttons).toEqual(expect.arrayContaining(['Ask the model instead', 'Forget this answer']));
        expect(await page.evaluate(`document.querySelector('askonce-chip').shadowRoot`)).toBeNull();

        await pressOnChip(paired, page, 'Ask the model instead');
        await seeChip(paired, page, /retry/);
        expect(site.calls).toHaveLength(1);
        await click(page, '#regenerate');
        await waitForAnswer(page, 'ai-sdk-v6', site.answer(reworded));
        expect(site.calls).toHaveLength(2);

        await paired.killDaemon();
        await askAnew(question, site.answer(question));
        expect(site.calls).toHaveLength(3);
        expect(await errorsSoFar(paired.popup)).toEqual([]);
      },
    );

    test(
      'as a developer in JupyterLite: easy questions go to the smaller model, hard ones to the larger, known ones to none, all to the page’s own without the daemon',
      { timeout: 300_000 },
      async () => {
        const paired = await launchPaired(browser, executable);
        onTestFinished(() => paired.close());
        const setting = { onMiss: 'rewrite', models: { small: 'site-small', large: 'site-large' } } as const;
        const site = await paired.openSite(setting, { '/jupyterlite/': await jupyterLitePage() });
        const page = await paired.newPage();
        const easy = 'What are the main renewable energy sources?';
        const reworded = 'What are the primary sources of renewable energy?';
        const hard = 'Prove step by step that a lock-free queue is linearizable.';
        const askAssistant = async (question: string, answer: string): Promise<void> => {
          await ask(page, 'jupyterlite', question);
          await waitForAnswer(page, 'jupyterlite', answer);
        };
        const open = (): Promise<void> =>
          openAssistant(page, `${site.origin}/jupyterlite/lab/index.html?reset`);
        const models = (): unknown[] => site.calls.map(({ model }) => model);

        await open();
        await askAssistant(easy, site.answer(easy));
        await paired.untilStored(1);
        await askAssistant(hard, site.answer(hard));
        expect(models()).toEqual(['site-small', 'site-large']);
        expect(site.calls.every(({ isStream }) => isStream)).toBe(true);

        await open();
        await askAssistant(reworded, site.answer(easy));
        expect(site.calls).toHaveLength(2);
        await seeChip(paired, page, /Answered from cache/);
        await pressOnChip(paired, page, 'Ask the model instead');
        await seeChip(paired, page, /retry/);
        await askAssistant(reworded, site.answer(reworded));
        await paired.killDaemon();
        await askAssistant(easy, site.answer(easy));
        expect(models()).toEqual(['site-small', 'site-large', 'site-small', 'site-model']);
        expect(await errorsSoFar(paired.popup)).toEqual([]);
      },
    );
  });
}

async function openAssistant(page: TestPage, address: string): Promise<void> {
  await page.goto(address);
  const panel = '[data-id="@jupyterlite/ai:chat-panel"]';
  await waitFor(page, `deep('.jp-Launcher').length > 0 && deep('${panel}').length > 0`, 40_000);
  const isOpen = `deep('.jp-chat-input-textfield textarea').length > 0`;
  await click(page, panel);
  await waitFor(page, isOpen, 20_000);
}
