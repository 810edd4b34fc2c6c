import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp, isIPv6 } from 'node:net';
import { asMilvusError, MilvusError } from './milvus-error.ts';
import type { MilvusSettings } from './milvus-settings.ts';

/** gRPC's own code for it (grpc/status.h). */
const UNAVAILABLE = 14;

/**
 * Resolves when somebody listens at the address and, where there is no TLS, speaks HTTP/2; rejects with a MilvusError where
 * nobody does, or not in time. Asked before the client library is: making its client holds the event loop for 0.2 s, too
 * dear for each try while the server is away. Nothing is sent but HTTP/2's greeting; who answers is checked later.
 */
export async function knock(
  { host, port, tls }: Pick<MilvusSettings['connection'], 'host' | 'port' | 'tls'>,
  deadlineMs: number,
): Promise<void> {
  const name = isIPv6(host) ? `[${host}]` : host;
  const [door, greeting] = tls
    ? ([connectTcp({ host, port }), 'connect'] as const)
    : ([connectHttp2(`http://${name}:${port}`), 'remoteSettings'] as const);
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new MilvusError('unreachable', `no greeting within ${deadlineMs} ms`));
      }, deadlineMs);
      door.once(greeting, () => {
        resolve();
      });
      door.once('error', (error: Error) => {
        reject(asMilvusError({ code: UNAVAILABLE, details: error.message }));
      });
      door.once('close', () => {
        reject(new MilvusError('unreachable', 'the connection was closed at once'));
      });
    });
  } finally {
    clearTimeout(timer);
    door.on('error', () => undefined);
    door.destroy();
  }
}
