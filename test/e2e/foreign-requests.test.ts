import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithBrowser } from '../support/browser/describe-with-browser.ts';
import { launchPaired, type PairedBrowser } from '../support/browser/paired-browser.ts';
import type { Site } from '../support/browser/site-server.ts';
import type { TestPage } from '../support/browser/test-page.ts';

// What no dialect knows reaches the site byte for byte as it would without the extension.

const COPILOT_KIT = JSON.stringify({
  threadId: 't',
  runId: 'r',
  state: {},
  tools: [],
  context: [],
  forwardedProps: {},
  messages: [{ id: '1', role: 'user', content: 'hello' }],
});
const ODD_JSON = String.raw`{ "messages" : [ {"role":"user","content":"h\u00e9llo \ud83d\ude00"} ] ,"model":"m", "tools":[{"type":"function","function":{"name":"f"}}]}`;
/** Name -> an expression that sends the request. */
const REQUESTS: Record<string, string> = {
  'CopilotKit’s agent run': `fetch('/copilotkit/agent/a/run', { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: ${JSON.stringify(COPILOT_KIT)} })`,
  'chat-ui’s form': `(() => { const form = new FormData(); form.append('data', JSON.stringify({ inputs: 'hello', id: '1', is_retry: false })); form.append('files', new Blob(['abc'], { type: 'text/plain' }), 'a.txt'); return fetch('/conversation/1', { method: 'POST', body: form }); })()`,
  'a form on a chat address': `(() => { const form = new FormData(); form.append('model', 'm'); return fetch('/v1/chat/completions', { method: 'POST', body: form }); })()`,
  'oddly written JSON with tools': `fetch('/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json', 'x-own': 'kept' }, body: ${JSON.stringify(ODD_JSON)} })`,
  'a Request object with a Blob': `fetch(new Request('/v1/messages', { method: 'POST', body: new Blob([${JSON.stringify(ODD_JSON)}], { type: 'application/json' }) }))`,
  bytes: `fetch('/api/chat', { method: 'POST', body: new Uint8Array([0, 255, 123, 125, 10]) })`,
  'URL-encoded text': `fetch('/api/generate', { method: 'POST', body: new URLSearchParams({ prompt: 'a b&c' }) })`,
  'not quite JSON': `fetch('/v1/responses', { method: 'POST', body: '{"model":"m","input":' })`,
  'XMLHttpRequest with a form': `new Promise((resolve) => { const request = new XMLHttpRequest(); request.open('POST', '/webhook/x'); request.onloadend = resolve; const form = new FormData(); form.append('chatInput', 'x'); request.send(form); })`,
};

describeWithBrowser('chromium', 'chromium: requests that nobody understands', (executable) => {
  let paired: PairedBrowser;
  let on: Site;
  let off: Site;
  const pages: TestPage[] = [];
  beforeAll(async () => {
    paired = await launchPaired('chromium', executable);
    on = await paired.openSite();
    off = await paired.openSite({ mode: 'off' });
    for (const site of [on, off]) {
      site.pages.set('/', { html: '<!doctype html><title>blank</title>' });
      const page = await paired.newPage();
      await page.goto(`${site.origin}/`);
      pages.push(page);
    }
  });
  afterAll(() => paired.close());

  test.each(Object.entries(REQUESTS))('%s arrives as the page sent it', async (_name, request) => {
    for (const page of pages) await page.evaluate(`${request}.then(() => 0)`);

    const [seen, wanted] = [on.calls.at(-1)!, off.calls.at(-1)!];
    expect(on.calls).toHaveLength(off.calls.length);
    expect(withoutBoundary(seen.bytes, seen.headers)).toBe(withoutBoundary(wanted.bytes, wanted.headers));
    expect(comparable(seen.headers)).toEqual(comparable(wanted.headers));
  });
});

function boundaryOf(headers: Record<string, unknown>): string {
  return /boundary=(\S+)/.exec(String(headers['content-type']))?.[1] ?? '\u0000';
}

/** A form's boundary is made of random letters; all else is kept, bytes as letters. */
function withoutBoundary(bytes: Buffer, headers: Record<string, unknown>): string {
  return bytes.toString('latin1').replaceAll(boundaryOf(headers), 'BOUNDARY');
}

function comparable(headers: Record<string, unknown>): Record<string, unknown> {
  const own = ['host', 'origin', 'referer'];
  const boundary = boundaryOf(headers);
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !own.includes(name))
      .map(([name, value]) => [name, String(value).replaceAll(boundary, 'BOUNDARY')]),
  );
}
