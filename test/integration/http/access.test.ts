import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDaemon, type TestDaemon } from '../../support/start-test-daemon.ts';

const PAGE = 'https://app.example';
let daemon: TestDaemon;

beforeAll(async () => {
  daemon = await startTestDaemon({ config: { server: { allowed_origins: [PAGE] } } });
});
afterAll(async () => {
  await daemon.remove();
});

function get(
  headers: Record<string, string>,
  options: { method?: string; path?: string } = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: daemon.port, path: '/v1/models', headers, ...options }, (reply) => {
      reply.resume();
      resolve(reply);
    })
      .on('error', reject)
      .end();
  });
}

const withKey = (headers: Record<string, string> = {}): Record<string, string> => ({
  authorization: `Bearer ${daemon.key}`,
  ...headers,
});

test.each(['localhost', '127.0.0.1', 'LOCALHOST', '[::1]'])(
  'Host %s with the own port passes',
  async (name) => {
    expect((await get(withKey({ host: `${name}:${daemon.port}` }))).statusCode).toBe(200);
  },
);

test.each([
  'evil.example',
  'evil.example:PORT',
  'localhost.evil.example:PORT',
  '127.0.0.1.nip.io:PORT',
  '0.0.0.0:PORT',
  '192.168.0.2:PORT',
  'localhost:1',
  'localhost.',
])('Host "%s" is refused before anything else, OPTIONS included', async (host) => {
  const named = host.replace('PORT', String(daemon.port));
  for (const method of ['GET', 'OPTIONS']) {
    const { statusCode } = await get(withKey({ host: named }), { method });
    expect([400, 403]).toContain(statusCode);
  }
});

test.each([
  ['an empty Host header', () => 'GET /v1/models HTTP/1.1\r\nHost:\r\n'],
  ['a missing Host header', () => 'GET /v1/models HTTP/1.1\r\n'],
  ['HTTP/1.0 without Host', () => 'GET /v1/models HTTP/1.0\r\n'],
  [
    'two Host headers',
    (port: number) => `GET /v1/models HTTP/1.1\r\nHost: localhost:${port}\r\nHost: evil.example\r\n`,
  ],
  [
    'an absolute URL',
    (port: number) => `GET http://evil.example/v1/models HTTP/1.1\r\nHost: localhost:${port}\r\n`,
  ],
])('%s is refused', async (_what, head) => {
  const socket = connect(daemon.port, '127.0.0.1');
  socket.write(`${head(daemon.port)}Authorization: Bearer ${daemon.key}\r\nConnection: close\r\n\r\n`);
  let reply = '';
  for await (const part of socket) reply += String(part);
  expect(reply).toMatch(/^HTTP\/1\.1 40[03] /);
});

test.each([
  'https://evil.example',
  'null',
  'http://127.0.0.1',
  'https://app.example.evil',
  'https://app.example, https://evil.example',
])('Origin %s is refused even with a valid key, and is not echoed', async (origin) => {
  const reply = await get(withKey({ origin }));
  expect(reply.statusCode).toBe(403);
  expect(reply.headers['access-control-allow-origin']).toBeUndefined();
});

test('an allowed origin is echoed exactly, with Vary, and its preflight needs no key', async () => {
  const reply = await get(withKey({ origin: PAGE }));
  expect(reply.statusCode).toBe(200);
  expect(reply.headers).toMatchObject({ 'access-control-allow-origin': PAGE, vary: 'Origin' });
  const preflight = await get(
    { origin: PAGE, 'access-control-request-method': 'POST' },
    { method: 'OPTIONS' },
  );
  expect(preflight.statusCode).toBe(204);
  expect(preflight.headers['access-control-allow-headers']).toContain('authorization');
});

test('a cross-site request that hides its origin is refused', async () => {
  expect((await get(withKey({ 'sec-fetch-site': 'cross-site' }))).statusCode).toBe(403);
});

test.each([
  ['no key', {}],
  ['an empty key', { authorization: 'Bearer ' }],
  ['a wrong key', { authorization: 'Bearer ao-wrong' }],
  ['another scheme', { authorization: 'Basic abc' }],
  ['a very long key', { authorization: `Bearer ${'x'.repeat(10_000)}` }],
])('%s is a 401 that says where to get one', async (_what, headers: Record<string, string>) => {
  expect((await get(headers)).statusCode).toBe(401);
});

test('a key that is nearly right is a 401', async () => {
  for (const near of [`${daemon.key}x`, daemon.key.slice(0, -1), daemon.key.toUpperCase()]) {
    expect((await get({ authorization: `Bearer ${near}` })).statusCode).toBe(401);
  }
});

test('a key in the URL counts for nothing', async () => {
  expect((await get({}, { path: `/v1/models?key=${daemon.key}&api_key=${daemon.key}` })).statusCode).toBe(
    401,
  );
});

test("the key may come in Anthropic's or Azure's header", async () => {
  expect((await get({ 'x-api-key': daemon.key })).statusCode).toBe(200);
  expect((await get({ 'api-key': daemon.key })).statusCode).toBe(200);
});

test('every reply carries the protective headers, errors included', async () => {
  for (const headers of [withKey(), {}, withKey({ host: 'evil.example' })]) {
    expect((await get(headers)).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    });
  }
});

test('health needs no key and says nothing but whether it lives', async () => {
  const reply = await fetch(`${daemon.origin}/health`);
  expect(reply.status).toBe(200);
  expect(await reply.json()).toEqual({ live: true, ready: true, status: 'degraded', degraded: 1 });
});

test('health with a key says what is degraded', async () => {
  const health = (await (await daemon.fetch('/health')).json()) as { degraded: string[] };
  expect(health.degraded).toEqual(['Practice models answer: their answers are simulated.']);
});

test('a chat key may chat and see the status, but not look into or change the daemon', async () => {
  const made = await daemon.fetch('/askonce/keys', { json: { name: 'editor' } });
  expect(made.status).toBe(201);
  const { id, key } = (await made.json()) as { id: string; key: string };
  const asChat = (path: string, method = 'GET'): Promise<IncomingMessage> =>
    get({ authorization: `Bearer ${key}` }, { path, method });
  expect((await asChat('/v1/models')).statusCode).toBe(200);
  expect((await asChat('/askonce/status')).statusCode).toBe(200);
  for (const path of [
    '/askonce/settings',
    '/askonce/entries',
    '/askonce/decisions',
    '/askonce/keys',
    '/metrics',
  ]) {
    expect((await asChat(path)).statusCode, path).toBe(403);
  }
  expect((await asChat('/askonce/entries', 'DELETE')).statusCode).toBe(403);
  expect((await daemon.fetch(`/askonce/keys/${id}`, { method: 'DELETE' })).status).toBe(200);
  expect((await asChat('/v1/models')).statusCode).toBe(401);
});

test('a request that carries the loop mark is refused', async () => {
  expect((await get(withKey({ 'x-askonce-hop': '1' }))).statusCode).toBe(508);
});

test('no key, question or answer appears in what the daemon logged', async () => {
  const canary = 'canary-question-7361';
  await daemon.fetch('/v1/chat/completions', {
    json: { model: 'small', messages: [{ role: 'user', content: canary }] },
  });
  const logged = JSON.stringify(daemon.logLines);
  expect(logged).toContain('"msg":"request"');
  expect(logged).not.toContain(canary);
  expect(logged).not.toContain(daemon.key);
});
