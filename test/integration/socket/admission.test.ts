import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createNonce } from '../../../shared/pairing-proof.ts';
import { CLOSE_CODES, PROTOCOL_VERSION, SOCKET_PATH } from '../../../shared/protocol.ts';
import {
  CHROME_ORIGIN,
  ExtensionClient,
  FIREFOX_ORIGIN,
  siteSetting,
  type KeptPairing,
} from '../../support/extension-client.ts';
import { startTestDaemon, type TestDaemon } from '../../support/start-test-daemon.ts';

let daemon: TestDaemon;
let pairing: KeptPairing;

beforeAll(async () => {
  daemon = await startTestDaemon();
  const client = await new ExtensionClient({ port: daemon.port }).opened();
  pairing = await client.pair(daemon.readPairingCode);
  client.close();
});
afterAll(() => daemon.remove());

/** Sends bytes as they stand; resolves with the status of the reply, or 0 where the connection just ended. */
async function rawRequest(...lines: string[]): Promise<number> {
  const socket = connect(daemon.port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const reply = await readAll(socket);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(reply)?.[1] ?? 0);
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (data: Buffer) => {
    text += data.toString('latin1');
    if (text.includes('\r\n\r\n')) socket.destroy();
  });
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return text;
}

interface Upgrade {
  path?: string;
  host?: string[];
  origin?: string[];
  method?: string;
  version?: string;
}

function upgrade({
  path = SOCKET_PATH,
  host,
  origin = [CHROME_ORIGIN],
  method = 'GET',
  version = '13',
}: Upgrade) {
  return rawRequest(
    `${method} ${path} HTTP/1.1`,
    ...(host ?? [`127.0.0.1:${daemon.port}`]).map((value) => `Host: ${value}`),
    ...origin.map((value) => `Origin: ${value}`),
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Version: ${version}`,
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  );
}

test.each([CHROME_ORIGIN, FIREFOX_ORIGIN])('an upgrade from %s is let in', async (origin) => {
  expect(await upgrade({ origin: [origin] })).toBe(101);
});

test.each(['localhost', 'LOCALHOST', '127.0.0.1'])('an upgrade for %s is let in (N3)', async (name) => {
  expect(await upgrade({ host: [`${name}:${daemon.port}`] })).toBe(101);
});

test.each<[string, (port: number) => string[]]>([
  ['another name', () => ['evil.com']],
  ['another name with the port', (port) => [`evil.com:${port}`]],
  ['a name under ours', (port) => [`localhost.evil.com:${port}`]],
  ['a name that resolves to us', (port) => [`127.0.0.1.nip.io:${port}`]],
  ['0.0.0.0', (port) => [`0.0.0.0:${port}`]],
  ['an address of the network', (port) => [`192.168.0.2:${port}`]],
  ['another port', (port) => [`localhost:${port + 1}`]],
  ['a trailing dot', (port) => [`localhost.:${port}`]],
  ['no port', () => ['localhost']],
  ['an empty name', () => ['']],
  ['two names', (port) => [`localhost:${port}`, 'evil.com']],
  ['none', () => []],
])('an upgrade for %s is refused (N2)', async (_what, host) => {
  expect([400, 403]).toContain(await upgrade({ host: host(daemon.port) }));
});

test.each<[string, string[]]>([
  ['a web page', ['https://evil.com']],
  ['a page of this machine', ['http://127.0.0.1']],
  ['a page of the network', ['http://192.168.0.2']],
  ['an opaque origin', ['null']],
  ['nobody', []],
  ['two', [CHROME_ORIGIN, 'https://evil.com']],
  ['a list', [`${CHROME_ORIGIN}, https://evil.com`]],
  ['a name that begins right', [`${CHROME_ORIGIN}.evil.com`]],
  ['a name that ends right', [`https://evil.com/${CHROME_ORIGIN}`]],
  ['a short id', ['chrome-extension://abc']],
  ['an id with other letters', [`chrome-extension://${'z'.repeat(32)}`]],
  ['a UUID that is none', ['moz-extension://0f1e2d3c4b5a69788796a5b4c3d2e1f0']],
  ['another browser', [`safari-web-extension://${'a'.repeat(32)}`]],
])('an upgrade from %s is refused (N4, N5)', async (_what, origin) => {
  expect(await upgrade({ origin })).toBe(403);
});

test('a key does not make up for the origin (N5)', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${daemon.port}${SOCKET_PATH}`, {
    headers: { authorization: `Bearer ${daemon.key}` },
  });
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(403);
  socket.on('error', () => undefined);
  socket.terminate();
});

test.each([`${SOCKET_PATH}?token=abc`, `${SOCKET_PATH}?`])(
  '%s: nothing is taken from an address (A6)',
  async (path) => {
    expect(await upgrade({ path })).toBe(400);
  },
);

test.each(['/', '/v1/chat/completions', `${SOCKET_PATH}/`, `${SOCKET_PATH}x`])(
  'there is no socket at %s',
  async (path) => {
    expect(await upgrade({ path })).toBe(404);
  },
);

test.each<[string, Upgrade, number]>([
  ['a method other than GET', { method: 'POST' }, 405],
  ['an unknown version', { version: '7' }, 400],
])('%s is refused', async (_what, request, status) => {
  expect(await upgrade(request)).toBe(status);
});

test('an offer of another upgrade is ignored: the request is served as HTTP', async () => {
  const body = '{"model":"no-such-model","messages":[{"role":"user","content":"hi"}]}';
  const head = [
    'POST /v1/chat/completions HTTP/1.1',
    `Host: 127.0.0.1:${daemon.port}`,
    `Authorization: Bearer ${daemon.key}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQAAP__',
  ];
  const socket = connect(daemon.port, '127.0.0.1');
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 404 [\s\S]*x-content-type-options: nosniff/i);
});

test('the daemon proves itself before the extension has said anything but hello (A10)', async () => {
  const client = new ExtensionClient({ port: daemon.port });
  expect(await client.hello(pairing)).toMatchObject({ isProved: true });
  client.close();
});

test('the daemon gives no proof for a pairing of another origin', async () => {
  const client = new ExtensionClient({ port: daemon.port, origin: FIREFOX_ORIGIN });
  expect(await client.hello(pairing)).toMatchObject({ isProved: false });
  client.send({ type: 'prove', proof: createNonce() });
  expect(await client.closed).toBe(CLOSE_CODES.badProof);
});

test.each<[string, (proof: string) => string]>([
  ['of the same length', () => createNonce()],
  ['that is shorter', () => 'A'],
  ['that is longer', (proof) => `${proof}A`],
])('a wrong proof %s ends the connection (A3)', async (_what, change) => {
  const client = new ExtensionClient({ port: daemon.port });
  await client.hello(pairing);
  client.send({ type: 'prove', proof: change(createNonce()) });
  expect(await client.next('error')).toMatchObject({ code: 'forbidden' });
  expect(await client.closed).toBe(CLOSE_CODES.badProof);
});

test.each(['sites', 'operation', 'prove'] as const)('nothing but hello is heard first: %s', async (type) => {
  const client = await new ExtensionClient({ port: daemon.port }).opened();
  if (type === 'sites') client.send({ type, sites: [siteSetting({ origin: 'https://a.example' })] });
  else if (type === 'prove') client.send({ type, proof: 'A' });
  else client.send({ type, id: 'a', operation: { name: 'read-log', limit: 1 } });
  expect(await client.closed).toBe(CLOSE_CODES.badProof);
});

test.each([PROTOCOL_VERSION - 1, PROTOCOL_VERSION + 1])(
  'protocol %i is told what to update',
  async (protocol) => {
    const client = new ExtensionClient({ port: daemon.port });
    await client.hello(pairing, protocol);
    const { message } = await client.next('error');
    expect(message).toContain(protocol < PROTOCOL_VERSION ? 'browser extension' : 'AskOnce on this machine');
    expect(await client.closed).toBe(CLOSE_CODES.oldProtocol);
  },
);

test('before the proof a message of 4 KiB is read, and one byte more ends the connection (L1)', async () => {
  const client = await new ExtensionClient({ port: daemon.port }).opened();
  client.socket.send('x'.repeat(4 * 1024));
  expect(await client.next('error')).toMatchObject({ message: 'This is not JSON.' });
  client.socket.send('x'.repeat(4 * 1024 + 1));
  expect(await client.closed).toBe(1009);
});

test('before the proof a large message is not even collected (L1)', async () => {
  const client = await new ExtensionClient({ port: daemon.port }).opened();
  client.socket.send('x'.repeat(3 * 1024 * 1024));
  expect([1006, 1009]).toContain(await client.closed);
});

test('after the proof a message over 4 MiB ends the connection (L1)', async () => {
  const client = new ExtensionClient({ port: daemon.port });
  await client.prove(pairing);
  client.socket.send('x'.repeat(4 * 1024 * 1024 + 1));
  expect([1006, 1009]).toContain(await client.closed);
});

test('a message in very many fragments ends the connection (L6)', async () => {
  const client = new ExtensionClient({ port: daemon.port });
  await client.prove(pairing);
  for (let sent = 0; sent < 100; sent += 1) client.socket.send('', { fin: false });
  expect([1006, 1008]).toContain(await client.closed);
});

test('binary messages end the connection', async () => {
  const client = new ExtensionClient({ port: daemon.port });
  await client.prove(pairing);
  client.socket.send(Buffer.from([1, 2, 3]));
  expect(await client.closed).toBe(1003);
});

test('an unknown message is answered with an error and the connection lives; the tenth ends it (L9)', async () => {
  const client = new ExtensionClient({ port: daemon.port });
  await client.prove(pairing);
  for (let sent = 0; sent < 9; sent += 1) client.socket.send('{"type":"no-such-thing"}');
  client.send({ type: 'ping' });
  await client.next('pong');
  client.socket.send('{"type":"no-such-thing"}');
  expect(await client.closed).toBe(CLOSE_CODES.tooManyErrors);
});

test('prototypes stay as they are, whatever is sent (L8)', async () => {
  const client = new ExtensionClient({ port: daemon.port });
  await client.prove(pairing);
  client.socket.send('{"type":"ping","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  await client.next('pong');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  client.close();
});

test('of many sockets that prove nothing the oldest go, and a paired extension still gets in (L4)', async () => {
  const idle = Array.from({ length: 60 }, () => new ExtensionClient({ port: daemon.port }));
  await Promise.all(idle.map((client) => client.opened().catch(() => undefined)));
  const client = new ExtensionClient({ port: daemon.port });
  expect(await client.prove(pairing)).toMatchObject({ type: 'ready' });
  expect(await idle[0]!.closed).toBe(1013);
  for (const one of [...idle, client]) one.close();
});

test('revoking a pairing ends its connections within a second, and its token is worthless (A8)', async () => {
  const own = await new ExtensionClient({ port: daemon.port }).opened();
  const revoked = await own.pair(daemon.readPairingCode);
  const other = new ExtensionClient({ port: daemon.port });
  await other.prove(pairing);

  const startedAt = performance.now();
  const response = await daemon.fetch(`/askonce/pairings/${revoked.id}`, { method: 'DELETE' });

  expect(await response.json()).toEqual({ deleted: 1 });
  expect(await own.closed).toBe(CLOSE_CODES.revoked);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  const again = new ExtensionClient({ port: daemon.port });
  expect(await again.hello(revoked)).toMatchObject({ isProved: false });
  other.send({ type: 'ping' });
  await other.next('pong');
  for (const client of [again, other]) client.close();
});

test('an extension may end its own pairing', async () => {
  const client = await new ExtensionClient({ port: daemon.port }).opened();
  await client.pair(daemon.readPairingCode);
  expect(await client.operate({ name: 'unpair' })).toEqual({ unpaired: true });
  expect(await client.closed).toBe(CLOSE_CODES.revoked);
});

test('pairings and codes are for the admin alone (A8)', async () => {
  const added = await daemon.fetch('/askonce/keys', { json: { name: 'chat' } });
  const { key } = (await added.json()) as { key: string };
  const headers = { authorization: `Bearer ${key}` };
  for (const path of ['/askonce/pairings', '/askonce/pairings/codes']) {
    expect((await daemon.fetch(path, { headers })).status).toBe(403);
  }
  const list = await daemon.fetch('/askonce/pairings');
  expect(await list.text()).not.toContain(pairing.token);
});

test('status counts paired and connected browsers', async () => {
  const client = new ExtensionClient({ port: daemon.port });
  await client.prove(pairing);
  const status = (await (await daemon.fetch('/askonce/status')).json()) as {
    extensions: { connected: number };
  };
  expect(status.extensions.connected).toBeGreaterThanOrEqual(1);
  client.close();
});

test('stopping the daemon tells connected extensions so (P5)', async () => {
  const other = await startTestDaemon();
  const client = await new ExtensionClient({ port: other.port }).opened();
  await client.pair(other.readPairingCode);
  const stopped = other.remove();
  expect(await client.closed).toBe(CLOSE_CODES.stopping);
  await stopped;
});
