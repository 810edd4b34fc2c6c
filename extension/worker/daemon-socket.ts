import { decode, encode } from '../../shared/codec';
import { daemonMessageSchema, SOCKET_PATH } from '../../shared/protocol';
import type { DaemonMessage, ExtensionMessage } from '../../shared/protocol';

/** The part of `WebSocket` that is used; a test brings its own. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number }) => void): void;
}

export interface DaemonSocketOptions {
  openSocket: (url: string) => WebSocketLike;
  port: number;
  onOpen: () => void;
  onMessage: (message: DaemonMessage) => void;
  /** Told once; `wasOpen` is false where nothing answered. */
  onClosed: (close: { code: number; wasOpen: boolean }) => void;
}

const OPEN = 1;
const CLOSED_HERE = 1000;
const MOST_BAD_MESSAGES = 10;

/** Name and port of the daemon, as both sides put them into their proofs. */
export function hostOf(port: number): string {
  return `127.0.0.1:${port}`;
}

/** One WebSocket to the daemon on this machine, from its opening to its end. */
export class DaemonSocket {
  readonly #socket: WebSocketLike;
  readonly #options: DaemonSocketOptions;
  #badMessages = 0;
  #wasOpen = false;
  #isClosed = false;

  constructor(options: DaemonSocketOptions) {
    this.#options = options;
    this.#socket = options.openSocket(`ws://${hostOf(options.port)}${SOCKET_PATH}`);
    this.#socket.addEventListener('open', () => {
      this.#wasOpen = true;
      options.onOpen();
    });
    this.#socket.addEventListener('message', ({ data }) => {
      this.#receive(data);
    });
    this.#socket.addEventListener('close', ({ code }) => {
      this.#end(code);
    });
  }

  /** A message to a socket that is gone is dropped: whoever waits for its answer hears of the end. */
  send(message: ExtensionMessage): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(encode(message));
  }

  /** Idempotent; `onClosed` is told at once, since a dead connection may take minutes to say so. */
  close(): void {
    if (this.#isClosed) return;
    this.#socket.close(CLOSED_HERE);
    this.#end(CLOSED_HERE);
  }

  #receive(data: unknown): void {
    if (this.#isClosed) return;
    const decoded = typeof data === 'string' ? decode(data, daemonMessageSchema) : undefined;
    if (decoded?.ok) {
      this.#options.onMessage(decoded.message);
      return;
    }
    this.#badMessages += 1;
    if (this.#badMessages >= MOST_BAD_MESSAGES) this.close();
  }

  #end(code: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.onClosed({ code, wasOpen: this.#wasOpen });
  }
}
