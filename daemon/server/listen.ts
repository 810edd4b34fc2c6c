import type { Server } from 'node:http';
import { DaemonError, invariant } from '../lib/errors.ts';
import { portHolder } from './port-holder.ts';

/** Binds the server. @throws DaemonError that names who holds the port, where that can be found out. */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch(async (error: unknown) => {
    throw await explain(error, host, port);
  });
  const address = server.address();
  invariant(address !== null && typeof address === 'object', 'a TCP server has a port');
  return address.port;
}

/** Stops accepting, lets the requests under way end within `graceMs`, then cuts what is left. */
export async function stopServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  // A connection whose request has ended meanwhile is kept alive for the next one, which never comes.
  const hangUp = setInterval(() => {
    server.closeIdleConnections();
  }, HANG_UP_EVERY_MS);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearInterval(hangUp);
  clearTimeout(cut);
}

const HANG_UP_EVERY_MS = 50;

async function explain(error: unknown, host: string, port: number): Promise<unknown> {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EADDRINUSE') {
    const holder = await portHolder(port);
    return new DaemonError({
      code: 'internal_error',
      status: 500,
      message: `Port ${port} is taken${holder ? ` by ${holder}` : ''}. Stop that program, or start with --port N.`,
      cause: error,
    });
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') {
    const message = `${host}:${port} cannot be used (${error.code}). Choose another server.host or server.port.`;
    return new DaemonError({ code: 'internal_error', status: 500, message, cause: error });
  }
  return error;
}
