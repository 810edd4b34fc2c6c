import { expect, test } from 'vitest';
import {
  connectionProof,
  createKeyPair,
  createNonce,
  derivePairing,
  isSameProof,
  newPairingCode,
  parsePairingCode,
  type KeyPair,
  type PairingExchange,
} from '../../../shared/pairing-proof.ts';

const CODE = '7K2M-Q9XD';

async function exchange(): Promise<{ daemon: PairingExchange; extension: PairingExchange }> {
  const [daemonKeys, extensionKeys] = await Promise.all([createKeyPair(), createKeyPair()]);
  const common = {
    daemonPublicKey: daemonKeys.publicKey,
    extensionPublicKey: extensionKeys.publicKey,
    ...{ salt: createNonce(), code: CODE, origin: 'chrome-extension://abc', host: '127.0.0.1:8801' },
  };
  return { daemon: { ...common, ownKeys: daemonKeys }, extension: { ...common, ownKeys: extensionKeys } };
}

test('both sides derive the same token and confirmations', async () => {
  const { daemon, extension } = await exchange();

  expect(await derivePairing(extension)).toEqual(await derivePairing(daemon));
});

test('token and confirmations all differ from each other', async () => {
  const { token, confirmations } = await derivePairing((await exchange()).daemon);

  expect(new Set([token, confirmations.daemon, confirmations.extension]).size).toBe(3);
});

test.each<[string, (exchange: PairingExchange, other: KeyPair) => Partial<PairingExchange>]>([
  ['the code', () => ({ code: '7K2M-Q9XE' })],
  ['the salt', () => ({ salt: createNonce() })],
  ['the origin', () => ({ origin: 'chrome-extension://other' })],
  ['the host', () => ({ host: '127.0.0.1:8802' })],
  ["the extension's key", (_exchange, other) => ({ extensionPublicKey: other.publicKey })],
])('another value of %s leads to other secrets', async (_what, change) => {
  const { daemon } = await exchange();
  const right = await derivePairing(daemon);

  const wrong = await derivePairing({ ...daemon, ...change(daemon, await createKeyPair()) });

  expect(wrong.token).not.toBe(right.token);
  expect(wrong.confirmations.daemon).not.toBe(right.confirmations.daemon);
  expect(wrong.confirmations.extension).not.toBe(right.confirmations.extension);
});

test('a man in the middle who has put in his own key does not come to the same confirmations', async () => {
  const { daemon, extension } = await exchange();
  const middle = await createKeyPair();

  const seenByDaemon = await derivePairing({ ...daemon, extensionPublicKey: middle.publicKey });
  const seenByExtension = await derivePairing({ ...extension, daemonPublicKey: middle.publicKey });

  expect(seenByExtension.confirmations.extension).not.toBe(seenByDaemon.confirmations.extension);
});

test('a public key that is no point of the curve is refused', async () => {
  const { daemon } = await exchange();

  await expect(derivePairing({ ...daemon, extensionPublicKey: 'AAAA' })).rejects.toThrow();
});

test('a connection proof depends on role, both nonces, origin, host and token', async () => {
  const connection = {
    ...{ token: createNonce(), extensionNonce: createNonce(), daemonNonce: createNonce() },
    ...{ origin: 'moz-extension://one', host: '127.0.0.1:8801' },
  };
  const proofs = await Promise.all([
    connectionProof('daemon', connection),
    connectionProof('extension', connection),
    connectionProof('daemon', { ...connection, token: createNonce() }),
    connectionProof('daemon', { ...connection, extensionNonce: createNonce() }),
    connectionProof('daemon', { ...connection, daemonNonce: createNonce() }),
    connectionProof('daemon', { ...connection, origin: 'moz-extension://two' }),
    connectionProof('daemon', { ...connection, host: '127.0.0.1:8802' }),
  ]);

  expect(new Set(proofs).size).toBe(proofs.length);
  expect(await connectionProof('daemon', connection)).toBe(proofs[0]);
});

test('a new code is eight characters of Crockford base 32 and differs from the one before', () => {
  expect(newPairingCode()).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(newPairingCode()).not.toBe(newPairingCode());
});

test.each(['7k2m-q9xd', ' 7K2M Q9XD ', '7K2MQ9XD', '7K2M–Q9XD', '7K2M - Q9XD'])(
  '%s is read as the code',
  (typed) => {
    expect(parsePairingCode(typed)).toBe(CODE);
  },
);

test('letters that look like digits are read as those', () => {
  expect(parsePairingCode('oOiI-lL01')).toBe('0011-1101');
});

test.each(['', '7K2M-Q9X', '7K2M-Q9XDD', '7K2M-Q9XU', '7K2M-Q9X!'])('"%s" is no code', (typed) => {
  expect(parsePairingCode(typed)).toBeUndefined();
});

test.each<[string, string, boolean]>([
  ['abc', 'abc', true],
  ['abc', 'abd', false],
  ['abc', 'ab', false],
  ['ab', 'abc', false],
  ['', '', true],
  ['', 'a', false],
])('proofs "%s" and "%s" are the same: %s', (one, other, expected) => {
  expect(isSameProof(one, other)).toBe(expected);
});
