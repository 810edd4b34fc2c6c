import type { Page, Worker } from 'playwright-core';
import { launchChromium } from '../browser/launch-chromium.ts';
import { buildTestExtension } from './build-extension.ts';
import { startModelServer, type ModelServer } from './model-server.ts';

/** What a page sent to the scripted background. */
export interface LoggedMessage {
  type: string;
  id?: string;
  url: string;
  [member: string]: unknown;
}

/** Chromium with the page hook, and a site for it. */
export interface PageHookBrowser {
  server: ModelServer;
  worker: Worker;
  /** Opens a page of the site; its scripts reach `ask` and friends only where a test adds them. */
  open(path?: string): Promise<Page>;
  /** What pages sent since the last call of `forget`. */
  messages(type?: string): Promise<LoggedMessage[]>;
  /** Waits until a page has sent so many of a kind. */
  waitForMessages(type: string, count?: number): Promise<LoggedMessage[]>;
  forget(): Promise<void>;
  close(): Promise<void>;
}

export async function startPageHookBrowser(executable: string): Promise<PageHookBrowser> {
  const extension = await buildTestExtension();
  const server = await startModelServer();
  const browser = await launchChromium({ executable, extension: extension.folder });
  const { context } = browser;
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const messages = async (type?: string) => {
    const log = await worker.evaluate<LoggedMessage[]>('self.log');
    return log.filter((message) => type === undefined || message.type === type);
  };
  return {
    server,
    worker,
    open: async (path = '/') => {
      const page = await context.newPage();
      await page.goto(server.origin + path);
      // The rules are on their way to the page since before it loaded.
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 30))');
      return page;
    },
    messages,
    waitForMessages: async (type, count = 1) => {
      const until = performance.now() + 5_000;
      for (;;) {
        const found = await messages(type);
        if (found.length >= count) return found;
        if (performance.now() > until) throw new Error(`Waited in vain for ${count} of "${type}".`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    forget: async () => {
      server.calls.length = 0;
      await worker.evaluate('self.log.length = 0');
    },
    close: async () => {
      for (const page of context.pages()) await page.close();
      await browser.close();
      extension.remove();
      await server.close();
    },
  };
}
