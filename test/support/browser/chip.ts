import { setTimeout } from 'node:timers/promises';
import type { CDPSession } from 'playwright-core';
import type { ChromiumPage } from './launch-chromium.ts';

/** The chip as a person sees it. Its shadow root is closed to the page; the DevTools protocol sees through. */
export interface SeenChip {
  text: string;
  /** The buttons' labels. */
  buttons: string[];
}

interface DomNode {
  nodeId: number;
  nodeName: string;
  nodeValue: string;
  children?: DomNode[];
  shadowRoots?: DomNode[];
  contentDocument?: DomNode;
}

/** Waits for the chip and for the words in it. */
export async function seeChip(page: ChromiumPage, words: RegExp): Promise<SeenChip> {
  const cdp = await page.cdp();
  const until = performance.now() + 5_000;
  for (;;) {
    const box = await findChip(cdp);
    const text = box ? textOf(box) : 'no chip';
    if (box && words.test(text)) {
      const buttons = all(box, 'BUTTON').map(textOf);
      await cdp.detach();
      return { text, buttons };
    }
    if (performance.now() > until)
      throw new Error(`Waited in vain for a chip with ${String(words)}: ${text}`);
    await setTimeout(20);
  }
}

/** Presses one of the chip's buttons with the mouse. */
export async function pressOnChip(page: ChromiumPage, label: string): Promise<void> {
  const cdp = await page.cdp();
  const box = await findChip(cdp);
  const button = box && all(box, 'BUTTON').find((one) => textOf(one) === label);
  if (!button) throw new Error(`The chip has no button "${label}".`);
  const { model } = await cdp.send('DOM.getBoxModel', { nodeId: button.nodeId });
  const [left = 0, top = 0, , , right = 0, bottom = 0] = model.content;
  await cdp.detach();
  await page.clickAt((left + right) / 2, (top + bottom) / 2);
}

async function findChip(cdp: CDPSession): Promise<DomNode | undefined> {
  const { root } = (await cdp.send('DOM.getDocument', { depth: -1, pierce: true })) as { root: DomNode };
  return all(root, 'ASKONCE-CHIP')[0]?.shadowRoots?.[0];
}

function all(node: DomNode, name: string): DomNode[] {
  const below = [...(node.children ?? []), ...(node.shadowRoots ?? [])].flatMap((child) => all(child, name));
  return node.nodeName === name ? [node, ...below] : below;
}

function textOf(node: DomNode): string {
  if (node.nodeName === 'STYLE') return '';
  const below = (node.children ?? []).map(textOf).filter((text) => text !== '');
  return [node.nodeName === '#text' ? node.nodeValue : '', ...below].join(' ').trim();
}
