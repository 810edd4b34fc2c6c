/** Puts the bridge's parts together in one frame. */
import { createChip } from '../chip/chip';
import { type HandshakeScope, takePort } from '../port-handshake';
import { startPageRelay } from './page-relay';
import type { RuntimeScope } from './worker-link';

export function startBridge(scope: HandshakeScope, runtime: RuntimeScope): void {
  takePort(scope, (port) => {
    const chip = createChip({
      document: scope.document,
      after: (milliseconds, callback) => {
        const timer = scope.setTimeout(callback, milliseconds);
        return () => {
          scope.clearTimeout(timer);
        };
      },
      eachFrame: (callback) => {
        let frame = scope.requestAnimationFrame(function onFrame() {
          callback();
          frame = scope.requestAnimationFrame(onFrame);
        });
        return () => {
          scope.cancelAnimationFrame(frame);
        };
      },
      send: (message) => {
        relay.sendFromChip(message);
      },
    });
    const relay = startPageRelay({
      port,
      runtime,
      now: () => scope.performance.now(),
      onChip: (message) => {
        if (message.type === 'chip') chip.show(message);
        else chip.showAnswer(message);
      },
      onOver: () => {
        chip.close();
      },
    });
  });
}
