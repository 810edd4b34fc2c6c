/**
 * How extension and daemon come to a common secret, and prove later that they hold it. Runs unchanged in a browser's
 * worker and in Node: WebCrypto only, no imports.
 *
 * Pairing: both make a P-256 key pair and exchange public keys; the user carries a code of 40 random bits from the
 * daemon's terminal to the extension. `derivePairing` gives each side the token and both confirmations; each sends its
 * own confirmation (`pair-confirm`, `paired`) and compares the other's. Whoever does not know the code gets one guess a
 * confirmation; the token itself never travels, and who only listens cannot derive it.
 * Later: each connection begins with two nonces, and each side sends its `connectionProof`, the daemon first.
 *
 * All keys, salts, nonces, tokens and proofs are base64url without padding.
 */
export interface KeyPair {
  /** The uncompressed point. */
  publicKey: string;
  /** Cannot be exported: it lives as long as the pairing takes. */
  privateKey: PrivateKey;
}
type PrivateKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** The two ends of a socket. */
export type Role = 'daemon' | 'extension';

/** What both sides know of one pairing. Every part of it is bound into its secrets. */
export interface PairingExchange {
  ownKeys: KeyPair;
  daemonPublicKey: string;
  extensionPublicKey: string;
  /** As `pair-offer` carries it. */
  salt: string;
  /** As `parsePairingCode` returns it. */
  code: string;
  /** Of the extension: "chrome-extension://<id>" or "moz-extension://<uuid>". */
  origin: string;
  /** Name and port that the extension connected to, as its URL and the Host header have it: "127.0.0.1:8801". */
  host: string;
}

export interface PairingSecrets {
  /** What both sides keep; never sent. */
  token: string;
  /** What each side sends to show that it knows the code. */
  confirmations: Record<Role, string>;
}

export interface Connection {
  token: string;
  extensionNonce: string;
  daemonNonce: string;
  /** As in PairingExchange. Whoever passes a connection on to a daemon on another port fails by the host. */
  origin: string;
  host: string;
}

/** OWASP's figure for PBKDF2 with SHA-256 is 600,000; the code lives two minutes, and a phone-sized CPU has to do it. */
const PBKDF2_ITERATIONS = 200_000;
const NONCE_BYTES = 32;
const TOKEN_BITS = 256;
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
/** Crockford's base 32: no I, L, O or U (https://www.crockford.com/base32.html). */
const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_CHARACTERS = 8;

export async function createKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const point = await crypto.subtle.exportKey('raw', publicKey);
  return { publicKey: toBase64url(new Uint8Array(point)), privateKey };
}

/** 256 random bits: for nonces and salts. */
export function createNonce(): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
}

/** 40 random bits as XXXX-XXXX, for a person to read and type. */
export function newPairingCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(CODE_CHARACTERS));
  // 256 is a multiple of 32: every character is equally likely.
  const characters = [...bytes].map((byte) => CODE_ALPHABET.charAt(byte % CODE_ALPHABET.length));
  return grouped(characters.join(''));
}

/** A code as a person typed it, in the one form XXXX-XXXX; undefined where it cannot be one. */
export function parsePairingCode(typed: string): string | undefined {
  const plain = typed
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(plain) ? grouped(plain) : undefined;
}

/** Token and confirmations of a pairing. @throws where a public key is none. Takes some 100 ms, on purpose. */
export async function derivePairing(exchange: PairingExchange): Promise<PairingSecrets> {
  const { ownKeys, daemonPublicKey, extensionPublicKey, code, salt, origin, host } = exchange;
  const theirs = ownKeys.publicKey === daemonPublicKey ? extensionPublicKey : daemonPublicKey;
  const transcript = [daemonPublicKey, extensionPublicKey, salt, origin, host];
  const shared = await sharedSecret(ownKeys.privateKey, theirs);
  const stretched = await stretch(code, fromBase64url(salt));
  const derive = async (purpose: string): Promise<string> => {
    const info = utf8(JSON.stringify([`askonce pairing v1, ${purpose}`, ...transcript]));
    return toBase64url(await hkdf(shared, stretched, info));
  };
  return {
    token: await derive('token'),
    confirmations: {
      daemon: await derive('confirmation of the daemon'),
      extension: await derive('confirmation of the extension'),
    },
  };
}

/** Shows on a new connection that its sender holds the token. */
export async function connectionProof(role: Role, connection: Connection): Promise<string> {
  const { token, extensionNonce, daemonNonce, origin, host } = connection;
  const key = await crypto.subtle.importKey(
    'raw',
    fromBase64url(token),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const text = JSON.stringify(['askonce connection v1', role, extensionNonce, daemonNonce, origin, host]);
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text))));
}

/** Compares two proofs in a time that says nothing about where they differ. */
export function isSameProof(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index += 1) {
    difference |= one.charCodeAt(index) ^ (other.charCodeAt(index) || 0);
  }
  return difference === 0;
}

async function sharedSecret(privateKey: PrivateKey, theirs: string): Promise<Uint8Array<ArrayBuffer>> {
  const publicKey = await crypto.subtle.importKey('raw', fromBase64url(theirs), CURVE, false, []);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ ...CURVE, public: publicKey }, privateKey, TOKEN_BITS),
  );
}

async function stretch(code: string, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', utf8(code), 'PBKDF2', false, ['deriveBits']);
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', iterations: PBKDF2_ITERATIONS, salt };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, TOKEN_BITS));
}

async function hkdf(
  secret: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, TOKEN_BITS));
}

function grouped(characters: string): string {
  return `${characters.slice(0, 4)}-${characters.slice(4)}`;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function toBase64url(bytes: Uint8Array): string {
  const binary = [...bytes].map((byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @throws where the text is no base64url. */
function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
