import { setTimeout } from 'node:timers/promises';
import { popupStrings } from '../../../extension/strings';
import type { SiteSetting } from '../../../shared/protocol.ts';
import { makeHome, type AskOnceHome, type AskOnceProcess } from '../spawn-askonce.ts';
import { builtExtension, FIREFOX_ID } from './built-extension.ts';
import { CLIENTS, clientPage } from './client-pages.ts';
import type { BrowserName } from './find-browser.ts';
import { launchChromium } from './launch-chromium.ts';
import { launchFirefox } from './launch-firefox.ts';
import { startSite, type Site } from './site-server.ts';
import type { TestBrowser } from './test-browser.ts';
import { click, typeInto, waitFor, type TestPage } from './test-page.ts';

/** A browser with the built extension, paired with a daemon of its own; both are real processes. */
export interface PairedBrowser {
  browser: TestBrowser;
  home: AskOnceHome;
  /** The daemon that runs now. */
  daemon: AskOnceProcess;
  /** A page of the extension's own, in a tab. */
  popup: TestPage;
  /** Says something to the extension's background, as its pages do. */
  say(message: object): Promise<unknown>;
  /** Starts a site with every client's page. */
  startSite(more?: Record<string, string>): Promise<Site>;
  /** Starts one and switches it on. */
  openSite(setting?: Partial<SiteSetting>, more?: Record<string, string>): Promise<Site>;
  /** Switches the page's site on as a person does it: by the button of the popup that is opened over it. */
  enableThroughPopup(page: TestPage): Promise<void>;
  changeSite(site: Site, setting: Partial<SiteSetting>): Promise<void>;
  newPage(): Promise<TestPage>;
  /** Kills the daemon at once, as a crash does. */
  killDaemon(): Promise<void>;
  /** Starts it again on its port. */
  restartDaemon(): Promise<void>;
  /** Resolves when the daemon holds so many answers. */
  untilStored(count: number): Promise<void>;
  /** Until the popup says that browser and daemon are connected. */
  connected(): Promise<void>;
  close(): Promise<void>;
}

interface PairedOptions {
  /** `test` where nothing is said. */
  build?: 'prod' | 'test';
  /** Another way to launch the browser. */
  launch?: () => Promise<TestBrowser>;
  /** The daemon's config.yaml, as a value. */
  config?: object;
}

async function launchWithExtension(
  name: BrowserName,
  executable: string,
  build: 'prod' | 'test',
): Promise<TestBrowser> {
  const folder = await builtExtension(name, build);
  return name === 'chromium'
    ? launchChromium({ executable, extension: folder })
    : launchFirefox({ executable, extension: { folder, id: FIREFOX_ID } });
}

export async function launchPaired(
  name: BrowserName,
  executable: string,
  { config, build = 'test', launch = () => launchWithExtension(name, executable, build) }: PairedOptions = {},
): Promise<PairedBrowser> {
  const home = makeHome();
  if (config) home.writeConfig(config);
  const [browser, first] = await Promise.all([launch(), home.start()]);
  const port = Number(new URL(first.origin).port);
  const popup = await browser.extensionPage('popup.html');
  const sites: Site[] = [];
  const pages: TestPage[] = [];
  const say = (message: object): Promise<unknown> => sayTo(popup, message);

  const paired: PairedBrowser = {
    ...{ browser, home, daemon: first, popup, say },
    async startSite(more = {}) {
      const folders = await Promise.all(
        CLIENTS.map(async (client) => [`/${client}/`, await clientPage(client)]),
      );
      const site = await startSite({ folders: { ...(Object.fromEntries(folders) as object), ...more } });
      sites.push(site);
      return site;
    },
    async openSite(setting = {}, more = {}) {
      const site = await paired.startSite(more);
      await paired.changeSite(site, setting);
      return site;
    },
    enableThroughPopup: (page) => enableThroughPopup(popup, page),
    async changeSite(site, setting) {
      const whole = {
        origin: site.origin,
        mode: 'answer',
        onMiss: 'page',
        models: {},
        sharesWithTeam: false,
      };
      await say({ type: 'save-site', setting: { ...whole, ...setting } });
    },
    async newPage() {
      const page = await browser.newPage();
      pages.push(page);
      return page;
    },
    async killDaemon() {
      await paired.daemon.kill('SIGKILL');
    },
    async restartDaemon() {
      paired.daemon = await home.start('--port', String(port));
    },
    async connected() {
      await waitFor(popup, `${stateOf('connection.kind')}.then((kind) => kind === 'paired')`, 15_000);
    },
    async untilStored(count) {
      const until = performance.now() + 20_000;
      let total = -1;
      while (total !== count) {
        if (performance.now() > until) throw new Error(`The daemon holds ${total} answers, not ${count}.`);
        total = await countStored(paired.daemon);
        await setTimeout(10);
      }
    },
    async close() {
      await browser.close();
      await Promise.all(sites.map((site) => site.close()));
      await home.remove();
    },
  };
  try {
    await backgroundUp(popup);
    await say({ type: 'set-port', port });
    await pairThroughPopup(popup, first);
    await paired.connected();
  } catch (error) {
    await paired.close();
    throw error;
  }
  return paired;
}

/** How many answers the daemon holds. */
export async function countStored(daemon: AskOnceProcess): Promise<number> {
  const reply = await daemon.request('/askonce/entries?limit=1');
  return ((await reply.json()) as { total: number }).total;
}

/** A background that was just installed takes a moment before it listens, and Chromium may lose what is said before. */
async function backgroundUp(popup: TestPage): Promise<void> {
  const answer = `chrome.runtime.sendMessage({ type: 'read-state' }).then(Boolean, () => false)`;
  const late = `new Promise((resolve) => setTimeout(resolve, 500))`;
  await waitFor(popup, `Promise.race([${answer}, ${late}])`);
}

/** As a person does it: presses the popup's button, reads the code in the daemon's terminal, and types it. */
async function pairThroughPopup(popup: TestPage, daemon: AskOnceProcess): Promise<void> {
  await waitFor(popup, `${stateOf('connection.kind')}.then((kind) => kind === 'not-paired')`);
  await click(popup, 'button.primary');
  await typeInto(popup, 'input.code', '');
  const code = daemon
    .output()
    .match(/Pairing code: (\S+)/g)
    ?.at(-1)
    ?.split(' ')
    .at(-1);
  if (code === undefined) throw new Error(`The daemon shows no pairing code:\n${daemon.output()}`);
  await popup.typeKeys(code);
  await popup.press('Enter');
}

async function enableThroughPopup(popup: TestPage, page: TestPage): Promise<void> {
  // When it opens it reads which tab is shown; the mouse reaches what is shown.
  await page.activate();
  await popup.reload();
  await waitFor(popup, `document.body.innerText.includes(${JSON.stringify(popupStrings.enable)})`);
  await popup.activate();
  await click(popup, 'section button.primary');
  await waitFor(popup, `chrome.scripting.getRegisteredContentScripts().then(({ length }) => length > 0)`);
}

/** An expression for a part of the extension's state. */
function stateOf(path: string): string {
  return `chrome.runtime.sendMessage({ type: 'read-state' }).then((state) => state.${path})`;
}

async function sayTo(popup: TestPage, message: object): Promise<unknown> {
  const answer = await popup.evaluate<unknown>(`chrome.runtime.sendMessage(${JSON.stringify(message)})`);
  if (typeof answer === 'object' && answer !== null && 'error' in answer) {
    throw new Error(`The extension refused ${JSON.stringify(message)}: ${String(answer.error)}`);
  }
  return answer;
}
