/**
 * How the page hook and the bridge come to share one private MessagePort, whichever of the two runs first. Both run
 * before any script of the page, everything happens synchronously, and both take their listeners away: nothing is left
 * to overhear. `window.postMessage` would be asynchronous and readable by the page.
 *
 * Hook first: it offers, nobody takes; the bridge says hello, the hook offers again, the bridge takes.
 * Bridge first: it says hello, nobody answers; the hook offers, the bridge takes.
 */
const HELLO = 'askonce:hello';
const OFFER = 'askonce:offer';

/** What both sides need of the document. */
export type HandshakeScope = Window & typeof globalThis;

/** The hook's side: makes a channel and keeps one end. `onNobody` is called where no bridge came in time. */
export function offerPort(scope: HandshakeScope, onNobody: () => void): MessagePort {
  const { port1, port2 } = new scope.MessageChannel();
  let isTaken = false;
  const offer = () => {
    const event = new scope.MessageEvent(OFFER, { ports: [port2], cancelable: true });
    isTaken = !scope.dispatchEvent(event);
    return isTaken;
  };
  const onHello = (event: Event) => {
    event.stopImmediatePropagation();
    if (offer()) end();
  };
  const end = () => {
    scope.removeEventListener(HELLO, onHello, true);
  };

  if (offer()) return port1;
  scope.addEventListener(HELLO, onHello, true);
  whenPageBegins(scope, () => {
    end();
    if (!isTaken) onNobody();
  });
  return port1;
}

/** The bridge's side: calls back with the other end, at once or as soon as the hook is there, or never. */
export function takePort(scope: HandshakeScope, onPort: (port: MessagePort) => void): void {
  const onOffer = (event: Event) => {
    event.stopImmediatePropagation();
    const port = (event as MessageEvent).ports[0];
    if (port === undefined) return;
    event.preventDefault();
    end();
    onPort(port);
  };
  const end = () => {
    scope.removeEventListener(OFFER, onOffer, true);
  };

  scope.addEventListener(OFFER, onOffer, true);
  whenPageBegins(scope, end);
  scope.dispatchEvent(new scope.Event(HELLO));
}

/** Calls back when a counterpart can no longer come. An empty frame is complete from the start: both run in one go. */
function whenPageBegins(scope: HandshakeScope, callback: () => void): void {
  if (scope.document.readyState === 'loading') {
    scope.document.addEventListener('DOMContentLoaded', callback, { once: true });
  } else scope.setTimeout(callback, 0);
}
