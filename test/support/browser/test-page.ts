import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/** A tab, the same in both browsers. Scripts are text: the tests know no browser types. */
export interface TestPage {
  goto(url: string): Promise<void>;
  url(): string;
  /** The value of an expression in the page's own world; a promise is awaited. */
  evaluate<T>(expression: string): Promise<T>;
  /** Types into what has the focus, key by key. */
  typeKeys(text: string): Promise<void>;
  press(key: string): Promise<void>;
  /** A click of the mouse, in pixels from the window's left upper corner. */
  clickAt(x: number, y: number): Promise<void>;
  /** Makes it the tab that its window shows. */
  activate(): Promise<void>;
  reload(): Promise<void>;
  screenshot(file: string): Promise<void>;
  /** What the page printed as errors so far; for the extension's own pages in Firefox, whatever went wrong in it. */
  errors: string[];
  close(): Promise<void>;
}

/** Elements for a selector, those in open shadow roots included. */
const DEEP = `const deep = (selector, root = document) => [
  ...root.querySelectorAll(selector),
  ...[...root.querySelectorAll('*')].flatMap((element) => (element.shadowRoot ? deep(selector, element.shadowRoot) : [])),
];`;

/** An expression over `deep`. */
export function withDeep(expression: string): string {
  return `(() => { ${DEEP} return ${expression}; })()`;
}

/** Resolves with the expression's first truthy value; the error of one that never comes says what the page shows. */
export async function waitFor<T>(page: TestPage, expression: string, timeoutMs = 10_000): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const value = await page.evaluate<T>(withDeep(expression));
    if (value) return value;
    if (performance.now() > until) {
      const shown = await page.evaluate<string>(`document.body?.innerText.slice(0, 1500)`);
      throw new Error(
        `Waited ${timeoutMs} ms in vain for ${expression}. The page shows:\n${shown}\n${page.errors.join('\n')}`,
      );
    }
    await setTimeout(15);
  }
}

const LAST = 'Only marks the end:';

/** The page's errors so far: they are whole when one of our own has come after them. */
export async function errorsSoFar(page: TestPage): Promise<string[]> {
  const last = `${LAST} ${randomUUID()}`;
  await page.evaluate(`reportError(new Error('${last}'))`);
  const until = performance.now() + 5_000;
  while (!page.errors.some((error) => error.includes(last))) {
    if (performance.now() > until) throw new Error('The browser does not report the errors of this page.');
    await setTimeout(10);
  }
  return page.errors.filter((error) => !error.includes(LAST));
}

/** Waits for the element, focuses it and types. */
export async function typeInto(page: TestPage, selector: string, text: string): Promise<void> {
  await waitFor(page, `deep(${JSON.stringify(selector)}).length > 0`);
  await page.evaluate(withDeep(`void deep(${JSON.stringify(selector)})[0].focus()`));
  await page.typeKeys(text);
}

/** Clicks the middle of the first such element with the mouse. */
export async function click(page: TestPage, selector: string): Promise<void> {
  const element = `deep(${JSON.stringify(selector)})[0]`;
  const middle = `(({ x, y, width, height }) => [x + width / 2, y + height / 2])(${element}.getBoundingClientRect())`;
  await waitFor(page, `${element} && (${element}.scrollIntoView({ block: 'nearest' }), true)`);
  const [x, y] = await page.evaluate<[number, number]>(withDeep(middle));
  await page.clickAt(x, y);
}
