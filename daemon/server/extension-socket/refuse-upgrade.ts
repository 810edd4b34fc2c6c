import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

const CLOSE_WITHIN_MS = 1_000;

/** Answers an upgrade request with a plain HTTP response, and hangs up. */
export function refuseUpgrade(
  socket: Duplex,
  { status, message }: { status: number; message: string },
): void {
  const body = JSON.stringify({ error: { message } });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    'cross-origin-resource-policy: same-origin',
    'cache-control: no-store',
    'connection: close',
  ];
  // The client may have gone already: nobody is left to be told.
  socket.on('error', () => undefined);
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => {
    socket.destroy();
  }, CLOSE_WITHIN_MS).unref();
}
