import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evidenceStrings, sidePanelStrings } from '../../extension/strings';
import { addressOf, openClient, waitForAnswer } from '../support/browser/client-drivers.ts';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { launchPaired, type PairedBrowser } from '../support/browser/paired-browser.ts';
import { startSite, type Site } from '../support/browser/site-server.ts';
import {
  click,
  errorsSoFar,
  typeInto,
  waitFor,
  withDeep,
  type TestPage,
} from '../support/browser/test-page.ts';

// The extension's own pages, each in a tab: a real popup and a real side panel are beyond the protocols' reach.

const QUESTION = 'How do I reset my password?';
const REWORDED = 'How can I reset my password?';
const GREETING = 'Hello:';

/** Where support agents write their replies; `field` is where the text is to be. */
const REPLY_BOXES = [
  ['a textarea', '<textarea id="box"></textarea>', `document.querySelector('#box').value`],
  ['a text field', '<input type="text" id="box">', `document.querySelector('#box').value`],
  [
    'an editable element',
    '<div contenteditable id="box"><p><br></p></div>',
    `document.querySelector('#box').textContent`,
  ],
  [
    'a textarea in a shadow root',
    '<div id="box"><template shadowrootmode="open"><textarea style="width: 100%; height: 100%"></textarea></template></div>',
    `document.querySelector('#box').shadowRoot.firstChild.value`,
  ],
  [
    'an editable element in a frame',
    '<iframe id="box" srcdoc="<body contenteditable></body>"></iframe>',
    `document.querySelector('#box').contentDocument.body.textContent`,
  ],
] as const;

for (const browser of ['chromium', 'firefox'] as const) {
  describeWithBrowser(browser, `${browser}: the extension’s own pages`, (executable) => {
    let ownModels: Site;
    let paired: PairedBrowser;
    let site: Site;
    beforeAll(async () => {
      ownModels = await startSite();
      const model = { id: 'own-model', base_url: `${ownModels.origin}/v1`, tier: 'small' };
      paired = await launchPaired(browser, executable, { config: { models: [model] } });
      site = await paired.openSite();
    });
    afterAll(async () => {
      await paired.close();
      await ownModels.close();
    });

    test.each([
      ['popup', () => 'Paired with AskOnce on this machine.'],
      ['options', () => site.origin],
      ['sidepanel', () => sidePanelStrings.title],
    ])('%s.html opens without an error and shows what is', async (name, words) => {
      const screen = await paired.browser.extensionPage(`${name}.html`);
      await waitFor(screen, `document.body.innerText.includes(${JSON.stringify(words())})`);
      expect(await errorsSoFar(screen)).toEqual([]);
      await screen.close();
    });

    describe('the side panel', () => {
      let panel: TestPage;
      let page: TestPage;
      beforeAll(async () => {
        panel = await paired.browser.extensionPage('sidepanel.html');
        page = await paired.newPage();
        await openReplyBox('');
        await typeInto(panel, 'textarea', QUESTION);
        await press(sidePanelStrings.ask);
        await waitFor(panel, `Boolean(${button(sidePanelStrings.insert)})`);
      });

      const button = (label: string): string =>
        `deep('button:enabled').find(({ textContent }) => textContent === ${JSON.stringify(label)})`;
      const press = async (label: string): Promise<void> => {
        await waitFor(panel, `Boolean(${button(label)})`);
        await panel.evaluate(withDeep(`void ${button(label)}.click()`));
      };
      const openReplyBox = async (html: string): Promise<void> => {
        const style = '<style>#box { display: block; width: 300px; height: 100px }</style>';
        site.pages.set('/reply', { html: `<!doctype html>${style}${html}` });
        await page.goto(`${site.origin}/reply`);
      };

      test.each(REPLY_BOXES)('puts an answer into %s of the page beside it', async (_name, html, field) => {
        await openReplyBox(html);
        await click(page, '#box');
        await page.typeKeys(GREETING);
        await press(sidePanelStrings.insert);
        await waitFor(page, `${field} === ${JSON.stringify(GREETING + ownModels.answer(QUESTION))}`);
      });

      test('puts an answer into a field that a framework minds, which sends it on', async () => {
        const before = site.calls.length;
        const form = { client: 'ai-sdk-v6', dialect: 'ai-sdk-ui', isStream: true } as const;
        await openClient(page, addressOf(site.origin, form));
        await click(page, '#question');
        await press(sidePanelStrings.insert);
        await waitFor(page, `document.querySelector('#question').value !== ''`);
        await page.press('Enter');
        await waitForAnswer(page, form.client, site.answer(ownModels.answer(QUESTION)));
        expect(site.calls).toHaveLength(before + 1);
      });

      test('puts an answer nowhere while no field of the page has the focus, and says so', async () => {
        await openReplyBox('<textarea id="box"></textarea>');
        await press(sidePanelStrings.insert);
        await waitFor(panel, `document.body.innerText.includes(${JSON.stringify(sidePanelStrings.noField)})`);
        expect(await page.evaluate(`document.querySelector('#box').value`)).toBe('');
      });

      test('says why it gives a stored answer to other words, and can be judged by the keyboard', async () => {
        const { answer, ask, askAfresh, why, opinions } = sidePanelStrings;
        await panel.evaluate(`document.querySelector('textarea').select()`);
        await typeInto(panel, 'textarea', REWORDED);
        await press(ask);
        await waitFor(panel, `Boolean(${button(opinions.wrong)})`);
        const shows = (text: string): Promise<boolean> =>
          panel.evaluate(`document.body.innerText.includes(${JSON.stringify(text)})`);
        expect([await shows(why), await shows('shared words: ')]).toEqual([true, false]);

        await click(panel, 'summary');
        await waitFor(panel, `document.body.innerText.includes('shared words: reset, password')`);
        expect(await shows(evidenceStrings.probability)).toBe(true);

        for (const [pressed, focused] of [
          ['wrong', 'undo'],
          ['undo', 'wrong'],
          ['right', 'undo'],
          ['undo', 'right'],
        ] as const) {
          await press(opinions[pressed]);
          await waitFor(panel, `document.activeElement.textContent === '${opinions[focused]}'`);
          await waitFor(panel, `document.activeElement.getAttribute('aria-disabled') === 'false'`);
        }
        await press(askAfresh);
        await waitFor(panel, `document.activeElement.getAttribute('aria-label') === '${answer}'`);
        await waitFor(
          panel,
          `document.activeElement.innerText.includes(${JSON.stringify(ownModels.answer(REWORDED))})`,
        );
      });
    });
  });
}
