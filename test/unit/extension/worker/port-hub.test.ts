import { describe, expect, it } from 'vitest';
import { Counts } from '../../../../extension/worker/counts.ts';
import type { PortSender } from '../../../../extension/worker/page-sender.ts';
import { PortHub } from '../../../../extension/worker/port-hub.ts';
import { SiteActivity } from '../../../../extension/worker/site-activity.ts';
import { MAX_REQUEST_CHARACTERS } from '../../../../shared/page-limits.ts';
import type { ExtensionMessage, PageVerdict } from '../../../../shared/protocol.ts';
import { FakePort, FakeStorage, FakeTimers, settled } from './fakes.ts';

const HELP = 'https://help.example.com';
const SHOP = 'https://shop.example.com';
const REQUEST = {
  url: `${HELP}/api/chat`,
  method: 'POST',
  contentType: 'application/json',
  body: '{"q":"hi"}',
};
const ANSWER = { status: 200, contentType: 'text/plain', body: 'hello', firstByteMs: 300, totalMs: 2_000 };
const SOURCE = { decision: 'd1', cache: 'hit-semantic', model: 'm', reason: 'r', entry: 'e1' } as const;
const RESPOND: PageVerdict = {
  ...{ kind: 'respond', status: 200, headers: {}, chunks: ['a', 'b', 'c'], paceMs: 10, more: false },
  ...{ source: SOURCE, element: '.bot' },
};
const PASS: PageVerdict = { kind: 'pass', observe: true, reason: 'no stored answer fits' };

function createHub() {
  const timers = new FakeTimers();
  const sent: ExtensionMessage[] = [];
  const state = {
    isReady: true,
    canGenerate: false,
    isPaused: false,
    on: [HELP, SHOP],
    always: [] as string[],
  };
  const seen = { suspended: [] as string[], recorded: [] as string[], tabs: [] as number[] };
  let ids = 0;
  const counts = new Counts(new FakeStorage(), timers);
  const activity = new SiteActivity(new FakeStorage(), timers);
  const hub = new PortHub({
    extensionId: 'own',
    newId: () => `id${(ids += 1)}`,
    clock: timers,
    link: {
      get isReady() {
        return state.isReady;
      },
      get canGenerate() {
        return state.canGenerate;
      },
      send: (message) => void sent.push(message),
      whenReady: () => Promise.resolve(state.isReady),
    },
    ...{ counts, activity },
    siteThatIsOn: (origin) =>
      state.on.includes(origin)
        ? { origin, mode: 'answer', onMiss: 'page', models: {}, sharesWithTeam: false }
        : undefined,
    isPaused: () => state.isPaused,
    asksModelAlways: (origin) => state.always.includes(origin),
    onRecorded: (site) => void seen.recorded.push(site),
    onSuspended: (site) => void seen.suspended.push(site),
    onTabChanged: (tabId) => void seen.tabs.push(tabId),
  });
  const open = (sender: Partial<PortSender> = {}): FakePort => {
    const port = new FakePort({
      ...{ id: 'own', origin: HELP, url: `${HELP}/`, frameId: 0, documentId: 'doc1' },
      tab: { id: 1, incognito: false },
      ...sender,
    });
    hub.connect(port);
    return port;
  };
  const verdict = (id: string, given: PageVerdict): boolean =>
    hub.take({ type: 'verdict', id, verdict: given });
  /** What the daemon was sent last, with its id on the socket. */
  const lastSent = () => sent.at(-1) as ExtensionMessage & { id: string };
  const ask = async (port: FakePort, id = 'a'): Promise<string> => {
    port.say({ type: 'chat-request', id, request: REQUEST });
    await settled();
    return lastSent().id;
  };
  return { hub, timers, sent, state, seen, counts, activity, open, verdict, lastSent, ask };
}

describe('who may connect', () => {
  it.each([
    ['another extension', { id: 'other' }],
    ['a sandboxed frame, whose origin is opaque', { origin: 'null' }],
    ['a site that is off', { origin: 'https://other.example.com', url: 'https://other.example.com/' }],
    ['a page of the browser', { origin: 'chrome://settings', url: 'chrome://settings/' }],
    ['a file', { origin: 'file://', url: 'file:///etc/passwd' }],
    ['something without a tab', { tab: undefined }],
  ])('refuses %s', (_name, sender) => {
    const { open } = createHub();
    const port = open(sender);
    expect(port.types()).toEqual(['off']);
    expect(port.isOpen).toBe(false);
  });

  it('sends a document the rules of its own site, also when they come later', () => {
    const { hub, open } = createHub();
    const rule = { method: 'POST', path: '/api/chat' };
    const port = open();
    hub.setRules([
      { origin: HELP, rules: [rule] },
      { origin: SHOP, rules: [{ method: 'POST', path: '/shop' }] },
    ]);
    const later = open({ documentId: 'doc2' });
    for (const one of [port, later]) expect(one.received).toEqual([{ type: 'rules', rules: [rule] }]);
  });
});

describe('a request', () => {
  it('goes to the daemon with site and document as the browser has them, whatever the page says', async () => {
    const { open, lastSent } = createHub();
    open().say({ type: 'chat-request', id: 'a', request: REQUEST, site: SHOP, document: 'x', bypass: false });
    await settled();
    const expected = {
      type: 'chat-request',
      id: 'id1',
      site: HELP,
      document: 'doc1',
      request: REQUEST,
      bypass: false,
    };
    expect(lastSent()).toEqual(expected);
  });

  it('bypasses the cache in a private window, and where the model is always asked', async () => {
    const { open, ask, lastSent, state } = createHub();
    await ask(open({ tab: { id: 2, incognito: true } }));
    expect(lastSent()).toMatchObject({ bypass: true });
    state.always = [SHOP];
    await ask(open({ origin: SHOP }));
    expect(lastSent()).toMatchObject({ site: SHOP, bypass: true });
  });

  it('passes at once without the daemon, while paused, and when it is longer than allowed', async () => {
    const { open, sent, state, counts } = createHub();
    const port = open();
    const passes = async (request: object): Promise<void> => {
      port.received.length = 0;
      port.say({ type: 'chat-request', id: 'a', request });
      await settled();
      expect(port.received).toEqual([
        { type: 'verdict', id: 'a', verdict: { kind: 'pass', observe: false, reason: '' } },
      ]);
    };
    state.isReady = false;
    await passes(REQUEST);
    Object.assign(state, { isReady: true, isPaused: true });
    await passes(REQUEST);
    state.isPaused = false;
    await passes({ ...REQUEST, body: 'x'.repeat(MAX_REQUEST_CHARACTERS + 1) });
    expect(sent).toEqual([]);
    expect(counts.today(HELP).passed).toBe(3);
  });

  it('passes from the 61st in a minute on', async () => {
    const { open, verdict, ask, sent, timers } = createHub();
    const port = open();
    for (let count = 0; count < 60; count += 1) verdict(await ask(port, `a${count}`), RESPOND);
    const before = sent.length;
    await ask(port, 'one too many');
    expect(sent).toHaveLength(before);
    timers.advance(60_000);
    await ask(port, 'later');
    expect(sent).toHaveLength(before + 1);
  });

  it('of a document that floods the port cuts it off', () => {
    const { open } = createHub();
    const port = open();
    for (let count = 0; count <= 2_000; count += 1) port.say({ type: 'nonsense' });
    expect(port.types()).toEqual(['off']);
    expect(port.isOpen).toBe(false);
  });

  it('that waits for the daemon is not sent when the page takes it back', async () => {
    const { open, state, sent } = createHub();
    state.isReady = false;
    const port = open();
    port.say({ type: 'chat-request', id: 'a', request: REQUEST });
    port.say({ type: 'cancel', id: 'a' });
    state.isReady = true;
    await settled();
    expect(sent.map(({ type }) => type)).not.toContain('chat-request');
  });
});

describe('an answer', () => {
  it('goes to the document that asked, and to no other of the same site or another', async () => {
    const { open, ask, verdict } = createHub();
    const asking = open();
    const others = [open({ documentId: 'doc2' }), open({ documentId: 'doc3', origin: SHOP })];
    verdict(await ask(asking), RESPOND);
    expect(asking.types()).toEqual(['verdict', 'chip']);
    for (const other of others) expect(other.received).toEqual([]);
  });

  it('tells the page nothing of where it comes from; the chip is told', async () => {
    const { open, ask, verdict } = createHub();
    const port = open();
    verdict(await ask(port), RESPOND);
    const [given, chip] = port.received;
    expect(given).toMatchObject({
      id: 'a',
      verdict: { chunks: ['a', 'b', 'c'], source: { decision: '', model: '' } },
    });
    expect(JSON.stringify(given)).not.toMatch(/e1|bot/);
    expect(chip).toEqual({ type: 'chip', source: SOURCE, element: '.bot' });
  });

  it('is given once', async () => {
    const { open, ask, verdict } = createHub();
    const port = open();
    const id = await ask(port);
    verdict(id, RESPOND);
    expect(verdict(id, RESPOND)).toBe(false);
    expect(port.types()).toEqual(['verdict', 'chip']);
  });

  it('that the daemon generates streams on until its end, under the page’s own name for it', async () => {
    const { hub, open, ask, verdict, lastSent } = createHub();
    const port = open();
    const id = await ask(port);
    verdict(id, { ...RESPOND, more: true });
    hub.take({ type: 'chunks', id, chunks: ['d'] });
    port.say({ type: 'chunks-read', id: 'a', count: 1 });
    expect(lastSent()).toEqual({ type: 'chunks-read', id, count: 1 });
    hub.take({ type: 'end', id });
    expect(port.received.slice(2)).toEqual([
      { type: 'chunks', id: 'a', chunks: ['d'] },
      { type: 'end', id: 'a' },
    ]);
    expect(hub.take({ type: 'chunks', id, chunks: ['e'] })).toBe(false);
  });

  it('of the page’s own is handed over where it was asked for, and nowhere else', async () => {
    const { open, ask, verdict, sent, lastSent, counts } = createHub();
    const port = open();
    const id = await ask(port);
    port.say({ type: 'observed', id: 'a', answer: ANSWER });
    open({ documentId: 'doc2' }).say({ type: 'observed', id: 'a', answer: ANSWER });
    expect(sent).toHaveLength(1);
    verdict(id, PASS);
    port.say({ type: 'observed', id: 'a', answer: ANSWER });
    expect(lastSent()).toEqual({ type: 'observed', id, answer: ANSWER });
    port.say({ type: 'observed', id: 'a', answer: ANSWER });
    expect(sent).toHaveLength(2);
    expect(counts.ownAnswers()).toEqual({ meanMs: 2_000, count: 1 });
  });

  it('counts as answered with what it saved, as routed, or as passed', async () => {
    const { open, ask, verdict, counts, timers } = createHub();
    const port = open();
    verdict(await ask(port, 'a'), PASS);
    port.say({ type: 'observed', id: 'a', answer: ANSWER });
    const id = await ask(port, 'b');
    timers.advance(40);
    verdict(id, RESPOND);
    verdict(await ask(port, 'c'), { kind: 'rewrite', body: '{}', observe: false, source: SOURCE });
    verdict(await ask(port, 'd'), { ...RESPOND, source: { ...SOURCE, cache: 'miss' } });
    expect(counts.today(HELP)).toEqual({ answered: 1, routed: 2, passed: 1, savedMs: 2_000 - 40 - 2 * 10 });
  });
});

describe('an end', () => {
  it('of a document cancels what it had under way', async () => {
    const { open, ask, sent, hub } = createHub();
    const port = open();
    const id = await ask(port);
    port.leave();
    expect(sent.at(-1)).toEqual({ type: 'cancel', id });
    expect(hub.take({ type: 'wait', id, forMs: 1 })).toBe(false);
  });

  it('of the daemon lets pages go on: what has no verdict passes, what streams has failed', async () => {
    const { hub, open, ask, verdict } = createHub();
    const port = open();
    await ask(port, 'a');
    verdict(await ask(port, 'b'), { ...RESPOND, more: true });
    port.received.length = 0;
    hub.daemonGone();
    expect(port.received).toEqual([
      { type: 'verdict', id: 'a', verdict: { kind: 'pass', observe: false, reason: '' } },
      { type: 'failed', id: 'b', message: 'AskOnce stopped.' },
    ]);
  });

  it('of a site switches its documents off, and leaves others', () => {
    const { hub, open, state } = createHub();
    const [help, shop] = [open(), open({ origin: SHOP, documentId: 'doc2' })];
    state.on = [SHOP];
    hub.settingsChanged();
    expect(help.types()).toEqual(['off']);
    expect(shop.types()).toEqual([]);
  });

  it('of a pause brings the rules back', () => {
    const { hub, open, state } = createHub();
    const rules = [{ method: 'POST', path: '/api/chat' }];
    const port = open();
    hub.setRules([{ origin: HELP, rules }]);
    state.isPaused = true;
    hub.settingsChanged();
    state.isPaused = false;
    hub.settingsChanged();
    expect(port.received).toEqual([rules, [], rules].map((some) => ({ type: 'rules', rules: some })));
  });
});

describe('the chip', () => {
  it('may refuse, take that back and forget what it was shown, for its own document', async () => {
    const { open, ask, verdict, sent } = createHub();
    const port = open();
    verdict(await ask(port), RESPOND);
    port.say({ type: 'ask-model-next', decision: 'd1' });
    port.say({ type: 'take-back', decision: 'd1' });
    port.say({ type: 'forget-entry', decision: 'd1', entry: 'e1' });
    expect(sent.slice(1)).toMatchObject([
      { type: 'operation', operation: { name: 'ask-model-next', decision: 'd1', document: 'doc1' } },
      { type: 'operation', operation: { name: 'judge', decision: 'd1', verdict: 'undo' } },
      { type: 'operation', operation: { name: 'forget-entry', entry: 'e1' } },
    ]);
  });

  it('shows what the user’s own models say once the stored answer is refused', async () => {
    const { hub, open, ask, verdict, state, sent, lastSent } = createHub();
    state.canGenerate = true;
    const port = open();
    verdict(await ask(port), RESPOND);
    port.say({ type: 'ask-model-next', decision: 'd1' });
    expect(sent.at(-1)).toMatchObject({ type: 'fresh-answer', site: HELP, document: 'doc1', decision: 'd1' });
    const { id } = lastSent();
    hub.take({ type: 'verdict', id, verdict: { ...RESPOND, chunks: [], more: true } });
    hub.take({ type: 'chunks', id, chunks: ['Fresh ', 'words'] });
    expect(lastSent()).toEqual({ type: 'chunks-read', id, count: 2 });
    hub.take({ type: 'chunks', id, chunks: ['.'] });
    hub.take({ type: 'end', id });
    expect(port.received.slice(2)).toEqual([
      { type: 'chip-answer', decision: 'd1', text: 'Fresh words' },
      { type: 'chip-answer', decision: 'd1', text: 'Fresh words.' },
    ]);
    expect(hub.take({ type: 'end', id })).toBe(false);
  });

  it('is told when its fresh answer breaks off; a page that leaves cancels it', async () => {
    const { hub, open, ask, verdict, state, lastSent } = createHub();
    state.canGenerate = true;
    const port = open();
    verdict(await ask(port), RESPOND);
    port.say({ type: 'ask-model-next', decision: 'd1' });
    hub.daemonGone();
    expect(port.received.at(-1)).toMatchObject({ type: 'chip-answer', failure: 'AskOnce stopped.' });
    port.say({ type: 'ask-model-next', decision: 'd1' });
    const { id } = lastSent();
    port.leave();
    expect(lastSent()).toEqual({ type: 'cancel', id });
  });

  it.each([
    { type: 'forget-entry', decision: 'd1', entry: 'e2' },
    { type: 'forget-entry', decision: 'd2', entry: 'e1' },
    { type: 'ask-model-next', decision: 'd2' },
    { type: 'take-back', decision: 'd2' },
  ])('may not touch what it was not shown: %o', async (message) => {
    const { open, ask, verdict, sent } = createHub();
    const port = open();
    verdict(await ask(port), RESPOND);
    port.say(message);
    expect(sent).toHaveLength(1);
  });

  it.each(['read-log', 'delete-log', 'forget-site', 'pin-answer', 'unpair'])('may not %s', async (name) => {
    const { open, sent } = createHub();
    open().say({ type: 'operation', operation: { name, site: HELP } });
    await settled();
    expect(sent).toEqual([]);
  });
});

it('suspends a site after three faults within ten minutes', async () => {
  const { open, seen, timers } = createHub();
  const port = open();
  for (const waitMs of [0, 601_000, 1_000, 1_000]) {
    timers.advance(waitMs);
    expect(seen.suspended).toEqual([]);
    port.say({ type: 'fault', what: 'the answer could not be written' });
    await settled();
  }
  expect(seen.suspended).toEqual([HELP]);
});

it('takes a recorded exchange only from a document that was asked for one, once', () => {
  const { hub, open, seen } = createHub();
  const port = open();
  const recorded = { type: 'recorded', request: REQUEST, answer: ANSWER };
  port.say(recorded);
  expect(seen.recorded).toEqual([]);
  hub.inTab(1)[0]!.recordNext();
  port.say(recorded);
  port.say(recorded);
  expect(seen.recorded).toEqual([HELP]);
});
