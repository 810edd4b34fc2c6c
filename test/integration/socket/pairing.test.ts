import { statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKeyPair, createNonce } from '../../../shared/pairing-proof.ts';
import { CLOSE_CODES } from '../../../shared/protocol.ts';
import { ExtensionClient, FIREFOX_ORIGIN } from '../../support/extension-client.ts';
import { startTestDaemon, type TestDaemon } from '../../support/start-test-daemon.ts';

let daemon: TestDaemon;
const clients: ExtensionClient[] = [];

beforeEach(async () => {
  daemon = await startTestDaemon();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await daemon.remove();
});

function connectClient(origin?: string): ExtensionClient {
  const client = new ExtensionClient({ port: daemon.port, ...(origin !== undefined && { origin }) });
  clients.push(client);
  return client;
}

/** Begins to pair and stops there; resolves with the code that the terminal shows. */
async function begin(client: ExtensionClient): Promise<string> {
  await client.hello();
  client.send({ type: 'pair-begin', publicKey: (await createKeyPair()).publicKey, name: 'Test' });
  await client.next('pair-offer');
  return daemon.readPairingCode();
}

test('an extension is paired by the code of the terminal, and known at the next connection', async () => {
  const pairing = await connectClient().pair(daemon.readPairingCode);
  expect(await connectClient().prove(pairing)).toMatchObject({ type: 'ready', canGenerate: false });
});

test('the code can be read through the daemon, as `askonce pairings code` does', async () => {
  const code = await begin(connectClient());
  const response = await daemon.fetch('/askonce/pairings/codes');
  expect(await response.json()).toMatchObject({ codes: [{ code, name: 'Test' }] });
});

test('pairings.json is for its owner alone, and the code is in no log line', async () => {
  let shown = '';
  await connectClient().pair(async () => (shown = await daemon.readPairingCode()));
  expect(statSync(path.join(daemon.dataFolder, 'pairings.json')).mode & 0o777).toBe(0o600);
  expect(JSON.stringify(daemon.logLines)).not.toContain(shown);
});

test('a wrong code ends the attempt, and nothing is paired (A4)', async () => {
  const client = connectClient();
  await expect(client.pair(async () => '0000-0000')).rejects.toThrow();
  expect(await client.closed).toBe(CLOSE_CODES.badProof);
  expect(await (await daemon.fetch('/askonce/pairings')).json()).toEqual({ pairings: [] });
});

test("a code of one extension does not pair another's (A4)", async () => {
  const code = await begin(connectClient());
  await expect(connectClient(FIREFOX_ORIGIN).pair(async () => code)).rejects.toThrow();
});

test('a code is worthless once its socket has gone (A4)', async () => {
  const client = connectClient();
  const code = await begin(client);
  client.socket.close();
  await client.closed;
  const codes = (await (await daemon.fetch('/askonce/pairings/codes')).json()) as {
    codes: { code: string }[];
  };
  expect(codes.codes.map((shown) => shown.code)).not.toContain(code);
});

test('at most two are paired at once', async () => {
  await begin(connectClient());
  await begin(connectClient());
  const third = connectClient();
  await expect(begin(third)).rejects.toThrow();
  expect(await third.closed).toBe(1013);
});

test('wrong codes of anybody make everybody wait, but who is paired is served (A5)', async () => {
  const pairing = await connectClient().pair(daemon.readPairingCode);
  const paired = connectClient();
  await paired.prove(pairing);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const client = connectClient(attempt % 2 === 0 ? FIREFOX_ORIGIN : undefined);
    await begin(client);
    client.send({ type: 'pair-confirm', proof: createNonce() });
    expect(await client.closed).toBe(CLOSE_CODES.badProof);
  }

  const late = connectClient();
  await late.hello();
  late.send({ type: 'pair-begin', publicKey: (await createKeyPair()).publicKey, name: 'Test' });

  expect(await late.next('error')).toMatchObject({ code: 'too_many_requests' });
  paired.send({ type: 'ping' });
  await paired.next('pong');
  expect(await connectClient().prove(pairing)).toMatchObject({ type: 'ready' });
});

test('pairings outlive a restart of the daemon', async () => {
  const pairing = await connectClient().pair(daemon.readPairingCode);
  const { dataFolder } = daemon;
  await daemon.close();
  // On the same port in real life; the proof is bound to the address, not the pairing.
  daemon = await startTestDaemon({ dataFolder });
  expect(await connectClient().prove(pairing)).toMatchObject({ type: 'ready' });
});

test('with extension.enabled: false there is no socket', async () => {
  const closed = await startTestDaemon({ config: { extension: { enabled: false } } });
  const client = new ExtensionClient({ port: closed.port });
  await expect(client.opened()).rejects.toThrow();
  await closed.remove();
});
