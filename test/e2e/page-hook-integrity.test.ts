import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { startPageHookBrowser, type PageHookBrowser } from '../support/page-hook/page-hook-browser.ts';
import { bodyWith, respond } from '../support/page-hook/replies.ts';

const ours = JSON.stringify(bodyWith([respond(['ours'])]));
const post = `fetch('/api/chat', { method: 'POST', body: ${JSON.stringify(bodyWith([respond(['ours'])]))} }).then((r) => r.text())`;
const soon = 'await new Promise((resolve) => setTimeout(resolve, 60));';

describeWithBrowser('chromium', 'page hook: page integrity', (executable) => {
  let browser: PageHookBrowser;
  beforeAll(async () => {
    browser = await startPageHookBrowser(executable);
  });
  afterAll(() => browser.close());
  beforeEach(() => browser.forget());

  /** The same page without the hook, under another name of this machine. */
  async function openWithoutHook(path = '/'): Promise<Page> {
    const page = await (await browser.open('/')).context().newPage();
    await page.goto(browser.server.origin.replace('127.0.0.1', 'localhost') + path);
    return page;
  }

  async function inBoth(expression: string, path = '/'): Promise<{ hooked: unknown; plain: unknown }> {
    const hookedPage = await browser.open(path);
    const plainPage = await openWithoutHook(path);
    const hooked = await hookedPage.evaluate(expression);
    const plain = await plainPage.evaluate(expression);
    await hookedPage.close();
    await plainPage.close();
    return { hooked, plain };
  }

  test('leaves no global, and changes no name, length, text, order or attribute of what it patches', async () => {
    const { hooked, plain } = await inBoth(`(() => {
      const frame = document.createElement('iframe');
      const describe = (owner) => Object.getOwnPropertyNames(owner);
      const attributes = (owner, name) => { const { value, ...rest } = Object.getOwnPropertyDescriptor(owner, name); return [rest, value.name, value.length, String(value), Object.getOwnPropertyNames(value), 'prototype' in value]; };
      return [
        Object.keys(window), describe(window), Object.getOwnPropertySymbols(window).map(String), describe(document),
        describe(XMLHttpRequest.prototype), describe(Function.prototype), describe(Response.prototype),
        attributes(window, 'fetch'), attributes(Function.prototype, 'toString'),
        ...['open', 'send', 'setRequestHeader', 'abort', 'overrideMimeType'].map((name) => attributes(XMLHttpRequest.prototype, name)),
        Function.prototype.toString.call(fetch), fetch.toString.toString(),
      ];
    })()`);
    expect(hooked).toEqual(plain);
  });

  test('pages with `let e`, `let t` and `let define` run', async () => {
    browser.server.pages.set('/lets', {
      html: `<script>let e = 1; let t = 2; let define = 3; const n = 4, r = 5, i = 6, o = 7, a = 8; window.ran = e + t + define;</script>`,
    });
    const page = await browser.open('/lets');
    expect(await page.evaluate('window.ran')).toBe(6);
    expect(await page.evaluate(post)).toBe('ours');
    await page.close();
  });

  test('an AMD loader keeps its `define`', async () => {
    browser.server.pages.set('/amd', {
      html: `<script>window.modules = []; window.define = (name, make) => window.modules.push([name, make()]); define.amd = {};</script>
        <script>define('first', () => 1);</script><script>define('second', () => 2);</script>`,
    });
    const page = await browser.open('/amd');
    expect(await page.evaluate('window.modules')).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
    await page.close();
  });

  test('a page script cannot catch the handshake or an unpatched `fetch`', async () => {
    browser.server.pages.set('/catch', {
      html: `<script>
        window.caught = [];
        for (const type of ['askonce:hello', 'askonce:offer', 'message']) addEventListener(type, (event) => caught.push(event.type), true);
        const answer = dispatchEvent(new Event('askonce:hello'));
        window.firstFetch = fetch;
      </script>`,
    });
    const page = await browser.open('/catch');
    expect(await page.evaluate(post)).toBe('ours');
    expect(await page.evaluate('window.caught')).toEqual(['askonce:hello']);
    expect(await page.evaluate('window.firstFetch === fetch')).toBe(true);
    await page.close();
  });

  test('empty, srcdoc and same-origin frames are hooked, each once', async () => {
    const page = await browser.open();
    const result = await page.evaluate(`(async () => {
      const add = (set) => { const frame = document.createElement('iframe'); set(frame); document.body.append(frame); return frame; };
      const empty = add(() => undefined);
      const atOnce = empty.contentWindow.fetch;
      const loaded = (frame) => new Promise((resolve) => frame.addEventListener('load', () => resolve(frame)));
      const source = await loaded(add((frame) => { frame.srcdoc = '<p>x</p>'; }));
      const own = await loaded(add((frame) => { frame.src = '/'; }));
      ${soon}
      const texts = [];
      for (const frame of [empty, source, own]) {
        texts.push(await (await frame.contentWindow.fetch('/api/chat', { method: 'POST', body: ${ours} })).text());
      }
      const taken = await (await atOnce('/api/chat', { method: 'POST', body: ${ours} })).text();
      return [texts, taken];
    })()`);
    expect(result).toEqual([['ours', 'ours', 'ours'], 'ours']);
    expect(await browser.messages('chat-request')).toHaveLength(4);
    expect(browser.server.calls).toEqual([]);
    await page.close();
  });

  test('a sandboxed frame of opaque origin is hooked', async () => {
    const page = await browser.open();
    const text = await page.evaluate(`new Promise((resolve) => {
      addEventListener('message', (event) => resolve(event.data));
      const frame = document.createElement('iframe');
      frame.sandbox = 'allow-scripts';
      frame.srcdoc = '<script>setTimeout(async () => { const response = await fetch(' + JSON.stringify(location.origin + '/api/chat') + ', { method: "POST", body: ' + JSON.stringify(JSON.stringify(JSON.parse(${ours}))).replaceAll('<', '\\\\u003c') + ' }); parent.postMessage(await response.text() + " " + response.type, "*"); }, 80)</' + 'script>';
      document.body.append(frame);
    })`);
    expect(text).toBe('ours cors');
    await page.close();
  });

  test('a page whose policy forbids connections still gets its answer', async () => {
    const policy = "default-src 'none'; script-src 'nonce-x'";
    browser.server.pages.set('/strict', {
      html: `<script nonce="x">setTimeout(() => { window.answer = ${post}; }, 60)</script>`,
      headers: { 'content-security-policy': policy },
    });
    const page = await browser.open('/strict');
    await page.waitForFunction('window.answer');
    expect(await page.evaluate('window.answer')).toBe('ours');
    await page.close();
  });

  test('a page’s own service worker answers what passes', async () => {
    browser.server.pages.set('/sw.js', {
      type: 'text/javascript',
      html: `addEventListener('install', () => skipWaiting()); addEventListener('activate', (event) => event.waitUntil(clients.claim()));
        addEventListener('fetch', (event) => { if (event.request.method === 'POST') event.respondWith(event.request.text().then((text) => new Response('worker got ' + text.length))); });`,
    });
    browser.server.pages.set('/with-sw', { html: '<title>sw</title>' });
    const page = await browser.open('/with-sw');
    const result = await page.evaluate(`(async () => {
      await navigator.serviceWorker.register('/sw.js');
      await navigator.serviceWorker.ready;
      while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 10));
      const passed = await (await fetch('/api/chat', { method: 'POST', body: '{}' })).text();
      const answered = await ${post};
      for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
      return [passed, answered];
    })()`);
    expect(result).toEqual(['worker got 2', 'ours']);
    await page.close();
  });

  test('reads Request objects, and uses them up as the browser does', async () => {
    const page = await browser.open();
    const result = await page.evaluate(`(async () => {
      const make = (body) => new Request('/api/chat', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      const answered = make(${ours});
      const first = fetch(answered);
      const used = answered.bodyUsed;
      const passed = make('{}');
      const texts = [await (await first).text(), await (await fetch(passed)).text()];
      const again = await fetch(passed).catch((error) => error.name);
      return [used, texts, passed.bodyUsed, again];
    })()`);
    expect(result).toEqual([true, ['ours', 'native'], true, 'TypeError']);
    expect(browser.server.calls).toMatchObject([
      { body: '{}', headers: { 'content-type': 'application/json', 'content-length': '2' } },
    ]);
    await page.close();
  });

  test('reads a Request of another frame', async () => {
    const page = await browser.open();
    const text = await page.evaluate(`(async () => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const request = new frame.contentWindow.Request(location.origin + '/api/chat', { method: 'POST', body: ${ours} });
      return [request instanceof Request, await (await fetch(request)).text()];
    })()`);
    expect(text).toEqual([false, 'ours']);
    await page.close();
  });

  test('works where the page has broken built-ins', async () => {
    const html = `<script>
      window.leaked = [];
      const setTimer = setTimeout;
      const define = Object.defineProperty;
      const spoil = (owner, name) => {
        owner[name] = function () {
          leaked[leaked.length] = String(name);
          throw new Error('spoilt');
        };
      };
      const spoilt = ['status', 'headers', 'value', 'get', 'then', 'type', 'signal', 'toJSON', 'apply', 'pull', 'highWaterMark'];
      for (let index = 0; index < spoilt.length; index += 1) {
        const name = spoilt[index];
        const get = () => { leaked[leaked.length] = 'get ' + name; };
        const set = function (value) { define(this, name, { __proto__: null, value, writable: true, configurable: true, enumerable: true }); };
        define(Object.prototype, name, { __proto__: null, configurable: true, get, set });
      }
      spoil(Array.prototype, 'push');
      spoil(String.prototype, 'startsWith');
      spoil(String.prototype, 'indexOf');
      spoil(JSON, 'parse');
      spoil(JSON, 'stringify');
      spoil(Promise.prototype, 'then');
      spoil(Reflect, 'apply');
      spoil(MessagePort.prototype, 'postMessage');
      spoil(TextEncoder.prototype, 'encode');
      spoil(EventTarget.prototype, 'addEventListener');
      spoil(WeakMap.prototype, 'get');
      spoil(window, 'setTimeout');
      spoil(Array.prototype, Symbol.iterator);
      setTimer(async () => {
        window.before = leaked.length;
        const response = await fetch('/api/chat', { method: 'POST', body: ${ours} });
        const { value } = await response.body.getReader().read();
        window.during = leaked.slice(window.before);
        window.text = String.fromCharCode(value[0], value[1], value[2], value[3]);
      }, 80);
    </script>`;
    browser.server.pages.set('/broken', { html });
    // In a frame, so that the test's own scripts keep theirs.
    const page = await browser.open();
    await page.evaluate(`document.body.innerHTML = '<iframe src="/broken"></iframe>'`);
    await expect.poll(() => page.evaluate('frames[0].text')).toBe('ours');
    // What the browser's own `fetch` and `read` would look up, too: the call's init, and `then` of what they resolve with.
    const during = await page.evaluate<string[]>('frames[0].during');
    expect(new Set(during)).toEqual(new Set(['get signal', 'get headers', 'get then']));
    expect(during.filter((name) => name === 'get then')).toHaveLength(2);
    await page.close();
  });

  const own = `{ 'content-type': 'application/json' }`;
  test.each([
    ['redirect', `fetch('/redirect', { method: 'POST', body: '{}' })`],
    ['redirect: manual', `fetch('/redirect', { method: 'POST', body: '{}', redirect: 'manual' })`],
    ['redirect: error', `fetch('/redirect', { method: 'POST', body: '{}', redirect: 'error' })`],
    ['no-cors', `fetch('/api/chat', { method: 'POST', body: '{}', mode: 'no-cors' })`],
    ['credentials: omit', `fetch('/api/chat', { method: 'POST', body: '{}', credentials: 'omit' })`],
    ['credentials', `fetch('/api/chat', { method: 'POST', body: '{}' })`],
    ['keepalive', `fetch('/api/chat', { method: 'POST', body: '{}', keepalive: true })`],
    ['headers', `fetch('/api/chat', { method: 'POST', body: '{}', headers: ${own} })`],
    [
      'changed headers',
      `(() => { const headers = new Headers(${own}); const sent = fetch('/api/chat', { method: 'POST', body: '{}', headers }); headers.set('content-type', 'changed'); return sent; })()`,
    ],
    ['parameters', `fetch('/api/chat', { method: 'POST', body: new URLSearchParams({ a: '1 2' }) })`],
    ['blob', `fetch('/api/chat', { method: 'POST', body: new Blob(['{}'], { type: 'application/x-own' }) })`],
    ['bytes', `fetch('/api/chat', { method: 'POST', body: new TextEncoder().encode('{}') })`],
    ['form', `fetch('/api/chat', { method: 'POST', body: new FormData() }).then((r) => new Response('', r))`],
    [
      'stream',
      `fetch('/api/chat', { method: 'POST', duplex: 'half', body: new ReadableStream({ start(c) { c.close(); } }) })`,
    ],
    [
      'Request of a stream',
      `fetch(new Request('/api/chat', { method: 'POST', duplex: 'half', body: new ReadableStream({ start(c) { c.enqueue(new Uint8Array(2)); c.close(); } }) }))`,
    ],
    ['no body', `fetch('/api/chat', { method: 'POST' })`],
    ['lower-case method', `fetch('/api/chat', { method: 'post', body: '{}' })`],
    [
      'Request and init',
      `fetch(new Request('/api/chat', { method: 'POST', body: 'a', headers: { 'x-own': '1' } }), { body: '{}' })`,
    ],
    ['status 500', `fetch('/api/chat', { method: 'POST', body: '{"server":{"status":500}}' })`],
    ['status 204', `fetch('/api/chat', { method: 'POST', body: '{"server":{"status":204,"pieces":[]}}' })`],
    ['refused connection', `fetch('http://127.0.0.1:1/api/chat', { method: 'POST', body: '{}' })`],
    ['bad address', `fetch('http://[', { method: 'POST', body: '{}' })`],
    ['bad header', `fetch('/api/chat', { method: 'POST', body: '{}', headers: { 'bad name': '1' } })`],
    ['integrity', `fetch('/api/chat', { method: 'POST', body: '{}', integrity: 'sha256-AAAA' })`],
    ['aborted', `fetch('/api/chat', { method: 'POST', body: '{}', signal: AbortSignal.abort() })`],
    [
      'aborted with a reason',
      `fetch('/api/chat', { method: 'POST', body: '{}', signal: AbortSignal.abort('why') })`,
    ],
    ['called on something else', `fetch.call({}, '/api/chat', { method: 'POST', body: '{}' })`],
    ['called without arguments', `fetch()`],
    ['inherited init', `fetch('/api/chat', Object.create({ method: 'POST', body: '{}', headers: ${own} }))`],
  ])('fetch means the same with and without the hook: %s', async (_name, call) => {
    const script = `(async () => {
      document.cookie = 'own=1';
      try {
        const r = await ${call};
        const url = r.url && new URL(r.url).pathname;
        return [r.status, r.type, r.redirected, r.ok, url, r.body === null, await r.text(), [...r.headers].filter(([name]) => name.startsWith('x-') || name === 'content-type')];
      } catch (error) {
        return [typeof error, String(error).replaceAll('127.0.0.1', 'localhost')];
      }
    })()`;
    const seen = () =>
      browser.server.calls.splice(0).map(({ method, path, body, headers }) => {
        const { host: _host, origin: _origin, referer: _referer, ...rest } = headers;
        const isForm = rest['content-type']?.startsWith('multipart/') === true;
        return { method, path, body: isForm ? '' : body, headers: isForm ? {} : rest };
      });
    const hookedPage = await browser.open();
    const hooked = await hookedPage.evaluate(script);
    const hookedCalls = seen();
    await hookedPage.close();
    const plainPage = await openWithoutHook();
    const plain = await plainPage.evaluate(script);
    await plainPage.close();
    expect(hooked).toEqual(plain);
    expect(hookedCalls).toEqual(seen());
  });
});
