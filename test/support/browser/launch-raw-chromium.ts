import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connectRawCdp, type RawCdp } from './raw-cdp.ts';
import type { TestBrowser } from './test-browser.ts';
import { waitFor, type TestPage } from './test-page.ts';

/**
 * Chromium driven over the bare protocol, for tests of the background's life: Playwright and Puppeteer attach to the
 * service worker, and one that is attached to never sleeps.
 */
export interface RawChromium extends TestBrowser {
  newPage(): Promise<RawPage>;
  /** Id of the extension's running service worker; undefined while it sleeps. */
  workerId(): Promise<string | undefined>;
  /** Ends the service worker, as the browser does after its idle time. */
  endWorker(): Promise<void>;
  /** What the service worker holds after a collection of garbage, in bytes. */
  workerHeapBytes(): Promise<number>;
}

export interface RawPage extends TestPage {
  /** The same of the page. */
  heapBytes(): Promise<number>;
}

interface Target {
  targetId: string;
  type: string;
  url: string;
}

export async function launchRawChromium(executable: string, extension: string): Promise<RawChromium> {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'askonce-raw-chromium-'));
  const child = spawn(
    executable,
    [
      ...['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--no-first-run', '--disable-gpu'],
      ...['--remote-debugging-port=0', `--user-data-dir=${profile}`],
      ...[`--disable-extensions-except=${extension}`, `--load-extension=${extension}`, 'about:blank'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const cdp = await connectRawCdp(await endpointOf(child.stderr));
  const targets = async (): Promise<Target[]> =>
    (await cdp.send('Target.getTargets', { filter: [{}] })).targetInfos as Target[];
  const worker = async (): Promise<Target | undefined> =>
    (await targets()).find(
      ({ type, url }) => type === 'service_worker' && url.startsWith('chrome-extension://'),
    );
  let extensionOrigin = '';
  while (extensionOrigin === '')
    extensionOrigin = (await worker())?.url.split('/').slice(0, 3).join('/') ?? '';

  return {
    name: 'chromium',
    workerId: async () => (await worker())?.targetId,
    async endWorker() {
      const running = await worker();
      if (!running) return;
      await cdp.send('Target.closeTarget', { targetId: running.targetId });
      // Another may be there at once: somebody spoke to it.
      while ((await worker())?.targetId === running.targetId);
    },
    async workerHeapBytes() {
      const targetId = (await worker())?.targetId;
      const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true });
      const bytes = await heapBytes(cdp, sessionId as string);
      await cdp.send('Target.detachFromTarget', { sessionId });
      return bytes;
    },
    newPage: () => openPage(cdp),
    async extensionPage(file) {
      const page = await openPage(cdp);
      await page.goto(`${extensionOrigin}/${file}`);
      return page;
    },
    async close() {
      const closed = once(child, 'close');
      await cdp.send('Browser.close').catch(() => child.kill('SIGKILL'));
      await closed;
      cdp.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function heapBytes(cdp: RawCdp, session: string): Promise<number> {
  // Twice: what a first collection lets go of may have held more.
  await cdp.send('HeapProfiler.collectGarbage', {}, session);
  await cdp.send('HeapProfiler.collectGarbage', {}, session);
  return (await cdp.send('Runtime.getHeapUsage', {}, session)).usedSize as number;
}

async function endpointOf(stderr: NodeJS.ReadableStream): Promise<string> {
  let printed = '';
  for await (const text of stderr) {
    printed += String(text);
    const url = /DevTools listening on (ws:\S+)/.exec(printed)?.[1];
    if (url === undefined) continue;
    // Nobody reads on, and the browser must not wait for that.
    stderr.resume();
    return url;
  }
  throw new Error(`Chromium did not start.\n${printed}`);
}

async function openPage(cdp: RawCdp): Promise<RawPage> {
  const { targetId } = await cdp.send('Target.createTarget', { url: 'about:blank' });
  const attached = await cdp.send('Target.attachToTarget', { targetId, flatten: true });
  const session = attached.sessionId as string;
  const send = (method: string, parameters?: object): Promise<Record<string, unknown>> =>
    cdp.send(method, parameters, session);
  let address = 'about:blank';
  const evaluate = async <T>(expression: string): Promise<T> => {
    const reply = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const { exceptionDetails, result } = reply as {
      exceptionDetails?: { text: string; exception?: { description?: string } };
      result: { value: T };
    };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const goto = async (url: string): Promise<void> => {
    await send('Page.navigate', { url });
    address = url;
    const loaded = `location.href === ${JSON.stringify(url)} && document.readyState === 'complete'`;
    // While the document changes there is nothing to evaluate in.
    while (!(await evaluate<boolean>(loaded).catch(() => false)));
  };
  const page: RawPage = {
    errors: [],
    heapBytes: () => heapBytes(cdp, session),
    goto,
    url: () => address,
    evaluate,
    typeKeys: async (text) => {
      await send('Input.insertText', { text });
    },
    press: async (key) => {
      if (key !== 'Enter') throw new Error(`This page knows no key ${key}.`);
      const enter = { key, code: key, windowsVirtualKeyCode: 13, text: '\r' };
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...enter });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
    },
    clickAt: async (x, y) => {
      const at = { x, y, button: 'left', clickCount: 1 };
      await send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at });
      await send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at });
    },
    activate: async () => {
      await send('Page.bringToFront');
    },
    reload: () => goto(address),
    screenshot: () => Promise.reject(new Error('This page takes no screenshots.')),
    close: async () => {
      await cdp.send('Target.closeTarget', { targetId });
    },
  };
  await waitFor(page, 'document.body');
  return page;
}
