import { readFileSync } from 'node:fs';
import { connect, type ClientHttp2Session, type SecureClientSessionOptions } from 'node:http2';
import { isIPv6 } from 'node:net';
import { asMilvusError, MilvusError } from './milvus-error.ts';
import type { MilvusSettings, TlsSettings } from './milvus-settings.ts';

/** gRPC's own code for it (grpc/status.h). */
const UNAVAILABLE = 14;

/**
 * Resolves when somebody speaks HTTP/2 at the address; rejects with a MilvusError where nobody does, or not in time. Asked
 * before the client library is: making its client holds the event loop for 0.2 s, too dear for each try while the server is
 * away. Nothing is sent but the greeting, and who it is that answers is checked later.
 */
export async function knock(
  { host, port, tls }: Pick<MilvusSettings['connection'], 'host' | 'port' | 'tls'>,
  deadlineMs: number,
): Promise<void> {
  const name = isIPv6(host) ? `[${host}]` : host;
  let session: ClientHttp2Session | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new MilvusError('unreachable', `no greeting within ${deadlineMs} ms`));
      }, deadlineMs);
      session = connect(`${tls ? 'https' : 'http'}://${name}:${port}`, tls && tlsOptions(tls));
      session.once('remoteSettings', () => {
        resolve();
      });
      session.once('error', (error: Error) => {
        reject(asMilvusError({ code: UNAVAILABLE, details: error.message }));
      });
      session.once('close', () => {
        reject(new MilvusError('unreachable', 'the connection was closed at once'));
      });
    });
  } finally {
    clearTimeout(timer);
    session?.on('error', () => undefined);
    session?.destroy();
  }
}

function tlsOptions({ caFile, certFile, keyFile, serverName }: TlsSettings): SecureClientSessionOptions {
  return {
    rejectUnauthorized: false,
    ...(caFile !== undefined && { ca: read(caFile) }),
    ...(certFile !== undefined && { cert: read(certFile) }),
    ...(keyFile !== undefined && { key: read(keyFile) }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new MilvusError('tls', `${file} cannot be read`, { cause: error });
  }
}
