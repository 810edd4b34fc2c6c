import { expect, onTestFinished, test } from 'vitest';
import { pressOnChip, seeChip } from '../support/browser/chip.ts';
import { addressOf, ask, openClient, waitForAnswer } from '../support/browser/client-drivers.ts';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { jupyterLitePage } from '../support/browser/jupyterlite-page.ts';
import type { ChromiumPage } from '../support/browser/launch-chromium.ts';
import { launchPaired } from '../support/browser/paired-browser.ts';
import { click, waitFor, type TestPage } from '../support/browser/test-page.ts';

describeWithBrowser('chromium', 'what a user does', (executable) => {
  test(
    'as a support agent: pair, ask, ask in other words, want a fresh answer, go on without the daemon',
    { timeout: 120_000 },
    async () => {
      // Pairing is done in the popup, with the code that the daemon's terminal shows.
      const paired = await launchPaired('chromium', executable);
      onTestFinished(() => paired.close());
      const site = await paired.openSite();
      const page = (await paired.newPage()) as ChromiumPage;
      const address = addressOf(site.origin, { client: 'ai-sdk-v6', dialect: 'ai-sdk-ui', isStream: true });
      const question = 'How do I reset my password?';
      const reworded = 'How can I reset my password?';

      await openClient(page, address);
      await ask(page, 'ai-sdk-v6', question);
      await waitForAnswer(page, 'ai-sdk-v6', site.answer(question));
      await paired.untilStored(1);

      await openClient(page, address);
      await ask(page, 'ai-sdk-v6', reworded);
      await waitForAnswer(page, 'ai-sdk-v6', site.answer(question));
      expect(site.calls).toHaveLength(1);
      const chip = await seeChip(page, /Answered from cache/);
      expect(chip.buttons).toEqual(expect.arrayContaining(['Ask the model instead', 'Forget this answer']));
      expect(await page.evaluate(`document.querySelector('askonce-chip').shadowRoot`)).toBeNull();

      await pressOnChip(page, 'Ask the model instead');
      await seeChip(page, /retry/);
      expect(site.calls).toHaveLength(1);
      await click(page, '#regenerate');
      await waitForAnswer(page, 'ai-sdk-v6', site.answer(reworded));
      expect(site.calls).toHaveLength(2);

      await paired.killDaemon();
      await openClient(page, address);
      await ask(page, 'ai-sdk-v6', question);
      await waitForAnswer(page, 'ai-sdk-v6', site.answer(question));
      expect(site.calls).toHaveLength(3);
    },
  );

  test(
    'as a developer in JupyterLite: easy questions go to the smaller model, hard ones to the larger, known ones to none',
    { timeout: 300_000 },
    async () => {
      const paired = await launchPaired('chromium', executable);
      onTestFinished(() => paired.close());
      const setting = { onMiss: 'rewrite', models: { small: 'site-small', large: 'site-large' } } as const;
      const site = await paired.openSite(setting, { '/jupyterlite/': await jupyterLitePage() });
      const page = await paired.newPage();
      const easy = 'What is the capital of France?';
      const hard =
        'Prove step by step that a lock-free B-tree with epoch-based reclamation is linearizable, give the complexity of each operation, and implement it in Rust with tests.';
      const askAssistant = async (question: string): Promise<void> => {
        await openAssistant(page, `${site.origin}/jupyterlite/lab/index.html?reset`);
        await ask(page, 'jupyterlite', question);
        await waitForAnswer(page, 'jupyterlite', site.answer(question));
      };

      await askAssistant(easy);
      await paired.untilStored(1);
      await askAssistant(hard);
      expect(site.calls.map(({ model, isStream }) => [model, isStream])).toEqual([
        ['site-small', true],
        ['site-large', true],
      ]);

      await askAssistant(easy);
      expect(site.calls).toHaveLength(2);
    },
  );
});

async function openAssistant(page: TestPage, address: string): Promise<void> {
  await page.goto(address);
  const panel = '[data-id="@jupyterlite/ai:chat-panel"]';
  await waitFor(page, `deep('.jp-Launcher').length > 0 && deep('${panel}').length > 0`, 40_000);
  const isOpen = `deep('.jp-chat-input-textfield textarea').length > 0`;
  await click(page, panel);
  await waitFor(page, isOpen, 20_000);
}
