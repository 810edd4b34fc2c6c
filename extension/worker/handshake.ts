import { connectionProof, createNonce, isSameProof } from '../../shared/pairing-proof';
import { PROTOCOL_VERSION } from '../../shared/protocol';
import type { DaemonMessage, ExtensionMessage } from '../../shared/protocol';
import { PairingAttempt, type NewPairing } from './pairing-attempt';
import type { Pairing } from './pairing-store';

export interface Identity {
  /** Of the extension: "chrome-extension://<id>". */
  origin: string;
  /** Of the daemon: "127.0.0.1:8801". */
  host: string;
  version: string;
  browser: string;
}

/** What follows from one message of the daemon. */
export interface HandshakeStep {
  replies: ExtensionMessage[];
  outcome?:
    | { kind: 'unpaired' }
    | { kind: 'code-wanted'; expiresInMs: number }
    | { kind: 'paired'; pairing: NewPairing }
    | { kind: 'ready'; daemonVersion: string; canGenerate: boolean }
    | { kind: 'version-mismatch'; daemonVersion: string; daemonProtocol: number }
    | { kind: 'not-our-daemon' }
    | { kind: 'refused'; message: string };
}

type Challenge = Extract<DaemonMessage, { type: 'challenge' }>;
const NOT_OURS: HandshakeStep = { replies: [], outcome: { kind: 'not-our-daemon' } };

/**
 * The extension's side of the handshake. Nothing about sites or pages is said before the daemon has shown that it holds
 * this pairing's secret; whatever comes out of turn means that this is not our daemon. One message is taken at a time.
 */
export class Handshake {
  readonly #identity: Identity;
  readonly #pairing: Pairing | undefined;
  readonly #nonce = createNonce();
  #daemonVersion = '';
  #at: 'challenge' | 'unpaired' | 'offer' | 'code' | 'ready' = 'challenge';
  #attempt: PairingAttempt | undefined;

  constructor(identity: Identity, pairing: Pairing | undefined) {
    this.#identity = identity;
    this.#pairing = pairing;
  }

  hello(): ExtensionMessage {
    const { version, browser } = this.#identity;
    return {
      ...{ type: 'hello', protocol: PROTOCOL_VERSION, version, browser, nonce: this.#nonce },
      ...(this.#pairing && { pairing: this.#pairing.id }),
    };
  }

  async take(message: DaemonMessage): Promise<HandshakeStep> {
    if (message.type === 'error')
      return { replies: [], outcome: { kind: 'refused', message: message.message } };
    if (message.type === 'pong') return { replies: [] };
    if (this.#at === 'challenge' && message.type === 'challenge') return this.#answer(message);
    if (this.#at === 'offer' && message.type === 'pair-offer' && this.#attempt) {
      this.#attempt.noteOffer(message);
      this.#at = 'code';
      return { replies: [], outcome: { kind: 'code-wanted', expiresInMs: message.expiresInMs } };
    }
    if (this.#at === 'code' && message.type === 'paired') return this.#checkPairing(message);
    if (this.#at === 'ready' && message.type === 'ready') {
      const { canGenerate } = message;
      return {
        replies: [],
        outcome: { kind: 'ready', daemonVersion: this.#daemonVersion, canGenerate },
      };
    }
    return NOT_OURS;
  }

  /** After "unpaired". */
  async beginPairing(): Promise<ExtensionMessage[]> {
    if (this.#at !== 'unpaired') return [];
    this.#at = 'offer';
    this.#attempt = await PairingAttempt.create(this.#identity);
    const name = `AskOnce in ${this.#identity.browser}`;
    return [{ type: 'pair-begin', publicKey: this.#attempt.publicKey, name }];
  }

  /** After "code-wanted". @throws with words for the user where it cannot be a code. */
  async enterCode(typed: string): Promise<ExtensionMessage[]> {
    if (this.#at !== 'code' || !this.#attempt) return [];
    return [{ type: 'pair-confirm', proof: await this.#attempt.confirm(typed) }];
  }

  async #answer({ protocol, version, nonce, proof }: Challenge): Promise<HandshakeStep> {
    this.#daemonVersion = version;
    if (protocol !== PROTOCOL_VERSION) {
      return {
        replies: [],
        outcome: { kind: 'version-mismatch', daemonVersion: version, daemonProtocol: protocol },
      };
    }
    if (!this.#pairing) {
      this.#at = 'unpaired';
      return { replies: [], outcome: { kind: 'unpaired' } };
    }
    const { origin, host } = this.#identity;
    const { token } = this.#pairing;
    const connection = { token, extensionNonce: this.#nonce, daemonNonce: nonce, origin, host };
    if (proof === undefined || !isSameProof(proof, await connectionProof('daemon', connection)))
      return NOT_OURS;
    this.#at = 'ready';
    return { replies: [{ type: 'prove', proof: await connectionProof('extension', connection) }] };
  }

  #checkPairing({ pairing: id, proof }: Extract<DaemonMessage, { type: 'paired' }>): HandshakeStep {
    const token = this.#attempt?.tokenIf(proof);
    if (token === undefined) return NOT_OURS;
    this.#at = 'ready';
    return { replies: [], outcome: { kind: 'paired', pairing: { id, token } } };
  }
}
