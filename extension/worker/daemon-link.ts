import { CLOSE_CODES } from '../../shared/protocol';
import type { DaemonMessage, ExtensionMessage } from '../../shared/protocol';
import type { ConnectionState } from '../messages';
import { backoffMs } from './backoff';
import type { Clock } from './clock';
import { DaemonSocket, hostOf, type WebSocketLike } from './daemon-socket';
import { Handshake, type HandshakeStep, type Identity } from './handshake';
import { KeepAlive } from './keep-alive';
import type { PairingStore } from './pairing-store';

export interface DaemonLinkOptions {
  openSocket: (url: string) => WebSocketLike;
  clock: Clock;
  random: () => number;
  pairings: PairingStore;
  port: () => number;
  identity: Omit<Identity, 'host'>;
  touchBrowser: () => void;
  /** The daemon has proved itself: now it may hear of sites. */
  onReady: () => void;
  /** Only after `onReady`. */
  onMessage: (message: DaemonMessage) => void;
  /** A connection that was ready is no more. */
  onGone: () => void;
  onState: (state: ConnectionState) => void;
}

/** From the attempt to the daemon's proof; a person who types a code has the code's own time. */
const PROVE_WITHIN_MS = 3_000;
/** A person who clicks again and again is not served more often. */
const ATTEMPT_EVERY_MS = 700;
/** The connection to the daemon over all its sockets: attempts, state, pairing. */
export class DaemonLink {
  readonly #options: DaemonLinkOptions;
  #state: ConnectionState;
  #socket: DaemonSocket | undefined;
  #handshake: Handshake | undefined;
  #keepAlive: KeepAlive | undefined;
  #isReady = false;
  /** This attempt has said how things stand; only a person, or a page that asks, begins another. */
  #isSettled = false;
  #failures = 0;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  #cancelTimer: () => void = () => undefined;
  #taken: Promise<void> = Promise.resolve();
  #waiting: ((isReady: boolean) => void)[] = [];
  /** Somebody waits for the next step of a pairing. */
  #step: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(options: DaemonLinkOptions) {
    this.#options = options;
    this.#state = { kind: 'reconnecting', since: options.clock.now() };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Whether the daemon has models of the user's own. */
  get canGenerate(): boolean {
    return this.#state.kind === 'paired' && this.#state.canGenerate;
  }

  /** Only what a proved daemon may hear; dropped otherwise. */
  send(message: ExtensionMessage): void {
    if (this.#isReady) this.#socket?.send(message);
  }

  /** At once, because somebody waits for it; does nothing while a socket is there. */
  connectNow(): void {
    const now = this.#options.clock.now();
    if (this.#socket || now - this.#attemptedAt < ATTEMPT_EVERY_MS) return;
    this.#cancelTimer();
    this.#connect();
  }

  /** Whether the daemon can be asked, within the time; false at once where nothing is under way. */
  async whenReady(withinMs: number): Promise<boolean> {
    if (this.#isReady) return true;
    this.connectNow();
    if (!this.#socket || this.#state.kind === 'pairing') return false;
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(withinMs, () => {
        resolve(false);
      });
      this.#waiting.push((isReady) => {
        cancel();
        resolve(isReady);
      });
    });
  }

  /** Ends the socket and begins anew: the port or the pairing is another. */
  restart(): void {
    this.#socket?.close();
    this.#cancelTimer();
    this.#failures = 0;
    this.#connect();
  }

  /** Resolves when the daemon shows a code. @throws with words for the user. */
  async beginPairing(): Promise<void> {
    await this.#options.pairings.forget();
    this.restart();
    await this.#nextStep();
  }

  /** Resolves when the code was right and the pairing is kept. @throws with words for the user. */
  async enterCode(typed: string): Promise<void> {
    if (!this.#handshake || this.#state.kind !== 'pairing')
      throw new Error('This code has run out. Begin again to get another.');
    const replies = await this.#handshake.enterCode(typed);
    const done = this.#nextStep();
    for (const reply of replies) this.#socket?.send(reply);
    await done;
  }

  #nextStep(): Promise<void> {
    this.#step?.reject(new Error('Another attempt to pair was begun.'));
    return new Promise((resolve, reject) => {
      this.#step = { resolve, reject };
    });
  }

  #connect(): void {
    const { openSocket, clock, pairings, identity, port } = this.#options;
    this.#attemptedAt = clock.now();
    this.#isSettled = false;
    const handshake = new Handshake({ ...identity, host: hostOf(port()) }, currentPairing(pairings, port()));
    const socket = new DaemonSocket({
      openSocket,
      port: port(),
      onOpen: () => {
        socket.send(handshake.hello());
      },
      onMessage: (message) => {
        this.#receive(socket, message);
      },
      onClosed: (close) => {
        if (this.#socket === socket) this.#closed(close);
      },
    });
    this.#socket = socket;
    this.#handshake = handshake;
    this.#cancelTimer = clock.after(PROVE_WITHIN_MS, () => {
      this.#settle({ kind: 'not-our-daemon' });
    });
  }

  #receive(socket: DaemonSocket, message: DaemonMessage): void {
    this.#keepAlive?.noteHeard();
    // One after the other: a step of the handshake takes a moment, and the next message may be there already.
    this.#taken = this.#taken
      .then(async () => {
        if (this.#socket !== socket) return;
        if (this.#isReady) this.#options.onMessage(message);
        else if (this.#handshake) await this.#follow(socket, await this.#handshake.take(message));
      })
      .catch(() => {
        // A key or proof that cannot even be read comes from no daemon of ours.
        if (this.#socket === socket) this.#settle({ kind: 'not-our-daemon' });
      });
  }

  async #follow(socket: DaemonSocket, { replies, outcome }: HandshakeStep): Promise<void> {
    for (const reply of replies) socket.send(reply);
    if (!outcome) return;
    switch (outcome.kind) {
      case 'unpaired':
        if (!this.#step) this.#settle({ kind: 'not-paired' });
        else for (const reply of (await this.#handshake?.beginPairing()) ?? []) socket.send(reply);
        return;
      case 'code-wanted':
        this.#awaitCode(outcome.expiresInMs);
        return;
      case 'paired':
        await this.#options.pairings.save({ ...outcome.pairing, port: this.#options.port() });
        return;
      case 'ready':
        this.#beReady(outcome);
        return;
      case 'refused':
        this.#step?.reject(new Error(outcome.message));
        return;
      default:
        this.#settle(outcome);
    }
  }

  #awaitCode(expiresInMs: number): void {
    const { clock } = this.#options;
    this.#cancelTimer();
    this.#cancelTimer = clock.after(expiresInMs, () => {
      this.#settle({ kind: 'not-paired' });
    });
    this.#startKeepAlive();
    this.#become({ kind: 'pairing', expiresAt: clock.now() + expiresInMs });
    this.#step?.resolve();
    this.#step = undefined;
  }

  #beReady({ daemonVersion, canGenerate }: { daemonVersion: string; canGenerate: boolean }): void {
    this.#cancelTimer();
    this.#isReady = true;
    this.#failures = 0;
    this.#startKeepAlive();
    this.#become({ kind: 'paired', daemonVersion, canGenerate });
    this.#step?.resolve();
    this.#step = undefined;
    this.#options.onReady();
    this.#tellWaiting(true);
  }

  #startKeepAlive(): void {
    const socket = this.#socket;
    this.#keepAlive?.stop();
    this.#keepAlive = new KeepAlive({
      clock: this.#options.clock,
      touchBrowser: this.#options.touchBrowser,
      ping: () => socket?.send({ type: 'ping' }),
      onSilence: () => socket?.close(),
    });
  }

  /** The attempt is over, and has shown how things stand. */
  #settle(state: ConnectionState): void {
    this.#isSettled = true;
    this.#become(state);
    this.#socket?.close();
  }

  #closed({ code, wasOpen }: { code: number; wasOpen: boolean }): void {
    const wasReady = this.#isReady;
    this.#socket = this.#handshake = undefined;
    this.#isReady = false;
    this.#keepAlive?.stop();
    this.#cancelTimer();
    this.#step?.reject(new Error('The connection to AskOnce ended before this browser was paired.'));
    this.#step = undefined;
    this.#tellWaiting(false);
    if (wasReady) this.#options.onGone();
    if (this.#isSettled) return;
    this.#findOut({ isRevoked: wasReady && code === CLOSE_CODES.revoked, wasOpen });
  }

  #findOut({ isRevoked, wasOpen }: { isRevoked: boolean; wasOpen: boolean }): void {
    const { clock, random, pairings, port } = this.#options;
    // Only a daemon that has proved itself can revoke: whoever else sits on the port could end a pairing otherwise.
    if (isRevoked) void pairings.forget();
    const isPaired = !isRevoked && currentPairing(pairings, port()) !== undefined;
    if (!wasOpen) this.#become({ kind: 'not-running' });
    else this.#become(isPaired ? { kind: 'reconnecting', since: clock.now() } : { kind: 'not-paired' });
    if (!isPaired) return;
    this.#failures += 1;
    this.#cancelTimer = clock.after(backoffMs(this.#failures, random()), () => {
      this.#connect();
    });
  }

  #tellWaiting(isReady: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const tell of waiting) tell(isReady);
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

/** A pairing holds for the port that it was made with. */
function currentPairing({ current }: PairingStore, port: number): PairingStore['current'] {
  return current?.port === port ? current : undefined;
}
