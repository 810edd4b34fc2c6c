import { PING_EVERY_MS } from '../../shared/protocol';
import type { Clock } from './clock';

/** Firefox counts no socket traffic: only a call of the extension's own interface keeps its background. */
const TOUCH_EVERY_MS = 10_000;
/** No word for so long, though two pings were sent: the connection is dead. */
const SILENT_AFTER_MS = 2 * PING_EVERY_MS + 5_000;

export interface KeepAliveOptions {
  clock: Clock;
  ping: () => void;
  /** Calls the browser. */
  touchBrowser: () => void;
  onSilence: () => void;
}

/** Keeps a connection, and the extension's background with it, until it is stopped. */
export class KeepAlive {
  readonly #options: KeepAliveOptions;
  #heardAt: number;
  #pingedAt: number;
  #stop: () => void;

  constructor(options: KeepAliveOptions) {
    this.#options = options;
    this.#heardAt = this.#pingedAt = options.clock.now();
    this.#stop = this.#next();
  }

  noteHeard(): void {
    this.#heardAt = this.#options.clock.now();
  }

  /** Idempotent. */
  stop(): void {
    this.#stop();
  }

  #next(): () => void {
    return this.#options.clock.after(TOUCH_EVERY_MS, () => {
      this.#tick();
    });
  }

  #tick(): void {
    const { clock, ping, touchBrowser, onSilence } = this.#options;
    const now = clock.now();
    if (now - this.#heardAt >= SILENT_AFTER_MS) {
      onSilence();
      return;
    }
    this.#stop = this.#next();
    touchBrowser();
    if (now - this.#pingedAt < PING_EVERY_MS) return;
    this.#pingedAt = now;
    ping();
  }
}
