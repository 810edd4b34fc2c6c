import {
  createKeyPair,
  createNonce,
  derivePairing,
  isSameProof,
  newPairingCode,
  type KeyPair,
} from '../../../shared/pairing-proof.ts';
import type { PairingRecord, PairingsFile } from '../../config/pairings-file.ts';
import type { Clock } from '../../lib/clock.ts';
import { DaemonError } from '../../lib/errors.ts';
import { AttemptLimiter } from './attempt-limiter.ts';

/** An extension that wants to be paired. */
interface Applicant {
  name: string;
  browser: string;
  origin: string;
  /** As the extension connected to it. */
  host: string;
  /** Of the extension. */
  publicKey: string;
}

/** One pairing under way, of one socket. */
export interface OpenPairing {
  /** What the extension is told. */
  offer: { publicKey: string; salt: string; expiresInMs: number };
  /** Takes the extension's confirmation, once. @throws DaemonError where it is wrong or too late. */
  confirm(proof: string): Promise<{ pairing: PairingRecord; proof: string }>;
  /** The socket is gone: the code is worthless. Idempotent. */
  abandon(): void;
}

/** A code as a person is to read it. */
export interface ShownCode {
  code: string;
  name: string;
  origin: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

interface PairingDeskOptions {
  pairings: PairingsFile;
  clock: Clock;
  /** Shows the code to the machine's owner. */
  onCode: (shown: ShownCode) => void;
}

const CODE_LIVES_MS = 120_000;
const MOST_AT_ONCE = 2;

/** Where extensions are paired: codes, their ends, and the count of wrong ones. */
export class PairingDesk {
  readonly #options: PairingDeskOptions;
  readonly #limiter: AttemptLimiter;
  readonly #open = new Set<ShownCode>();

  constructor(options: PairingDeskOptions) {
    this.#options = options;
    this.#limiter = new AttemptLimiter(options.clock);
  }

  /** The codes that hold at this moment. */
  codes(): ShownCode[] {
    const now = this.#options.clock.now();
    return [...this.#open].filter(({ expiresAt }) => expiresAt > now);
  }

  /** @throws DaemonError where too many pair at once, or too many codes were wrong lately. */
  async begin(applicant: Applicant): Promise<OpenPairing> {
    const waitMs = this.#limiter.waitMs();
    if (waitMs > 0) throw tooManyWrong(waitMs);
    if (this.#open.size >= MOST_AT_ONCE) throw tooManyAtOnce();
    const { name, origin } = applicant;
    const expiresAt = this.#options.clock.now() + CODE_LIVES_MS;
    const shown = { code: newPairingCode(), name, origin, expiresAt };
    this.#open.add(shown);
    const ownKeys = await createKeyPair();
    const salt = createNonce();
    this.#options.onCode(shown);
    let isUsed = false;
    return {
      offer: { publicKey: ownKeys.publicKey, salt, expiresInMs: CODE_LIVES_MS },
      abandon: () => void this.#open.delete(shown),
      confirm: async (proof) => {
        if (isUsed) throw wrongCode();
        isUsed = true;
        const isOpen = this.codes().includes(shown);
        this.#open.delete(shown);
        if (!isOpen) throw codeExpired();
        return this.#confirm(applicant, { ownKeys, salt, code: shown.code }, proof);
      },
    };
  }

  async #confirm(
    applicant: Applicant,
    secret: { ownKeys: KeyPair; salt: string; code: string },
    proof: string,
  ): Promise<{ pairing: PairingRecord; proof: string }> {
    const { name, browser, origin, host, publicKey } = applicant;
    // Locked meanwhile: of several that try at once, only as many as one after the other.
    const waitMs = this.#limiter.waitMs();
    if (waitMs > 0) throw tooManyWrong(waitMs);
    const secrets = await derivePairing({
      ...{ ...secret, origin, host },
      ...{ daemonPublicKey: secret.ownKeys.publicKey, extensionPublicKey: publicKey },
    }).catch(() => undefined);
    if (!secrets || !isSameProof(secrets.confirmations.extension, proof)) {
      this.#limiter.noteWrong();
      throw wrongCode();
    }
    this.#limiter.noteRight();
    const pairing = this.#options.pairings.add({ name, browser, origin, token: secrets.token });
    return { pairing, proof: secrets.confirmations.daemon };
  }
}

function tooManyWrong(waitMs: number): DaemonError {
  const seconds = Math.ceil(waitMs / 1000);
  return new DaemonError({
    code: 'too_many_requests',
    status: 429,
    isRetryable: true,
    message: `Too many wrong pairing codes. Try again in ${seconds} s.`,
  });
}

function tooManyAtOnce(): DaemonError {
  return new DaemonError({
    code: 'too_many_requests',
    status: 429,
    isRetryable: true,
    message: 'Other browsers are being paired at this moment. Try again in two minutes.',
  });
}

function wrongCode(): DaemonError {
  return new DaemonError({
    code: 'forbidden',
    status: 403,
    message: 'The pairing code was not right. Begin again: AskOnce shows a new one.',
  });
}

function codeExpired(): DaemonError {
  return new DaemonError({
    code: 'forbidden',
    status: 403,
    message: 'The pairing code has expired. Begin again: AskOnce shows a new one.',
  });
}
