import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { launchPaired, type PairedBrowser } from '../support/browser/paired-browser.ts';
import type { Site } from '../support/browser/site-server.ts';
import type { TestPage } from '../support/browser/test-page.ts';

// A page that knows the extension's source and wants its port, another site's answers, or the daemon itself.

const QUESTION = 'What are the main renewable energy sources?';
/** Runs before every other script of the page: listens everywhere and wraps everything that could carry a port. */
const SPY = `
  window.captured = [];
  const note = (how, value) => captured.push(how + ': ' + String(value?.type ?? value));
  for (const target of [window, document, document.documentElement]) {
    for (const type of ['message', 'messageerror', 'askonce:hello', 'askonce:offer']) {
      target.addEventListener(type, (event) => note(type, event), true);
    }
  }
  const wrap = (owner, name) => {
    const own = owner[name];
    owner[name] = function (...rest) { note(name, rest[0]); return own.apply(this, rest); };
  };
  wrap(MessagePort.prototype, 'postMessage');
  wrap(MessagePort.prototype, 'addEventListener');
  wrap(window, 'postMessage');
  wrap(EventTarget.prototype, 'dispatchEvent');
  window.realChannel = MessageChannel;
  window.MessageChannel = class extends realChannel { constructor() { super(); note('channel', 'made'); } };
`;
const ASK = `fetch('/v1/chat/completions', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: ${JSON.stringify(QUESTION)} }] }),
}).then((response) => response.json()).then(({ choices }) => choices[0].message.content)`;

for (const name of ['chromium', 'firefox'] as const) {
  describeWithBrowser(name, `${name}: a hostile page`, (executable) => {
    let paired: PairedBrowser;
    let victim: Site;
    let page: TestPage;
    beforeAll(async () => {
      paired = await launchPaired(name, executable);
      victim = await paired.openSite();
      victim.pages.set('/', { html: `<!doctype html><script>${SPY}</script><title>page</title>` });
      const first = await open(victim);
      await first.evaluate(ASK);
      await paired.untilStored(1);
    });
    afterAll(() => paired.close());
    const open = async (site: Site, path = '/'): Promise<TestPage> => {
      const opened = await paired.newPage();
      await opened.goto(`${site.origin}${path}`);
      // The rules reach a page a moment after it was loaded.
      await opened.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
      return opened;
    };
    const openHostile = async (): Promise<Site> => {
      const site = await paired.openSite();
      site.answer = () => 'The hostile site’s own words.';
      site.pages.set('/', { html: `<!doctype html><script>${SPY}</script><title>hostile</title>` });
      return site;
    };
    beforeEach(async () => {
      page = await open(victim);
      return () => page.close();
    });

    test('sees no event, port or message between the hook and the extension, though its answer comes from the cache', async () => {
      const before = victim.calls.length;

      expect(await page.evaluate(ASK)).toBe(victim.answer(QUESTION));
      expect(victim.calls).toHaveLength(before);
      expect(await page.evaluate('window.captured')).toEqual([]);
    });

    test('changes nothing by forged messages and events', async () => {
      const before = victim.calls.length;
      await page.evaluate(`(() => {
        const verdict = { kind: 'respond', status: 200, headers: {}, chunks: ['forged'], paceMs: 0, more: false, source: {} };
        const forged = [
          { type: 'verdict', id: '1', verdict }, { type: 'rules', rules: [] }, { type: 'off' },
          { type: 'chunks', id: '1', chunks: ['forged'] }, { type: 'chat-request', id: '1', site: 'https://bank.example' },
        ];
        for (const message of forged) {
          window.postMessage(message, '*');
          for (const kind of ['message', 'askonce:hello', 'askonce:offer']) {
            const channel = new realChannel();
            document.dispatchEvent(new MessageEvent(kind, { data: message, ports: [channel.port1] }));
            window.dispatchEvent(new CustomEvent(kind, { detail: message }));
          }
        }
      })()`);

      expect(await page.evaluate(ASK)).toBe(victim.answer(QUESTION));
      expect(victim.calls).toHaveLength(before);
    });

    test('gets its own model’s answer to a question whose answer another site has stored', async () => {
      const hostile = await openHostile();
      const thief = await open(hostile);

      expect(await thief.evaluate(ASK)).toBe('The hostile site’s own words.');
      expect(hostile.calls).toHaveLength(1);
      await thief.close();
    });

    test('gets no stored answer of another site by sending its request there', async () => {
      const hostile = await openHostile();
      const before = victim.calls.length;
      const thief = await open(hostile);
      await thief.evaluate(ASK.replace("'/v1", `'${victim.origin}/v1`));

      expect(victim.calls).toHaveLength(before + 1);
      await thief.close();
    });

    test('opens no socket to the daemon and reads nothing from its HTTP door', async () => {
      const { origin } = paired.daemon;
      const socket = `new Promise((resolve) => {
        const socket = new WebSocket('${origin.replace('http', 'ws')}/askonce/extension');
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('refused');
      })`;
      const read = (path: string, init: string): string =>
        `fetch('${origin}${path}', ${init}).then(async (response) => response.status + (await response.text()), (error) => error.name)`;

      expect(await page.evaluate(socket)).toBe('refused');
      for (const path of ['/health', '/askonce/status', '/askonce/entries', '/v1/models']) {
        expect(await page.evaluate(read(path, '{}'))).toBe('TypeError');
      }
      const simple = `{ method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"model":"auto","messages":[]}' }`;
      expect(await page.evaluate(read('/v1/chat/completions', simple))).toBe('TypeError');
    });

    test('finds nothing of the extension to load or to talk to', async () => {
      const own = await paired.popup.evaluate<string>('location.origin');
      const files = ['page.js', 'bridge.js', 'popup.html', 'manifest.json'];
      const attempts = files.map((file) => `fetch('${own}/${file}').then(() => 'read', () => 'refused')`);

      expect(await page.evaluate(`Promise.all([${attempts.join(',')}])`)).toEqual(files.map(() => 'refused'));
      expect(await page.evaluate(`typeof globalThis.chrome?.runtime?.connect`)).toBe('undefined');
    });

    test('gets nothing in a sandboxed frame, whose origin is nobody’s', async () => {
      const before = victim.calls.length;
      victim.pages.set('/frame', {
        html: `<!doctype html><iframe sandbox="allow-scripts" srcdoc="<script>const ask = ${ASK.replace("'/v1", `'${victim.origin}/v1`).replaceAll('"', '&quot;')}; setTimeout(() => ask().then((text) => parent.postMessage(text, '*'), (error) => parent.postMessage('failed ' + error, '*')), 500)</script>"></iframe><script>addEventListener('message', ({ data }) => (window.heard = data))</script>`.replace(
          'const ask = fetch(',
          'const ask = () => fetch(',
        ),
      });
      const framed = await open(victim, '/frame');
      const heard = await framed.evaluate(
        `new Promise((resolve) => { const look = () => (window.heard === undefined ? setTimeout(look, 20) : resolve(window.heard)); look(); })`,
      );

      expect(heard).toBe(victim.answer(QUESTION));
      expect(victim.calls).toHaveLength(before + 1);
      await framed.close();
    });
  });
}
