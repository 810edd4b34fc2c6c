/**
 * The bridge's connection to the background. The browser ends the background when it has nothing to do, and every port
 * with it: the next message makes a new one, which wakes it. Once the extension itself was updated or removed there is
 * nothing to wake any more.
 */
export interface WorkerLink {
  /** False where the extension is gone. */
  send(message: unknown): boolean;
  close(): void;
}

/** What is used of `chrome.runtime`. */
export interface RuntimeScope {
  id?: string | undefined;
  connect(info: { name: string }): RuntimePort;
}
export interface RuntimePort {
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

interface WorkerLinkOptions {
  runtime: RuntimeScope;
  onMessage: (message: unknown) => void;
  /** Whatever was asked on the old port will not be answered. */
  onLost: () => void;
  /** Called once: the extension was updated or removed. */
  onGone: () => void;
}

/** Connects at once, so that the background sends this site's rules. */
export function createWorkerLink({ runtime, onMessage, onLost, onGone }: WorkerLinkOptions): WorkerLink {
  let port: RuntimePort | undefined;
  let isOver = false;

  const leave = () => {
    if (isOver) return;
    isOver = true;
    onGone();
  };
  const connect = () => {
    const connected = runtime.connect({ name: 'page' });
    connected.onMessage.addListener((message) => {
      if (port === connected && !isOver) onMessage(message);
    });
    connected.onDisconnect.addListener(() => {
      if (port !== connected) return;
      port = undefined;
      if (isOver) return;
      onLost();
      if (runtime.id === undefined) leave();
    });
    port = connected;
    return connected;
  };
  const send = (message: unknown, isRetry = false): boolean => {
    if (isOver) return false;
    try {
      (port ?? connect()).postMessage(message);
      return true;
    } catch {
      // The port closed a moment ago, or the extension is gone: a second try tells which.
      port = undefined;
      if (!isRetry && runtime.id !== undefined) return send(message, true);
      leave();
      return false;
    }
  };

  try {
    connect();
  } catch {
    leave();
  }
  return {
    send: (message) => send(message),
    close: () => {
      isOver = true;
      port?.disconnect();
      port = undefined;
    },
  };
}
