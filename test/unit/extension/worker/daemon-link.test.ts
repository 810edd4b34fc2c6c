import { describe, expect, it } from 'vitest';
import { DaemonLink } from '../../../../extension/worker/daemon-link.ts';
import { PairingStore } from '../../../../extension/worker/pairing-store.ts';
import type { ConnectionState } from '../../../../extension/messages.ts';
import {
  connectionProof,
  createKeyPair,
  createNonce,
  derivePairing,
} from '../../../../shared/pairing-proof.ts';
import { CLOSE_CODES, type DaemonMessage, type ExtensionMessage } from '../../../../shared/protocol.ts';
import { FakeSocket, FakeStorage, FakeTimers, settled } from './fakes.ts';

const ORIGIN = 'chrome-extension://abc';
const HOST = '127.0.0.1:8801';
const TOKEN = createNonce();
const PAIRING = { id: 'p1', token: TOKEN, port: 8801 };
type Sent<Type extends ExtensionMessage['type']> = Extract<ExtensionMessage, { type: Type }>;

async function createLink(pairing: object | null = PAIRING) {
  const timers = new FakeTimers();
  const storage = new FakeStorage(pairing ? { pairing } : {});
  const pairings = new PairingStore(storage);
  await pairings.load();
  const sockets: FakeSocket[] = [];
  const seen = {
    states: [] as ConnectionState['kind'][],
    ready: 0,
    gone: 0,
    touched: 0,
    messages: [] as DaemonMessage[],
  };
  const link = new DaemonLink({
    openSocket: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket;
    },
    clock: timers,
    random: () => 0,
    pairings,
    port: () => 8801,
    identity: { origin: ORIGIN, version: '0.1.0', browser: 'Chrome' },
    touchBrowser: () => void (seen.touched += 1),
    onReady: () => void (seen.ready += 1),
    onMessage: (message) => void seen.messages.push(message),
    onGone: () => void (seen.gone += 1),
    onState: ({ kind }) => void seen.states.push(kind),
  });
  const last = (): FakeSocket => sockets[sockets.length - 1]!;
  return { link, timers, storage, pairings, sockets, seen, last };
}

function helloOf(socket: FakeSocket): Sent<'hello'> {
  return socket.sent.find((message) => message.type === 'hello')!;
}

async function challenge(socket: FakeSocket, token = TOKEN): Promise<void> {
  const daemonNonce = createNonce();
  const connection = {
    token,
    extensionNonce: helloOf(socket).nonce,
    daemonNonce,
    origin: ORIGIN,
    host: HOST,
  };
  const proof = await connectionProof('daemon', connection);
  socket.say({ type: 'challenge', protocol: 1, version: '0.1.0', nonce: daemonNonce, proof });
}

async function makeReady(socket: FakeSocket): Promise<void> {
  socket.accept();
  await challenge(socket);
  await settled(() => socket.types().includes('prove'));
  socket.say({ type: 'ready', canGenerate: true });
  await settled();
}

async function createReadyLink() {
  const made = await createLink();
  made.link.connectNow();
  await makeReady(made.last());
  return made;
}

describe('a connection', () => {
  it('goes to this machine alone, at the port of the settings', async () => {
    const { link, last } = await createLink();
    link.connectNow();
    expect(last().url).toBe('ws://127.0.0.1:8801/askonce/extension');
  });

  it('is ready when the daemon has proved itself and has taken the proof of the extension', async () => {
    const { link, last, seen } = await createReadyLink();
    expect(link.state).toEqual({ kind: 'paired', daemonVersion: '0.1.0', canGenerate: true });
    expect(last().types()).toEqual(['hello', 'prove']);
    expect(seen.ready).toBe(1);
  });

  it.each([
    ['no proof', undefined],
    ['the proof of another token', createNonce()],
  ])('tells a process with %s nothing but hello', async (_name, token) => {
    const { link, last, seen } = await createLink();
    link.connectNow();
    last().accept();
    if (token === undefined)
      last().say({ type: 'challenge', protocol: 1, version: '9', nonce: createNonce() });
    else await challenge(last(), token);
    await settled(() => link.state.kind === 'not-our-daemon');
    link.send({ type: 'sites', sites: [] });
    expect(link.state.kind).toBe('not-our-daemon');
    expect(last().types()).toEqual(['hello']);
    expect(last().readyState).toBe(3);
    expect(seen.ready).toBe(0);
  });

  it('takes "ready" without a challenge for a foreign process', async () => {
    const { link, last } = await createLink();
    link.connectNow();
    last().accept();
    last().say({ type: 'ready', canGenerate: true });
    await settled();
    expect(link.state.kind).toBe('not-our-daemon');
    expect(link.isReady).toBe(false);
  });

  it('takes a process that says nothing within three seconds for a foreign one', async () => {
    const { link, last, timers } = await createLink();
    link.connectNow();
    last().accept();
    timers.advance(3_000);
    expect(link.state.kind).toBe('not-our-daemon');
  });

  it('names the versions where they differ', async () => {
    const { link, last } = await createLink();
    link.connectNow();
    last().accept();
    last().say({ type: 'challenge', protocol: 2, version: '3.0.0', nonce: createNonce() });
    await settled();
    expect(link.state).toEqual({ kind: 'version-mismatch', daemonVersion: '3.0.0', daemonProtocol: 2 });
  });

  it('is not paired, and leaves the daemon alone, where there is no pairing', async () => {
    const { link, last, sockets, timers } = await createLink(null);
    link.connectNow();
    last().accept();
    last().say({ type: 'challenge', protocol: 1, version: '0.1.0', nonce: createNonce() });
    await settled();
    timers.advance(600_000);
    expect(link.state.kind).toBe('not-paired');
    expect(sockets).toHaveLength(1);
    expect(last().types()).toEqual(['hello']);
  });

  it('does not use a pairing that was made with a daemon on another port', async () => {
    const { link, last } = await createLink({ ...PAIRING, port: 9_000 });
    link.connectNow();
    last().accept();
    expect(helloOf(last()).pairing).toBeUndefined();
  });

  it('ends after ten messages that nobody understands', async () => {
    const { last, seen } = await createReadyLink();
    for (let count = 0; count < 10; count += 1) last().sayText('{"type":"nonsense"}');
    expect(last().readyState).toBe(3);
    expect(seen.gone).toBe(1);
  });
});

describe('reconnecting', () => {
  it('waits longer each time, up to 30 seconds', async () => {
    const { link, last, sockets, timers } = await createLink();
    link.connectNow();
    for (const waitMs of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = sockets.length;
      last().end();
      expect(link.state.kind).toBe('not-running');
      timers.advance(waitMs - 1);
      expect(sockets).toHaveLength(before);
      timers.advance(1);
      expect(sockets).toHaveLength(before + 1);
    }
  });

  it('happens at once when a person or a page asks', async () => {
    const { link, last, sockets, timers } = await createLink();
    link.connectNow();
    for (let count = 0; count < 6; count += 1) {
      last().end();
      timers.advance(count < 5 ? 30_000 : 1_000);
    }
    const before = sockets.length;
    const ready = link.whenReady(350);
    expect(sockets).toHaveLength(before + 1);
    await makeReady(last());
    await expect(ready).resolves.toBe(true);
  });

  it('lets nobody wait beyond his time', async () => {
    const { link, timers } = await createLink();
    const ready = link.whenReady(350);
    timers.advance(350);
    await expect(ready).resolves.toBe(false);
  });

  it('tells once that a ready connection is gone, and tries again', async () => {
    const { link, last, seen, sockets, timers } = await createReadyLink();
    last().end(CLOSE_CODES.stopping);
    expect(link.state.kind).toBe('reconnecting');
    expect(seen.gone).toBe(1);
    timers.advance(500);
    expect(sockets).toHaveLength(2);
  });

  it('forgets the pairing when a daemon that has proved itself revokes it', async () => {
    const { link, last, storage, sockets, timers } = await createReadyLink();
    last().end(CLOSE_CODES.revoked);
    await settled();
    timers.advance(60_000);
    expect(link.state.kind).toBe('not-paired');
    expect(storage.kept).not.toHaveProperty('pairing');
    expect(sockets).toHaveLength(1);
  });

  it('keeps the pairing when a process without proof says that it is revoked', async () => {
    const { link, last, storage } = await createLink();
    link.connectNow();
    last().accept();
    last().end(CLOSE_CODES.revoked);
    await settled();
    expect(storage.kept).toHaveProperty('pairing');
  });
});

describe('keeping alive', () => {
  it('pings every 20 seconds, and calls the browser every ten', async () => {
    const { last, timers, seen } = await createReadyLink();
    for (let count = 0; count < 6; count += 1) {
      timers.advance(10_000);
      last().say({ type: 'pong' });
    }
    expect(
      last()
        .types()
        .filter((type) => type === 'ping'),
    ).toHaveLength(3);
    expect(seen.touched).toBe(6);
  });

  it('gives a silent connection up', async () => {
    const { link, timers, seen } = await createReadyLink();
    timers.advance(50_000);
    expect(seen.gone).toBe(1);
    expect(link.isReady).toBe(false);
  });
});

describe('pairing', () => {
  async function begin() {
    const made = await createLink(null);
    const { link, last } = made;
    const begun = link.beginPairing();
    await settled(() => made.sockets.length > 0);
    const socket = last();
    socket.accept();
    socket.say({ type: 'challenge', protocol: 1, version: '0.1.0', nonce: createNonce() });
    await settled(() => socket.types().includes('pair-begin'));
    const ownKeys = await createKeyPair();
    const salt = createNonce();
    socket.say({ type: 'pair-offer', publicKey: ownKeys.publicKey, salt, expiresInMs: 120_000 });
    await begun;
    const { publicKey } = socket.sent.find((message) => message.type === 'pair-begin')!;
    const secretsFor = (code: string) =>
      derivePairing({
        ...{ ownKeys, daemonPublicKey: ownKeys.publicKey, extensionPublicKey: publicKey },
        ...{ salt, code, origin: ORIGIN, host: HOST },
      });
    return { ...made, socket, secretsFor };
  }

  it('keeps the token that both sides derive, and is ready', async () => {
    const { link, socket, secretsFor, storage } = await begin();
    expect(link.state.kind).toBe('pairing');
    const secrets = await secretsFor('7K3M-Q2ZD');
    const entered = link.enterCode(' 7k3m q2zd ');
    await settled(() => socket.types().includes('pair-confirm'));
    expect(socket.sent.at(-1)).toEqual({ type: 'pair-confirm', proof: secrets.confirmations.extension });
    socket.say({ type: 'paired', pairing: 'p9', proof: secrets.confirmations.daemon });
    socket.say({ type: 'ready', canGenerate: false });
    await entered;
    expect(storage.kept.pairing).toEqual({ id: 'p9', token: secrets.token, port: 8801 });
    expect(link.state.kind).toBe('paired');
    expect(JSON.stringify(socket.sent)).not.toContain(secrets.token);
  });

  it('keeps nothing of a daemon that does not know the code', async () => {
    const { link, socket, secretsFor, storage } = await begin();
    const { confirmations } = await secretsFor('0000-0000');
    const entered = link.enterCode('7K3M-Q2ZD');
    const failed = expect(entered).rejects.toThrow();
    await settled(() => socket.types().includes('pair-confirm'));
    socket.say({ type: 'paired', pairing: 'p9', proof: confirmations.daemon });
    socket.say({ type: 'ready', canGenerate: false });
    await failed;
    expect(storage.kept).not.toHaveProperty('pairing');
    expect(link.state.kind).toBe('not-our-daemon');
  });

  it('says in words what the daemon refuses', async () => {
    const { link, socket } = await begin();
    const entered = link.enterCode('7K3M-Q2ZD');
    const failed = expect(entered).rejects.toThrow('The code is wrong.');
    await settled(() => socket.types().includes('pair-confirm'));
    socket.say({ type: 'error', code: 'forbidden', message: 'The code is wrong.' });
    await settled();
    socket.end(CLOSE_CODES.badProof);
    await failed;
    expect(link.state.kind).toBe('not-paired');
  });

  it('asks the daemon nothing where the text can be no code, and lets the user correct it', async () => {
    const { link, socket } = await begin();
    await expect(link.enterCode('hello')).rejects.toThrow('eight letters and digits');
    expect(socket.types()).not.toContain('pair-confirm');
    expect(link.state.kind).toBe('pairing');
  });

  it('ends when the code has run out', async () => {
    const { link, socket, timers } = await begin();
    for (let count = 0; count < 12; count += 1) {
      timers.advance(10_000);
      socket.say({ type: 'pong' });
    }
    expect(link.state.kind).toBe('not-paired');
    await expect(link.enterCode('7K3M-Q2ZD')).rejects.toThrow('run out');
  });
});
