/** Where the chip stands: beneath the page's newest answer, where the site's adapter says how to find one. */

/** `inset` of the corner that it stands in otherwise. */
export const CORNER = 'auto 16px 16px auto';

const GAP = 6;
const MARGIN = 16;

interface Size {
  width: number;
  height: number;
}
type Box = Size & { left: number; top: number };

/** The last element that the selector finds; none where it is no selector that the browser knows. */
export function newestAnswer(document: Document, selector: string): Element | undefined {
  try {
    return [...document.querySelectorAll(selector)].at(-1);
  } catch {
    return undefined;
  }
}

/** The chip's `inset` in pixels, within the window; the corner's where the answer is out of sight. */
export function insetBeneath(answer: Box, chip: Size, window: Size): string {
  const bottom = answer.top + answer.height;
  const isInSight = answer.height > 0 && bottom > 0 && answer.top < window.height;
  if (!isInSight) return CORNER;
  const top = Math.min(bottom + GAP, window.height - chip.height - MARGIN);
  const left = Math.min(Math.max(answer.left, MARGIN), window.width - chip.width - MARGIN);
  return `${Math.round(Math.max(top, 0))}px auto auto ${Math.round(Math.max(left, 0))}px`;
}
