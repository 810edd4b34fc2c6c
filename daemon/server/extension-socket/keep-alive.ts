import type { WebSocket } from 'ws';

/** Pongs that may fail to come. */
const MOST_MISSED = 2;

/** Pings a socket and terminates it when two pongs in a row did not come. Returns its undo. */
export function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let missed = 0;
  socket.on('pong', () => {
    missed = 0;
  });
  const timer = setInterval(() => {
    if (missed >= MOST_MISSED) socket.terminate();
    missed += 1;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
