import { setTimeout } from 'node:timers/promises';
import type { PairedBrowser } from './paired-browser.ts';
import type { TestPage } from './test-page.ts';

/** The chip as a person sees it. */
export interface SeenChip {
  text: string;
  /** The buttons' labels. */
  buttons: string[];
}

/** With the middle of each button, in pixels from the window's left upper corner. */
interface FoundChip {
  text: string;
  buttons: { label: string; x: number; y: number }[];
}

/**
 * Runs in the page as a content script of the extension's: its shadow root is closed to the page, and both browsers open it
 * to extensions, each in its own way.
 */
const READ_CHIP = `() => {
  const host = document.querySelector('askonce-chip');
  const box = host && (host.openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(host)).querySelector('section');
  return box && {
    text: box.innerText,
    buttons: [...box.querySelectorAll('button')].map((button) => {
      const { x, y, width, height } = button.getBoundingClientRect();
      return { label: button.textContent, x: x + width / 2, y: y + height / 2 };
    }),
  };
}`;

/** Waits for the chip and for the words in it. */
export async function seeChip({ popup }: PairedBrowser, page: TestPage, words: RegExp): Promise<SeenChip> {
  const until = performance.now() + 5_000;
  for (;;) {
    const chip = await findChip(popup, page);
    if (chip && words.test(chip.text)) {
      return { text: chip.text, buttons: chip.buttons.map(({ label }) => label) };
    }
    if (performance.now() > until)
      throw new Error(`Waited in vain for a chip with ${String(words)}: ${chip?.text ?? 'no chip'}`);
    await setTimeout(20);
  }
}

/** Presses one of the chip's buttons with the mouse. */
export async function pressOnChip({ popup }: PairedBrowser, page: TestPage, label: string): Promise<void> {
  const button = (await findChip(popup, page))?.buttons.find((one) => one.label === label);
  if (!button) throw new Error(`The chip has no button "${label}".`);
  await page.clickAt(button.x, button.y);
}

function findChip(popup: TestPage, page: TestPage): Promise<FoundChip | null> {
  return popup.evaluate(`chrome.tabs.query({}).then(async (tabs) => {
    const { id: tabId } = tabs.find(({ url }) => url === ${JSON.stringify(page.url())});
    const [{ result }] = await chrome.scripting.executeScript({ target: { tabId }, func: ${READ_CHIP} });
    return result;
  })`);
}
