import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE_CODES, MAX_MESSAGE_BYTES } from '../../../shared/protocol.ts';
import type { PairingsFile } from '../../config/pairings-file.ts';
import { Connection, type Peer, type Session, type SocketTiming } from './connection.ts';
import { handBack } from './hand-back.ts';
import { Handshake } from './handshake.ts';
import type { PairingDesk } from './pairing-desk.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { admit } from './upgrade-guard.ts';

export interface ExtensionSocketOptions {
  /** As on the HTTP inlet. */
  hosts: () => ReadonlySet<string>;
  pairings: PairingsFile;
  desk: PairingDesk;
  openSession: (peer: Peer) => Session;
  timing?: Partial<SocketTiming>;
}

const TIMING: SocketTiming = { proveWithin: 5_000, pairWithin: 125_000, pingEvery: 15_000 };
/** Sockets that have not proved anything yet. */
const MOST_UNPROVED = 16;
const TRY_AGAIN_LATER = 1013;

/** The WebSocket of the browser extension, on the port of the HTTP inlet. */
export class ExtensionSocket {
  readonly #options: ExtensionSocketOptions;
  readonly #webSockets = new WebSocketServer({
    ...{ noServer: true, clientTracking: false, perMessageDeflate: false },
    ...{ maxPayload: MAX_MESSAGE_BYTES, maxFragments: 64, maxBufferedChunks: 8_192 },
  });
  readonly #unproved = new Set<Connection>();
  readonly #proved = new Set<Connection>();
  #isClosed = false;

  constructor(options: ExtensionSocketOptions) {
    this.#options = options;
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      if (request.headers.upgrade?.toLowerCase() === 'websocket') this.#upgrade(request, socket, head);
      else handBack(server, request, socket, head);
    });
  }

  /** Extensions that are connected and have proved who they are. */
  get connected(): number {
    return this.#proved.size;
  }

  /** Ends what a pairing has open. */
  disconnect(pairing: string): void {
    for (const connection of this.#proved) {
      if (connection.pairing?.id === pairing)
        connection.close(CLOSE_CODES.revoked, 'This pairing was revoked. Pair this browser again.');
    }
  }

  /** Ends all, and lets no more in. Idempotent. */
  close(): void {
    this.#isClosed = true;
    for (const connection of [...this.#unproved, ...this.#proved])
      connection.close(CLOSE_CODES.stopping, 'AskOnce is stopping.');
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const admission = admit(request, this.#options.hosts());
    if (!admission.isAdmitted) refuseUpgrade(socket, admission);
    else if (this.#isClosed) refuseUpgrade(socket, { status: 503, message: 'The daemon is stopping.' });
    else
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#open(webSocket, socket, admission);
      });
  }

  #open(webSocket: WebSocket, socket: Duplex, from: { origin: string; host: string }): void {
    makeRoom(this.#unproved);
    const { openSession, timing } = this.#options;
    const connection = new Connection(webSocket, {
      ...{ openSession, timing: { ...TIMING, ...timing } },
      handshake: new Handshake({ ...this.#options, ...from }),
      onPaired: () => {
        socket.off('data', count);
        this.#unproved.delete(connection);
        this.#proved.add(connection);
      },
      onClosed: () => {
        this.#unproved.delete(connection);
        this.#proved.delete(connection);
      },
    });
    const count = (bytes: Buffer): void => {
      connection.noteBytes(bytes.length);
    };
    socket.on('data', count);
    this.#unproved.add(connection);
  }
}

/** The oldest goes first: whoever means it proves itself within milliseconds. Those that pair are few and have their own limit. */
function makeRoom(unproved: Set<Connection>): void {
  const waiting = [...unproved].filter(({ isPairing }) => !isPairing);
  for (const connection of waiting.slice(0, Math.max(0, waiting.length - MOST_UNPROVED + 1))) {
    unproved.delete(connection);
    connection.close(TRY_AGAIN_LATER, 'Too many connections at once.');
  }
}
