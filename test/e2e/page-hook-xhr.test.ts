import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { startPageHookBrowser, type PageHookBrowser } from '../support/page-hook/page-hook-browser.ts';
import { bodyWith, pass, respond, rewrite } from '../support/page-hook/replies.ts';

/** Sends by XMLHttpRequest and tells every event with what the object said then. */
const SEND = `(body, { method = 'POST', url = '/api/chat', responseType = '', headers = {}, timeout = 0, act } = {}) => new Promise((resolve) => {
  const xhr = new XMLHttpRequest();
  const events = [];
  const note = (event) => {
    const text = responseType === '' || responseType === 'text' ? xhr.responseText : undefined;
    events.push([event.type, xhr.readyState, xhr.status, text]);
  };
  for (const type of ['readystatechange', 'loadstart', 'progress', 'load', 'error', 'abort', 'timeout']) xhr.addEventListener(type, note);
  xhr.onloadend = async (event) => {
    note(event);
    const response = xhr.response instanceof Blob ? await xhr.response.text() : xhr.response instanceof ArrayBuffer ? xhr.response.byteLength : xhr.response;
    resolve({ events, response, status: xhr.status, statusText: xhr.statusText, url: xhr.responseURL, type: xhr.getResponseHeader('Content-Type'), all: xhr.getAllResponseHeaders() });
  };
  xhr.open(method, url);
  xhr.responseType = responseType;
  xhr.timeout = timeout;
  for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
  xhr.send(body);
  act?.(xhr);
})`;
const send = (body: string, options = '{}') => `(${SEND})(${JSON.stringify(body)}, ${options})`;
type Event = [type: string, readyState: number, status: number, text: string | undefined];
interface Sent {
  events: Event[];
  response: unknown;
  status: number;
  statusText: string;
  url: string;
  type: string | null;
  all: string;
}
const kinds = (events: Event[]) => events.map(([type, readyState]) => `${type} ${readyState}`);

describeWithBrowser('chromium', 'page hook: XMLHttpRequest', (executable) => {
  let browser: PageHookBrowser;
  beforeAll(async () => {
    browser = await startPageHookBrowser(executable);
  });
  afterAll(() => browser.close());
  beforeEach(() => browser.forget());

  test('answers progressively, with the events in the order of the specification', async () => {
    const page = await browser.open();
    const sent = await page.evaluate<Sent>(send(bodyWith([respond(['one ', 'two'])])));
    expect(kinds(sent.events)).toEqual([
      'readystatechange 1',
      'loadstart 1',
      'readystatechange 2',
      'readystatechange 3',
      'progress 3',
      'readystatechange 3',
      'progress 3',
      'readystatechange 4',
      'load 4',
      'loadend 4',
    ]);
    expect(sent.events.filter(([type]) => type === 'progress').map(([, , , text]) => text)).toEqual([
      'one ',
      'one two',
    ]);
    expect(sent).toMatchObject({
      response: 'one two',
      status: 200,
      statusText: 'OK',
      url: `${browser.server.origin}/api/chat`,
      type: 'text/plain',
      all: 'content-type: text/plain\r\n',
    });
    expect(browser.server.calls).toEqual([]);
    await page.close();
  });

  test.each([
    ['json', '{"a":1}', { a: 1 }],
    ['blob', '{"a":1}', '{"a":1}'],
    ['arraybuffer', 'äb', 3],
    ['text', 'plain', 'plain'],
  ])('gives the response as %s', async (responseType, text, expected) => {
    const page = await browser.open();
    const body = bodyWith([respond([text], { contentType: 'application/json' })]);
    const sent = await page.evaluate<Sent>(send(body, `{ responseType: '${responseType}' }`));
    expect(sent.response).toEqual(expected);
    await page.close();
  });

  test('passes with the page’s headers and body where the verdict says so, and observes', async () => {
    const page = await browser.open();
    const body = bodyWith([pass(true)], { pieces: ['na', 'tive'], everyMs: 20 });
    const sent = await page.evaluate<Sent>(
      send(body, `{ headers: { 'content-type': 'application/json', 'x-own': 'kept' } }`),
    );
    expect(sent.response).toBe('native');
    expect(browser.server.calls).toMatchObject([
      { body, headers: { 'x-own': 'kept', 'content-type': 'application/json' } },
    ]);
    const [observed] = await browser.waitForMessages('observed');
    expect(observed?.answer).toMatchObject({ status: 200, body: 'native', contentType: 'text/plain' });
    await page.close();
  });

  test('observes a JSON response, and sends a rewritten body', async () => {
    const page = await browser.open();
    const changed = JSON.stringify({ server: { pieces: ['{"b":2}'], contentType: 'application/json' } });
    const sent = await page.evaluate<Sent>(
      send(
        bodyWith([rewrite(changed, true)]),
        `{ responseType: 'json', headers: { 'content-type': 'application/json' } }`,
      ),
    );
    expect(sent.response).toEqual({ b: 2 });
    expect(browser.server.calls[0]).toMatchObject({
      body: changed,
      headers: { 'content-type': 'application/json' },
    });
    const [observed] = await browser.waitForMessages('observed');
    expect(observed?.answer).toMatchObject({ body: '{"b":2}' });
    await page.close();
  });

  test('an abort during an answer of ours ends like the browser’s own', async () => {
    const page = await browser.open();
    const act = '(xhr) => setTimeout(() => xhr.abort(), 80)';
    const ours = bodyWith([
      respond(
        Array.from({ length: 200 }, () => 'x'),
        { paceMs: 20 },
      ),
    ]);
    const theirs = bodyWith([], { pieces: ['x'], everyMs: 20, isEndless: true });
    const endOf = async (expression: string) => {
      const { events, status, response } = await page.evaluate<Sent>(expression);
      return { end: kinds(events).slice(-3), status, response };
    };
    const mine = await endOf(send(ours, `{ act: ${act} }`));
    const native = await endOf(send(theirs, `{ act: ${act}, url: '/unmatched' }`));
    expect(mine).toEqual(native);
    expect(mine.end).toEqual(['readystatechange 4', 'abort 4', 'loadend 4']);
    await page.close();
  });

  test('an abort while the verdict is awaited ends the call and sends nothing', async () => {
    const page = await browser.open();
    const body = bodyWith([{ pauseMs: 300, ...pass() }]);
    const sent = await page.evaluate<Sent>(send(body, `{ act: (xhr) => setTimeout(() => xhr.abort(), 30) }`));
    expect(kinds(sent.events).slice(-3)).toEqual(['readystatechange 4', 'abort 4', 'loadend 4']);
    await browser.waitForMessages('cancel');
    expect(browser.server.calls).toEqual([]);
    await page.close();
  });

  test('the page’s time limit holds for an answer of ours', async () => {
    const page = await browser.open();
    const body = bodyWith([{ type: 'wait', forMs: 10_000 }]);
    const sent = await page.evaluate<Sent>(send(body, `{ timeout: 100 }`));
    expect(kinds(sent.events).slice(-3)).toEqual(['readystatechange 4', 'timeout 4', 'loadend 4']);
    await page.close();
  });

  test('the object can be opened again after an answer of ours', async () => {
    const page = await browser.open();
    const result = await page.evaluate(`new Promise((resolve) => {
      const xhr = new XMLHttpRequest();
      const seen = [];
      xhr.onload = () => {
        seen.push(xhr.responseText);
        if (seen.length === 2) return resolve([seen, Object.keys(xhr), Object.getOwnPropertyNames(xhr)]);
        xhr.open('POST', '/other');
        xhr.send('x');
      };
      xhr.open('POST', '/api/chat');
      xhr.send(${JSON.stringify(bodyWith([respond(['ours'])]))});
    })`);
    expect(result).toEqual([['ours', 'native'], [], []]);
    await page.close();
  });

  test('refuses a second send and late headers as the browser does', async () => {
    const page = await browser.open();
    const result = await page.evaluate(`(() => {
      const xhr = new XMLHttpRequest();
      const errors = [];
      const attempt = (act) => { try { act(); } catch (error) { errors.push(error.name); } };
      attempt(() => xhr.send('early'));
      xhr.open('POST', '/api/chat');
      xhr.send(${JSON.stringify(bodyWith([respond(['ours'])]))});
      attempt(() => xhr.send('again'));
      attempt(() => xhr.setRequestHeader('a', 'b'));
      xhr.abort();
      return [errors, xhr.readyState];
    })()`);
    expect(result).toEqual([['InvalidStateError', 'InvalidStateError', 'InvalidStateError'], 0]);
    await page.close();
  });

  test('a synchronous request always passes', async () => {
    const page = await browser.open();
    const body = JSON.stringify(bodyWith([respond(['ours'])]));
    const text = await page.evaluate(`(() => {
      const xhr = new XMLHttpRequest();
      xhr.open('POST', '/api/chat', false);
      xhr.send(${body});
      return xhr.responseText;
    })()`);
    expect(text).toBe('native');
    expect(await browser.messages('chat-request')).toEqual([]);
    await page.close();
  });

  test('without a verdict the page gets its own answer', async () => {
    const page = await browser.open();
    const sent = await page.evaluate<Sent>(send(bodyWith([])));
    expect(sent).toMatchObject({ response: 'native', status: 200 });
    expect(browser.server.calls).toHaveLength(1);
    await page.close();
  });

  test('an answer that breaks off after a piece ends as an error', async () => {
    const page = await browser.open();
    const replies = [respond(['one'], { more: true }), { pauseMs: 50, type: 'failed', message: 'gone' }];
    const sent = await page.evaluate<Sent>(send(bodyWith(replies)));
    expect(kinds(sent.events).slice(-3)).toEqual(['readystatechange 4', 'error 4', 'loadend 4']);
    expect(sent).toMatchObject({ status: 0, response: '' });
    await page.close();
  });
});
