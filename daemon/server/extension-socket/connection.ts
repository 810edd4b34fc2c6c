import type { WebSocket } from 'ws';
import { decode, encode } from '../../../shared/codec.ts';
import {
  CLOSE_CODES,
  extensionMessageSchema,
  MAX_MESSAGE_BYTES_BEFORE_PROOF,
  type DaemonMessage,
  type ExtensionMessage,
} from '../../../shared/protocol.ts';
import type { PairingRecord } from '../../config/pairings-file.ts';
import { invariant } from '../../lib/errors.ts';
import type { Handshake, Step } from './handshake.ts';
import { keepAlive } from './keep-alive.ts';

/** A paired extension, as those who answer it see it. */
export interface Peer {
  pairing: PairingRecord;
  /** Resolves when the message has left this process; also where the socket is gone by then. */
  send(message: DaemonMessage): Promise<void>;
}

/** Answers a paired extension. */
export interface Session {
  /** Never throws. */
  receive(message: ExtensionMessage): void;
  /** The socket is gone: everything under way ends. */
  close(): void;
}

export interface ConnectionOptions {
  handshake: Handshake;
  openSession: (peer: Peer) => Session;
  /** Told once, when the extension has proved itself. */
  onPaired: () => void;
  onClosed: () => void;
  timing: SocketTiming;
}

/** In milliseconds. */
export interface SocketTiming {
  /** From the upgrade to the proof. */
  proveWithin: number;
  /** The same where a person has to type a code. */
  pairWithin: number;
  /** Two pings without an answer end a connection. */
  pingEvery: number;
}

/** Bytes that may come before the proof, whatever they are. */
const MOST_BYTES_BEFORE_PROOF = 16 * 1024;
const MOST_MESSAGES_BEFORE_PROOF = 20;
const MOST_BAD_MESSAGES = 10;
/** More of it waiting to be sent means that nobody reads. */
const MOST_BUFFERED_BYTES = 16 * 1024 * 1024;
const TOO_BIG = 1009;
const UNSUPPORTED_DATA = 1003;
const INTERNAL_ERROR = 1011;
const LONGEST_REASON_BYTES = 123;

/** One socket of an extension, from the upgrade to its end. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #stopPinging: () => void;
  #deadline: NodeJS.Timeout;
  #queue: Promise<void> = Promise.resolve();
  #session: Session | undefined;
  #pairing: PairingRecord | undefined;
  #isPairing = false;
  #bytes = 0;
  #messages = 0;
  #badMessages = 0;

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#stopPinging = keepAlive(socket, options.timing.pingEvery);
    this.#deadline = this.#endAfter(options.timing.proveWithin);
    // What breaks the rules of WebSocket ends with ws's own close frame; there is nothing to add.
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      this.#receive(data as Buffer, isBinary);
    });
    socket.once('close', () => {
      this.#end();
    });
  }

  get pairing(): PairingRecord | undefined {
    return this.#pairing;
  }

  /** Whether a person is typing a code for it. */
  get isPairing(): boolean {
    return this.#isPairing;
  }

  /** Counts what comes before the proof. */
  noteBytes(count: number): void {
    this.#bytes += count;
    if (!this.#session && this.#bytes > MOST_BYTES_BEFORE_PROOF)
      this.close(TOO_BIG, 'Too much before the proof.');
  }

  /** Says why, and gives the other side a second to hear it. */
  close(code: number, reason: string): void {
    this.#session?.close();
    this.#socket.close(code, Buffer.from(reason).subarray(0, LONGEST_REASON_BYTES).toString());
    setTimeout(() => {
      this.#socket.terminate();
    }, CLOSE_WITHIN_MS).unref();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    // What was on its way when the connection was closed is not served any more.
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (isBinary) {
      this.close(UNSUPPORTED_DATA, 'Messages are text.');
      return;
    }
    if (!this.#session && data.byteLength > MAX_MESSAGE_BYTES_BEFORE_PROOF) {
      this.close(TOO_BIG, 'Too long before the proof.');
      return;
    }
    const decoded = decode(data.toString(), extensionMessageSchema);
    if (!decoded.ok) this.#refuse(decoded.error);
    else if (this.#session) this.#session.receive(decoded.message);
    else this.#shakeHands(decoded.message);
  }

  #refuse(error: string): void {
    this.#badMessages += 1;
    void this.#send({ type: 'error', code: 'invalid_request', message: error });
    if (this.#badMessages >= MOST_BAD_MESSAGES)
      this.close(CLOSE_CODES.tooManyErrors, 'Too many messages that nobody understands.');
  }

  /** One after the other: a step may take a moment, and the next message may be there already. */
  #shakeHands(message: ExtensionMessage): void {
    this.#messages += 1;
    if (this.#messages > MOST_MESSAGES_BEFORE_PROOF) {
      this.close(CLOSE_CODES.tooManyErrors, 'Too many messages before the proof.');
      return;
    }
    this.#queue = this.#queue
      .then(() => this.#step(message))
      .catch(() => {
        this.close(INTERNAL_ERROR, 'Something went wrong inside AskOnce.');
      });
  }

  async #step(message: ExtensionMessage): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // Whatever came together with the proof is the first that the session hears.
    if (this.#session) this.#session.receive(message);
    else this.#follow(await this.#options.handshake.take(message));
  }

  #follow({ replies, paired, isPairing, close }: Step): void {
    for (const reply of replies) void this.#send(reply);
    if (isPairing) {
      this.#isPairing = true;
      clearTimeout(this.#deadline);
      this.#deadline = this.#endAfter(this.#options.timing.pairWithin);
    }
    if (paired) this.#open(paired);
    if (close) this.close(close.code, close.reason);
  }

  #open(pairing: PairingRecord): void {
    invariant(!this.#session, 'a connection is proved once');
    clearTimeout(this.#deadline);
    this.#pairing = pairing;
    this.#session = this.#options.openSession({ pairing, send: (message) => this.#send(message) });
    this.#options.onPaired();
  }

  #send(message: DaemonMessage): Promise<void> {
    if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) this.#socket.terminate();
    return new Promise((resolve) => {
      // Sending to a socket that is closing fails by this callback only.
      this.#socket.send(encode(message), () => {
        resolve();
      });
    });
  }

  #endAfter(milliseconds: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.close(CLOSE_CODES.badProof, 'No proof came in time.');
    }, milliseconds);
    return timer.unref();
  }

  #end(): void {
    clearTimeout(this.#deadline);
    this.#stopPinging();
    this.#options.handshake.abandon();
    this.#session?.close();
    this.#options.onClosed();
  }
}

const CLOSE_WITHIN_MS = 1_000;
