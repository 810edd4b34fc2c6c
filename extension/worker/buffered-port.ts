import type { RuntimePort } from './runtime-port';

/**
 * A port whose messages wait until the worker is ready. The browser drops what arrives at a port that nobody listens to,
 * and the message that woke the worker arrives before the settings are read.
 */
export function bufferedPort(port: RuntimePort, isReady: Promise<void>): RuntimePort {
  let listener: ((message: unknown) => void) | undefined;
  let waiting: unknown[] = [];
  let isGone = false;
  port.onDisconnect.addListener(() => {
    isGone = true;
  });
  port.onMessage.addListener((message) => {
    if (listener) listener(message);
    else waiting.push(message);
  });
  return {
    name: port.name,
    sender: port.sender,
    postMessage: (message) => {
      port.postMessage(message);
    },
    disconnect: () => {
      port.disconnect();
    },
    onDisconnect: {
      addListener: (added) => {
        if (isGone) added();
        else port.onDisconnect.addListener(added);
      },
    },
    onMessage: {
      addListener: (added) => {
        void isReady.then(() => {
          const early = waiting;
          waiting = [];
          listener = added;
          for (const message of early) added(message);
        });
      },
    },
  };
}
