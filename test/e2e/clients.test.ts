import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_CASES, nameOf, namesModel } from '../support/browser/client-cases.ts';
import { addressOf, ask, openClient, waitForAnswer } from '../support/browser/client-drivers.ts';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { countStored, launchPaired, type PairedBrowser } from '../support/browser/paired-browser.ts';
import { errorsSoFar, type TestPage } from '../support/browser/test-page.ts';

// Each client's own page asks; the site's model, the daemon and the extension are real processes.

const QUESTION = 'What are the main renewable energy sources?';
const REWORDED = 'What are the primary sources of renewable energy?';
const EASY = 'What is the capital of France?';
const HARD =
  'We want to move our billing from one database to one per region without downtime. Compare dual writes with change data capture, name the risks, and give a plan with a rollback for each step.';
const MODELS = { small: 'site-small', large: 'site-large' };

for (const browser of ['chromium', 'firefox'] as const) {
  describeWithBrowser(browser, `${browser}: pages with real clients`, (executable) => {
    let paired: PairedBrowser;
    let page: TestPage;
    beforeAll(async () => {
      paired = await launchPaired(browser, executable);
    });
    afterAll(() => paired.close());
    beforeEach(async () => {
      page = await paired.newPage();
      return () => page.close();
    });

    describe.each(CLIENT_CASES.map((form) => ({ name: nameOf(form), form })))('$name', ({ form }) => {
      const { client } = form;

      test('learns an answer, gives it again also to other words, and asks the model where told', async () => {
        const site = await paired.openSite();
        const address = addressOf(site.origin, form);
        const stored = await countStored(paired.daemon);
        const askAnew = async (question: string, answer: string): Promise<void> => {
          await openClient(page, address);
          await ask(page, client, question);
          await waitForAnswer(page, client, answer);
        };
        const learnt = site.answer(QUESTION);

        await askAnew(QUESTION, learnt);
        expect(site.calls).toHaveLength(1);
        await paired.untilStored(stored + 1);

        await askAnew(QUESTION, learnt);
        await askAnew(REWORDED, learnt);
        expect(site.calls).toHaveLength(1);

        await paired.say({ type: 'set-always-ask-model', origin: site.origin, isOn: true });
        await askAnew(REWORDED, site.answer(REWORDED));
        expect(site.calls.map(({ question }) => question)).toEqual([QUESTION, REWORDED]);
      });

      if (!namesModel(form)) return;
      test('goes to the smaller or the larger of the site’s models', async () => {
        const site = await paired.openSite({ mode: 'route', onMiss: 'rewrite', models: MODELS });
        for (const question of [EASY, HARD]) {
          await openClient(page, addressOf(site.origin, form));
          await ask(page, client, question);
          await waitForAnswer(page, client, site.answer(question));
        }

        expect(site.calls.map(({ model }) => model)).toEqual(['site-small', 'site-large']);
      });
    });

    test('the extension reports no error meanwhile', async () => {
      expect(await errorsSoFar(paired.popup)).toEqual([]);
    });
  });
}
