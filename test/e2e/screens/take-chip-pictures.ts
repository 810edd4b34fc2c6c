import type { ToChip } from '../../../extension/messages.ts';
import { startPageHookBrowser } from '../../support/page-hook/page-hook-browser.ts';
import { source } from '../../support/page-hook/replies.ts';
import { keepPicture } from './keep-picture.ts';
import { PANEL } from './screen-states.ts';

const HELP_DESK = `<!doctype html><meta charset="utf-8"><title>Help desk</title><style>
  :root { color-scheme: light dark }
  body { margin: 0; padding: 20px 24px; font: 15px/1.5 system-ui, sans-serif }
  p { max-width: 440px; margin: 0 0 14px; padding: 10px 14px; border-radius: 12px; background: light-dark(#eef1f5, #2b3037) }
  .user { margin-left: auto; background: light-dark(#d7e7ff, #1d3a63) }
</style><p class="user">${PANEL.question}</p><p class="bot">${PANEL.answer}</p>`;

const CHIP: ToChip = {
  type: 'chip',
  source: { ...source, cache: 'hit-semantic', ...PANEL.source },
  element: '.bot',
};
const FRESH: ToChip = {
  type: 'chip-answer',
  decision: source.decision,
  text: 'Choose “Forgot password?” on the sign-in page and follow the link that is sent to you.',
};

/** The chip as it stands on a page, and with what the user's own model says instead. */
export async function takeChipPictures(executable: string): Promise<void> {
  const browser = await startPageHookBrowser(executable);
  browser.server.pages.set('/help', { html: HELP_DESK });
  const page = await browser.open('/help');
  await page.setViewportSize({ width: 680, height: 420 });
  const pictures: [name: string, message: ToChip, keys: string[]][] = [
    ['chip', CHIP, []],
    ['chip-fresh-answer', FRESH, []],
    // The page has nothing else that takes the focus.
    ['chip-why', CHIP, ['Tab', 'Enter']],
  ];
  for (const [name, message, keys] of pictures) {
    await browser.worker.evaluate(
      `self.ports.forEach((port) => port.postMessage(${JSON.stringify(message)}))`,
    );
    await page.locator('askonce-chip').waitFor();
    for (const key of keys) await page.keyboard.press(key);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // The chip takes its place before the next paint.
      await page.evaluate(
        'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
      );
      keepPicture(`${name}-${colorScheme}`, await page.screenshot({ animations: 'disabled' }));
    }
  }
  await browser.close();
}
