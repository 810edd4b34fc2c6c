import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { startPageHookBrowser, type PageHookBrowser } from '../support/page-hook/page-hook-browser.ts';
import { bodyWith, pass, respond, rewrite } from '../support/page-hook/replies.ts';

/** Posts a chat request and reads its answer piece by piece. */
const POST = `async (body, init = {}, url = '/api/chat') => {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' }, ...init });
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const pieces = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    pieces.push(decoder.decode(value));
  }
  const { url: address, type, redirected, status, ok } = response;
  return { pieces, url: address, type, redirected, status, ok, contentType: response.headers.get('content-type') };
}`;
const post = (body: string, rest = '{}') => `(${POST})(${JSON.stringify(body)}, ${rest})`;

interface Posted {
  pieces: string[];
  url: string;
  type: string;
  redirected: boolean;
  status: number;
  ok: boolean;
  contentType: string | null;
}

describeWithBrowser('chromium', 'page hook: fetch', (executable) => {
  let browser: PageHookBrowser;
  beforeAll(async () => {
    browser = await startPageHookBrowser(executable);
  });
  afterAll(() => browser.close());
  beforeEach(() => browser.forget());

  test('answers a matched request piece by piece and the server gets nothing', async () => {
    const page = await browser.open();
    const answer = await page.evaluate<Posted>(post(bodyWith([respond(['one ', 'two ', 'three'])])));
    expect(answer).toEqual({
      pieces: ['one ', 'two ', 'three'],
      url: `${browser.server.origin}/api/chat`,
      type: 'basic',
      redirected: false,
      status: 200,
      ok: true,
      contentType: 'text/plain',
    });
    expect(browser.server.calls).toEqual([]);
    const [asked] = await browser.messages('chat-request');
    expect(asked?.request).toMatchObject({
      url: `${browser.server.origin}/api/chat`,
      method: 'POST',
      contentType: 'application/json',
    });
    await page.close();
  });

  test('passes a request that matches no rule, and asks nobody', async () => {
    const page = await browser.open();
    const text = await page.evaluate(`fetch('/other', { method: 'POST', body: 'x' }).then((r) => r.text())`);
    expect(text).toBe('native');
    expect(await browser.messages('chat-request')).toEqual([]);
    await page.close();
  });

  test('sends a rewritten body with the same headers, and observes the answer', async () => {
    const page = await browser.open();
    const changed = JSON.stringify({ model: 'small', server: { pieces: ['from ', 'small'], everyMs: 20 } });
    const init = `{ headers: { 'content-type': 'application/json', 'x-own': 'kept', authorization: 'Bearer page' } }`;
    const answer = await page.evaluate<Posted>(post(bodyWith([rewrite(changed, true)]), init));
    expect(answer.pieces.join('')).toBe('from small');
    const [call] = browser.server.calls;
    expect(call?.body).toBe(changed);
    expect(call?.headers).toMatchObject({
      'x-own': 'kept',
      authorization: 'Bearer page',
      'content-type': 'application/json',
      'content-length': String(changed.length),
    });
    const [observed] = await browser.waitForMessages('observed');
    expect(observed?.answer).toMatchObject({ status: 200, contentType: 'text/plain', body: 'from small' });
    await page.close();
  });

  test('observes a passed answer without changing what the page sees of it', async () => {
    const page = await browser.open();
    const plan = { pieces: ['a', 'ä', '🙂', 'b'], everyMs: 15 };
    const answer = await page.evaluate<Posted>(post(bodyWith([pass(true)], plan)));
    expect(answer.pieces).toEqual(plan.pieces);
    expect(answer).toMatchObject({
      url: `${browser.server.origin}/api/chat`,
      type: 'basic',
      redirected: false,
    });
    const [observed] = await browser.waitForMessages('observed');
    expect(observed?.answer).toMatchObject({ body: 'aä🙂b' });
    await page.close();
  });

  test('keeps url, redirected and headers of an observed answer, also on its clone', async () => {
    const page = await browser.open();
    await browser.worker.evaluate(`self.rules.push({ method: 'POST', path: '/redirect' })`);
    const other = await browser.open();
    const result = await other.evaluate(`(async () => {
      const body = ${JSON.stringify(bodyWith([pass(true)], { pieces: ['x'] }))};
      const response = await fetch('/redirect', { method: 'POST', body });
      const copy = response.clone();
      const facts = (r) => [new URL(r.url).pathname, r.type, r.redirected, r.headers.get('x-server')];
      return [facts(response), facts(copy), await copy.text(), await response.text(), String(response), response instanceof Response];
    })()`);
    const facts = ['/api/chat/moved', 'basic', true, 'own'];
    expect(result).toEqual([facts, facts, 'x', 'x', '[object Response]', true]);
    await browser.worker.evaluate(`self.rules.pop()`);
    await other.close();
    await page.close();
  });

  test('sends no observation of an answer that was cut off', async () => {
    const page = await browser.open();
    const body = bodyWith([pass(true)], { pieces: ['half'], everyMs: 10, isBroken: true });
    const error = await page.evaluate(
      `(${POST})(${JSON.stringify(body)}).catch((e) => e.name + ': ' + e.message)`,
    );
    expect(error).toBe('TypeError: network error');
    await page.evaluate(post(bodyWith([pass(true)])));
    const observed = await browser.waitForMessages('observed');
    expect(observed.map(({ answer }) => (answer as { body: string }).body)).toEqual(['native']);
    await page.close();
  });

  test('clones of an answer of ours carry url and type and read the same text', async () => {
    const page = await browser.open();
    const result = await page.evaluate(`(async () => {
      const body = ${JSON.stringify(bodyWith([respond(['{"a":', '1}'], { contentType: 'application/json' })]))};
      const response = await fetch(new URL('/api/chat#part', location.href), { method: 'POST', body });
      const copy = response.clone().clone();
      return [copy.url === location.origin + '/api/chat', copy.type, await copy.json(), await response.json(), Object.keys(response), response.clone.toString()];
    })()`);
    expect(result).toEqual([true, 'basic', { a: 1 }, { a: 1 }, [], 'function clone() { [native code] }']);
    await page.close();
  });

  test('reads of one byte at a time into own buffers work', async () => {
    const page = await browser.open();
    const result = await page.evaluate(`(async () => {
      const body = ${JSON.stringify(bodyWith([respond(['abc', 'd'])]))};
      const response = await fetch('/api/chat', { method: 'POST', body });
      const reader = response.body.getReader({ mode: 'byob' });
      let text = '';
      for (;;) {
        const { value, done } = await reader.read(new Uint8Array(1));
        if (done) return text;
        text += String.fromCharCode(...value);
      }
    })()`);
    expect(result).toBe('abcd');
    await page.close();
  });

  test('streams what follows, and tells how much was read', async () => {
    const page = await browser.open();
    const chunks = Array.from({ length: 20 }, (_, index) => `${index} `);
    const replies = [
      respond(['first '], { more: true }),
      { pauseMs: 30, type: 'chunks', chunks },
      { type: 'end' },
    ];
    const answer = await page.evaluate<Posted>(post(bodyWith(replies)));
    expect(answer.pieces).toEqual(['first ', ...chunks]);
    const credits = await browser.messages('chunks-read');
    const read = credits.reduce((sum, { count }) => sum + (count as number), 0);
    expect(read).toBeGreaterThanOrEqual(16);
    await page.close();
  });

  test('an answer that fails before its first piece is asked of the server', async () => {
    const page = await browser.open();
    const replies = [respond([], { more: true }), { pauseMs: 50, type: 'failed', message: 'model gone' }];
    const answer = await page.evaluate<Posted>(post(bodyWith(replies)));
    expect(answer.pieces).toEqual(['native']);
    expect(browser.server.calls).toHaveLength(1);
    await page.close();
  });

  test('an answer that fails after a piece ends as a network error, and the server is not asked', async () => {
    const page = await browser.open();
    const replies = [
      respond(['one'], { more: true }),
      { pauseMs: 50, type: 'failed', message: 'model gone' },
    ];
    const body = JSON.stringify(bodyWith(replies));
    const error = await page.evaluate(`(${POST})(${body}).catch((e) => e.name)`);
    expect(error).toBe('TypeError');
    expect(browser.server.calls).toEqual([]);
    await page.close();
  });

  test('paces a stored answer', async () => {
    const page = await browser.open();
    await page.bringToFront();
    const body = bodyWith([respond(['a', 'b', 'c', 'd', 'e', 'f'], { paceMs: 30 })]);
    const took = await page.evaluate<number>(
      `(async () => { const at = performance.now(); await ${post(body)}; return performance.now() - at; })()`,
    );
    expect(took).toBeGreaterThan(140);
    expect(took).toBeLessThan(2_000);
    await page.close();
  });
});
