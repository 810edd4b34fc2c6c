import { connectionProof, createNonce, isSameProof } from '../../../shared/pairing-proof.ts';
import {
  CLOSE_CODES,
  PROTOCOL_VERSION,
  type DaemonMessage,
  type ExtensionMessage,
} from '../../../shared/protocol.ts';
import type { PairingRecord, PairingsFile } from '../../config/pairings-file.ts';
import { asDaemonError } from '../../lib/errors.ts';
import { packageVersion } from '../../lib/package-root.ts';
import type { OpenPairing, PairingDesk } from './pairing-desk.ts';

interface HandshakeOptions {
  pairings: PairingsFile;
  desk: PairingDesk;
  /** Of the socket, as the browser set and the guard checked them. */
  origin: string;
  host: string;
}

/** What follows from one message of the handshake. */
export interface Step {
  replies: DaemonMessage[];
  /** The extension has proved itself: from here on it may ask. */
  paired?: PairingRecord;
  /** A person is to type a code: the handshake may take so much longer. */
  isPairing?: true;
  close?: { code: number; reason: string };
}

type Hello = Extract<ExtensionMessage, { type: 'hello' }>;
type State =
  | { at: 'hello' }
  | { at: 'challenge'; hello: Hello; daemonNonce: string }
  | { at: 'code'; pairing: OpenPairing }
  | { at: 'over' };

/** RFC 6455 has no code for "not now"; IANA registered 1013. */
const TRY_AGAIN_LATER = 1013;

/**
 * From the first message until the extension has proved who it is. The daemon proves itself first, so that an
 * extension tells a foreign process on the port nothing. One message is taken at a time.
 */
export class Handshake {
  readonly #options: HandshakeOptions;
  #state: State = { at: 'hello' };

  constructor(options: HandshakeOptions) {
    this.#options = options;
  }

  async take(message: ExtensionMessage): Promise<Step> {
    const state = this.#state;
    if (state.at === 'hello' && message.type === 'hello') return this.#greet(message);
    if (state.at === 'challenge' && message.type === 'prove') return this.#check(state, message.proof);
    if (state.at === 'challenge' && message.type === 'pair-begin') return this.#beginPairing(state, message);
    if (state.at === 'code' && message.type === 'pair-confirm')
      return this.#pair(state.pairing, message.proof);
    // Keeps the extension's background alive while a person looks for the code.
    if (state.at === 'code' && message.type === 'ping') return { replies: [{ type: 'pong' }] };
    return this.#refuse('invalid_request', `"${message.type}" comes out of turn.`);
  }

  /** The socket is gone. Idempotent. */
  abandon(): void {
    if (this.#state.at === 'code') this.#state.pairing.abandon();
    this.#state = { at: 'over' };
  }

  async #greet(hello: Hello): Promise<Step> {
    const daemonNonce = createNonce();
    const proof = await this.#proof('daemon', hello, daemonNonce);
    const challenge: DaemonMessage = {
      ...{ type: 'challenge', protocol: PROTOCOL_VERSION, version: packageVersion(), nonce: daemonNonce },
      ...(proof !== undefined && { proof }),
    };
    if (hello.protocol !== PROTOCOL_VERSION) return this.#mismatch(challenge, hello.protocol);
    this.#state = { at: 'challenge', hello, daemonNonce };
    return { replies: [challenge] };
  }

  async #check({ hello, daemonNonce }: { hello: Hello; daemonNonce: string }, proof: string): Promise<Step> {
    const expected = await this.#proof('extension', hello, daemonNonce);
    const pairing = this.#pairingOf(hello);
    if (expected === undefined || !pairing || !isSameProof(expected, proof))
      return this.#refuse('forbidden', 'This pairing is not known here. Pair this browser again.');
    const { token: _token, ...record } = pairing;
    return this.#admit(record, []);
  }

  async #beginPairing(
    { hello }: { hello: Hello },
    { publicKey, name }: { publicKey: string; name: string },
  ): Promise<Step> {
    const { desk, origin, host } = this.#options;
    try {
      const browser = printable(hello.browser);
      const pairing = await desk.begin({ name: printable(name), browser, origin, host, publicKey });
      // The socket may have gone while the keys were made.
      if (this.#state.at === 'over') pairing.abandon();
      else this.#state = { at: 'code', pairing };
      return { replies: [{ type: 'pair-offer', ...pairing.offer }], isPairing: true };
    } catch (thrown) {
      const { code, message } = asDaemonError(thrown);
      return this.#refuse(code, message, TRY_AGAIN_LATER);
    }
  }

  async #pair(pairing: OpenPairing, confirmation: string): Promise<Step> {
    try {
      const { pairing: record, proof } = await pairing.confirm(confirmation);
      return this.#admit(record, [{ type: 'paired', pairing: record.id, proof }]);
    } catch (thrown) {
      const { code, message } = asDaemonError(thrown);
      return this.#refuse(code, message);
    }
  }

  #admit(paired: PairingRecord, replies: DaemonMessage[]): Step {
    this.#state = { at: 'over' };
    this.#options.pairings.seen(paired.id);
    return { replies, paired };
  }

  #refuse(code: string, message: string, closeCode: number = CLOSE_CODES.badProof): Step {
    this.abandon();
    return { replies: [{ type: 'error', code, message }], close: { code: closeCode, reason: message } };
  }

  #mismatch(challenge: DaemonMessage, theirs: number): Step {
    this.#state = { at: 'over' };
    const older = theirs < PROTOCOL_VERSION ? 'the browser extension' : 'AskOnce on this machine';
    const message = `Extension and daemon are of different versions. Update ${older}.`;
    return {
      replies: [challenge, { type: 'error', code: 'invalid_request', message }],
      close: { code: CLOSE_CODES.oldProtocol, reason: message },
    };
  }

  #pairingOf({ pairing: id }: Hello): ReturnType<PairingsFile['find']> {
    const pairing = id === undefined ? undefined : this.#options.pairings.find(id);
    return pairing?.origin === this.#options.origin ? pairing : undefined;
  }

  async #proof(role: 'daemon' | 'extension', hello: Hello, daemonNonce: string): Promise<string | undefined> {
    const pairing = this.#pairingOf(hello);
    if (!pairing) return undefined;
    const { origin, host } = this.#options;
    return connectionProof(role, {
      ...{ token: pairing.token, extensionNonce: hello.nonce, daemonNonce, origin, host },
    });
  }
}

/** What anybody may call themselves is shown in a terminal: no control characters. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '').trim() || 'a browser';
}
