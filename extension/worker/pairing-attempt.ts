import {
  createKeyPair,
  derivePairing,
  isSameProof,
  parsePairingCode,
  type KeyPair,
  type PairingSecrets,
} from '../../shared/pairing-proof';

export interface NewPairing {
  id: string;
  token: string;
}

interface Offer {
  publicKey: string;
  salt: string;
}

/** One attempt to pair: keys of its own, one code. */
export class PairingAttempt {
  readonly #keys: KeyPair;
  readonly #place: { origin: string; host: string };
  #offer: Offer | undefined;
  #secrets: PairingSecrets | undefined;

  private constructor(keys: KeyPair, place: { origin: string; host: string }) {
    this.#keys = keys;
    this.#place = place;
  }

  static async create({ origin, host }: { origin: string; host: string }): Promise<PairingAttempt> {
    return new PairingAttempt(await createKeyPair(), { origin, host });
  }

  get publicKey(): string {
    return this.#keys.publicKey;
  }

  noteOffer({ publicKey, salt }: Offer): void {
    this.#offer = { publicKey, salt };
  }

  /** What shows the daemon that the user typed its code. @throws with words for the user. */
  async confirm(typed: string): Promise<string> {
    const code = parsePairingCode(typed);
    if (code === undefined)
      throw new Error('A code has eight letters and digits, like 7K3M-Q2ZD. Please check what you typed.');
    if (!this.#offer) throw new Error('There is no code to confirm yet.');
    this.#secrets = await derivePairing({
      ownKeys: this.#keys,
      daemonPublicKey: this.#offer.publicKey,
      extensionPublicKey: this.#keys.publicKey,
      salt: this.#offer.salt,
      code,
      ...this.#place,
    });
    return this.#secrets.confirmations.extension;
  }

  /** The token, where the daemon shows that it knows the code as well. */
  tokenIf(daemonConfirmation: string): string | undefined {
    if (!this.#secrets) return undefined;
    const { token, confirmations } = this.#secrets;
    return isSameProof(daemonConfirmation, confirmations.daemon) ? token : undefined;
  }
}
