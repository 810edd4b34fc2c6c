import type { BrowserName } from './find-browser.ts';
import type { TestPage } from './test-page.ts';

/** A running browser with the extension in it. */
export interface TestBrowser {
  name: BrowserName;
  newPage(): Promise<TestPage>;
  /** A page of the extension's own ("popup.html") in a tab. */
  extensionPage(file: string): Promise<TestPage>;
  close(): Promise<void>;
}
