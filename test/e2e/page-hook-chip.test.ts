import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FADE_AFTER_MS } from '../../extension/chip/chip';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { buildTestExtension } from '../support/page-hook/build-extension.ts';
import { startPageHookBrowser, type PageHookBrowser } from '../support/page-hook/page-hook-browser.ts';
import { source } from '../support/page-hook/replies.ts';

test('the page hook is under 20 kB and knows neither zod nor the extension', async () => {
  const extension = await buildTestExtension();
  const file = path.join(extension.folder, 'page.js');
  expect(statSync(file).size).toBeLessThan(20_000);
  expect(readFileSync(file, 'utf8')).not.toMatch(/chrome\.|zod|browser\.runtime/);
  extension.remove();
});

describeWithBrowser('chromium', 'chip', (executable) => {
  let browser: PageHookBrowser;
  beforeAll(async () => {
    browser = await startPageHookBrowser(executable);
  });
  afterAll(() => browser.close());
  beforeEach(() => browser.forget());

  const show = (shown: object = source, element?: string) =>
    browser.worker.evaluate(
      `self.ports.forEach((port) => port.postMessage(${JSON.stringify({ type: 'chip', source: shown, element })}))`,
    );
  const hosts = (page: Page) => page.evaluate<number>(`document.querySelectorAll('askonce-chip').length`);
  /** What a screen reader gets: the shadow root is closed to scripts. */
  async function spoken(page: Page): Promise<string[]> {
    const client = await page.context().newCDPSession(page);
    const { nodes } = await client.send('Accessibility.getFullAXTree');
    await client.detach();
    return nodes
      .filter(({ role }) => ['button', 'StaticText', 'status', 'region'].includes(String(role?.value)))
      .map(({ role, name }) => `${String(role?.value)}: ${String(name?.value)}`);
  }

  test('shows what the own models say instead, in the order in which it comes', async () => {
    const page = await browser.open();
    await show();
    const say = (message: object) =>
      browser.worker.evaluate(
        `self.ports.forEach((port) => port.postMessage(${JSON.stringify({ type: 'chip-answer', ...message })}))`,
      );
    await say({ decision: 'another', text: 'not of this chip' });
    await say({ decision: source.decision, text: 'Fresh <b>words' });
    await say({ decision: source.decision, text: 'Fresh <b>words</b>.' });
    await expect.poll(() => spoken(page)).toContain('StaticText: Fresh <b>words</b>.');
    const heard = await spoken(page);
    expect(heard).toContain('StaticText: Your own model answers:');
    expect(heard.join()).not.toContain('not of this chip');
  });

  test('says where the answer comes from, and can be reached by the keyboard alone', async () => {
    const page = await browser.open();
    await show();
    await expect.poll(() => spoken(page)).toContain('StaticText: Answered from cache, 3 days old');
    expect(await spoken(page)).toEqual(
      expect.arrayContaining([
        'button: Ask the model instead',
        'button: Forget this answer',
        'button: Close',
      ]),
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const [asked] = await browser.waitForMessages('ask-model-next');
    expect(asked?.decision).toBe(source.decision);
    expect((await spoken(page)).join()).toContain('Press the page’s own retry');
    await page.keyboard.press('Escape');
    expect(await hosts(page)).toBe(0);
    await page.close();
  });

  test('forgets the answer that was served', async () => {
    const page = await browser.open();
    await show();
    await expect.poll(() => hosts(page)).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    const [forgotten] = await browser.waitForMessages('forget-entry');
    expect(forgotten).toMatchObject({ decision: source.decision, entry: source.entry });
    await page.close();
  });

  test('cannot be read, pressed or spoofed by the page, and moves nothing on it', async () => {
    browser.server.pages.set('/text', {
      html: '<!doctype html><style>div, section, button { display: none !important; font-size: 99px } </style><p id="last">text</p>',
      headers: { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" },
    });
    const page = await browser.open('/text');
    const layout = `[document.documentElement.scrollHeight, document.documentElement.scrollWidth, document.querySelector('#last').getBoundingClientRect().y]`;
    const before = await page.evaluate(layout);
    await show({ ...source, cache: 'hit-semantic', ageSeconds: undefined });
    await expect.poll(() => spoken(page)).toContain('StaticText: Answered from cache');
    expect(await page.evaluate(layout)).toEqual(before);
    expect(
      await page.evaluate(
        `(() => { const chip = document.querySelector('askonce-chip'); return [chip.shadowRoot, chip.textContent, chip.getBoundingClientRect().height > 20]; })()`,
      ),
    ).toEqual([null, '', true]);
    await page.close();
  });

  test('stands beneath the newest answer, and goes with it as it grows', async () => {
    browser.server.pages.set('/answers', {
      html: '<!doctype html><style>body { margin: 0 } .bot { margin: 0 0 10px 60px; height: 100px }</style><p class="bot">one</p><p class="bot" id="last">two</p>',
    });
    const page = await browser.open('/answers');
    const place = () =>
      page.evaluate<number[]>(
        `(() => { const { left, top } = document.querySelector('askonce-chip')?.getBoundingClientRect() ?? {}; return [left, top]; })()`,
      );
    await show(source, '.bot');
    await expect.poll(place).toEqual([60, 216]);
    await page.evaluate(`document.querySelector('#last').style.height = '150px'`);
    await expect.poll(place).toEqual([60, 266]);
    await page.close();
  });

  test.each(['.nowhere', 'p:no(t-a-selector'])(
    'stands in its corner where "%s" finds no answer',
    async (element) => {
      const page = await browser.open();
      await show(source, element);
      await expect.poll(() => spoken(page)).toContain('StaticText: Answered from cache, 3 days old');
      const gaps = `(() => { const { right, bottom } = document.querySelector('askonce-chip').getBoundingClientRect(); return [innerWidth - right, innerHeight - bottom]; })()`;
      expect(await page.evaluate(gaps)).toEqual([16, 16]);
      await page.close();
    },
  );

  test('a page without a hit shows none, and a second answer replaces the first', async () => {
    const page = await browser.open();
    await show({ ...source, cache: 'miss' });
    await show();
    await show({ ...source, ageSeconds: 60 });
    await expect.poll(() => spoken(page)).toContain('StaticText: Answered from cache, 1 minute old');
    expect(await hosts(page)).toBe(1);
    await page.close();
  });

  test('fades by itself, and stays while the keyboard is in it', async () => {
    const page = await browser.open();
    await show();
    await expect.poll(() => hosts(page)).toBe(1);
    await page.keyboard.press('Tab');
    await page.evaluate(`new Promise((resolve) => setTimeout(resolve, ${FADE_AFTER_MS + 500}))`);
    expect(await hosts(page)).toBe(1);
    await page.keyboard.press('Shift+Tab');
    await page.evaluate(`document.activeElement?.blur()`);
    await expect.poll(() => hosts(page), { timeout: FADE_AFTER_MS + 5_000 }).toBe(0);
    await page.close();
  });
});
