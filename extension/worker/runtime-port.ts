import type { PortSender } from './page-sender';

/** The part of `chrome.runtime.Port` that is used. */
export interface RuntimePort {
  readonly name: string;
  readonly sender?: PortSender | undefined;
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

/** Posts to a port that may be gone already; says whether it went. */
export function post(port: RuntimePort, message: unknown): boolean {
  try {
    port.postMessage(message);
    return true;
  } catch {
    // The other end has just gone; its disconnection is told separately.
    return false;
  }
}
