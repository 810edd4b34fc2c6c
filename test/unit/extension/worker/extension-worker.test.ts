import { describe, expect, it } from 'vitest';
import { newSite } from '../../../../extension/new-site.ts';
import type { ExtensionState } from '../../../../extension/messages.ts';
import { ExtensionWorker } from '../../../../extension/worker/extension-worker.ts';
import { DEFAULT_SETTINGS } from '../../../../extension/worker/settings.ts';
import { connectionProof, createNonce } from '../../../../shared/pairing-proof.ts';
import type { ExtensionMessage, PageVerdict } from '../../../../shared/protocol.ts';
import {
  FakePermissions,
  FakePort,
  FakeScripting,
  FakeSocket,
  FakeStorage,
  FakeTimers,
  settled,
} from './fakes.ts';

const HELP = 'https://help.example.com';
const OWN = 'chrome-extension://own';
const TOKEN = createNonce();
const POPUP = { id: 'own', url: `${OWN}/popup.html`, origin: OWN };
const PAGE = {
  id: 'own',
  url: `${HELP}/`,
  origin: HELP,
  frameId: 0,
  documentId: 'd',
  tab: { id: 1, incognito: false },
};
const REQUEST = { url: `${HELP}/api`, method: 'POST', contentType: '', body: '{}' };

function createWorker() {
  const local = new FakeStorage({
    settings: { ...DEFAULT_SETTINGS, sites: [newSite(HELP)] },
    pairing: { id: 'p', token: TOKEN, port: 8801 },
  });
  const sockets: FakeSocket[] = [];
  const badges = new Map<number | undefined, string>();
  const scripting = new FakeScripting();
  const permissions = new FakePermissions(`${HELP}/*`);
  const timers = new FakeTimers();
  let ids = 0;
  const worker = new ExtensionWorker({
    ...{ local, scripting, permissions, knowsPorts: true, clock: timers, random: () => 0 },
    newId: () => `id${(ids += 1)}`,
    openSocket: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket;
    },
    identity: { origin: OWN, version: '0.1.0', browser: 'Chrome' },
    extensionId: 'own',
    touchBrowser: () => undefined,
    showBadge: ({ text }, tabId) => void badges.set(tabId, text),
  });
  const ask = async (message: unknown) => worker.answer(message, POPUP);
  return { worker, timers, local, sockets, badges, scripting, permissions, ask };
}

async function prove(socket: FakeSocket): Promise<void> {
  socket.accept();
  const { nonce: extensionNonce } = socket.sent[0] as Extract<ExtensionMessage, { type: 'hello' }>;
  const connection = {
    token: TOKEN,
    extensionNonce,
    daemonNonce: createNonce(),
    origin: OWN,
    host: '127.0.0.1:8801',
  };
  const proof = await connectionProof('daemon', connection);
  socket.say({ type: 'challenge', protocol: 1, version: '0.1.0', nonce: connection.daemonNonce, proof });
  await settled(() => socket.types().includes('prove'));
  socket.say({ type: 'ready', canGenerate: false });
  await settled(() => socket.types().includes('sites'));
}

describe('what an extension page may ask', () => {
  it.each([
    ['the bridge of a web page', { id: 'own', url: `${HELP}/`, origin: HELP }],
    ['another extension', { id: 'other', url: 'chrome-extension://other/popup.html' }],
    ['an address that only begins alike', { id: 'own', url: 'chrome-extension://own.evil/popup.html' }],
    ['a web page with our address in its own', { id: 'own', url: `https://evil/?${OWN}/` }],
    ['nobody', {}],
  ])('is not asked by %s', (_name, sender) => {
    const { worker } = createWorker();
    expect(worker.answer({ type: 'export-settings' }, sender)).toBeUndefined();
    expect(worker.answer({ type: 'unpair' }, sender)).toBeUndefined();
  });

  it('refuses in words what it does not understand', async () => {
    const { ask } = createWorker();
    expect(await ask({ type: 'eval', code: '1' })).toHaveProperty('error');
    const setting = newSite('https://evil.example/path');
    expect(await ask({ type: 'save-site', setting })).toEqual({
      error: 'This is not the origin of a web page.',
    });
  });

  it('never says the token', async () => {
    const { ask } = createWorker();
    const said = JSON.stringify([await ask({ type: 'read-state' }), await ask({ type: 'export-settings' })]);
    expect(said).not.toContain(TOKEN);
  });
});

it('tells a proved daemon of the sites that are on, and no one else', async () => {
  const { worker, sockets, ask } = createWorker();
  await worker.ready;
  expect(sockets[0]!.types()).toEqual([]);
  await prove(sockets[0]!);
  expect(sockets[0]!.sent.at(-1)).toEqual({ type: 'sites', sites: [newSite(HELP)] });
  await ask({ type: 'save-site', setting: { ...newSite(HELP), mode: 'off' } });
  expect(sockets[0]!.sent.at(-1)).toEqual({ type: 'sites', sites: [] });
});

it('loses no message of a page that woke it before the settings were read', async () => {
  const { worker, sockets } = createWorker();
  const port = new FakePort(PAGE);
  worker.connectPort(port);
  port.say({ type: 'chat-request', id: 'a', request: REQUEST });
  await worker.ready;
  await prove(sockets[0]!);
  await settled(() => sockets[0]!.types().includes('chat-request'));
  expect(sockets[0]!.sent.at(-1)).toMatchObject({ type: 'chat-request', site: HELP, document: 'd' });
});

it('serves no port of a web page that calls itself a side panel', async () => {
  const { worker } = createWorker();
  const port = new FakePort(PAGE, 'side-panel');
  worker.connectPort(port);
  await worker.ready;
  await settled();
  expect(port.isOpen).toBe(false);
});

it('follows when the browser takes a grant away', async () => {
  const { worker, permissions, scripting, ask } = createWorker();
  const port = new FakePort(PAGE);
  worker.connectPort(port);
  await worker.ready;
  await settled();
  expect(scripting.registered).toHaveLength(2);
  permissions.granted = [];
  await worker.grantsChanged();
  expect(scripting.registered).toEqual([]);
  expect(port.types()).toEqual(['off']);
  const state = (await ask({ type: 'read-state' })) as ExtensionState;
  expect(state.sites[0]).toMatchObject({ isGranted: false });
});

it('forgets a removed site: its setting, its grant, its scripts', async () => {
  const { worker, permissions, scripting, local, ask } = createWorker();
  await worker.ready;
  await ask({ type: 'remove-site', origin: HELP });
  expect(permissions.granted).toEqual([]);
  expect(scripting.registered).toEqual([]);
  expect(local.kept.settings).toMatchObject({ sites: [] });
});

it('answers a side panel from the daemon', async () => {
  const { worker, sockets } = createWorker();
  await worker.ready;
  const [socket] = sockets;
  await prove(socket!);
  const port = new FakePort(POPUP, 'side-panel');
  worker.connectPort(port);
  await settled();
  port.say({ type: 'ask', id: 'q', site: HELP, text: 'How?', fresh: true });
  await settled(() => socket!.types().includes('side-question'));
  const { id } = socket!.sent.at(-1) as { id: string };
  expect(socket!.sent.at(-1)).toEqual({ type: 'side-question', id, site: HELP, text: 'How?', fresh: true });
  const source = { decision: 'd', cache: 'miss', model: 'm', reason: '' } as const;
  const verdict: PageVerdict = {
    kind: 'respond',
    status: 200,
    headers: {},
    chunks: ['So'],
    paceMs: 0,
    more: true,
    source,
  };
  socket!.say({ type: 'verdict', id, verdict });
  socket!.say({ type: 'chunks', id, chunks: ['.'] });
  socket!.say({ type: 'end', id });
  await settled();
  expect(port.received).toEqual([
    { type: 'answer', id: 'q', source, chunks: ['So'], more: true },
    { type: 'chunks', id: 'q', chunks: ['.'] },
    { type: 'end', id: 'q' },
  ]);
});

it('shows on the badge how things stand', async () => {
  const { worker, sockets, badges, timers, ask } = createWorker();
  await worker.ready;
  await prove(sockets[0]!);
  expect(badges.get(undefined)).toBe('off');
  worker.connectPort(new FakePort(PAGE));
  await settled();
  expect(badges.get(1)).toBe('on');
  await ask({ type: 'set-paused', isPaused: true });
  expect(badges.get(1)).toBe('off');
  await ask({ type: 'set-paused', isPaused: false });
  sockets[0]!.end();
  timers.advance(500);
  sockets[1]!.end();
  expect([badges.get(undefined), badges.get(1)]).toEqual(['!', '!']);
});

it('proposes an adapter from one recorded exchange', async () => {
  const { worker, sockets, ask } = createWorker();
  await worker.ready;
  const [socket] = sockets;
  await prove(socket!);
  const port = new FakePort(PAGE);
  worker.connectPort(port);
  await settled();
  await ask({ type: 'record-exchange', tabId: 1, origin: HELP });
  expect(port.types()).toEqual(['record-next']);
  const answer = { status: 200, contentType: '', body: '{}', firstByteMs: 1, totalMs: 2 };
  port.say({ type: 'recorded', request: REQUEST, answer });
  await settled();
  const sent = socket!.sent.at(-1) as Extract<ExtensionMessage, { type: 'operation' }>;
  expect(sent.operation).toEqual({ name: 'propose-adapter', site: HELP, request: REQUEST, answer });
  socket!.say({ type: 'result', id: sent.id, value: { adapter: 'id: help', reads: {} } });
  await settled();
  const { teaching } = (await ask({ type: 'read-state' })) as ExtensionState;
  expect(teaching).toEqual({ origin: HELP, step: 'proposed', adapter: 'id: help' });
});
