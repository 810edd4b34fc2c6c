import path from 'node:path';
import type { ClientConfig } from '@zilliz/milvus2-sdk-node';
import { makeCertificates, type Certificates } from './certificates.ts';
import { etcdSessions } from './etcd-sessions.ts';
import { milvusInstallation } from './milvus-installation.ts';
import { freeMilvusPorts, writeServerConfig } from './server-config.ts';
import { serverFolder, startServer, type MilvusServer } from './server.ts';

export interface MilvusServerOptions {
  /** Whether it asks for a password: `root`, `Milvus`. */
  auth?: boolean;
  /** `mutual` asks the client for a certificate as well. */
  tls?: 'one-way' | 'mutual';
  /** Kept at the end; without it the server has one of its own, removed by `stop`. */
  dataFolder?: string;
  /** Milvus' own default is 200; tests do many strongly consistent reads, which wait for one. */
  timeTickMs?: number;
}

/** Milvus 2.3.5, standalone, on ports that are free. Resolves when it serves. */
export async function startMilvusServer(options: MilvusServerOptions = {}): Promise<MilvusServer> {
  const { auth = false, tls, dataFolder, timeTickMs = 20 } = options;
  const installation = await milvusInstallation();
  const folder = serverFolder(dataFolder);
  const ports = await freeMilvusPorts();
  // The SDK takes no IP address for a name to check a certificate against.
  const host = tls === undefined ? '127.0.0.1' : 'localhost';
  const certificates = tls && (await makeCertificates(path.join(folder.path, 'certificates')));
  const environment = writeServerConfig({
    ...{ folder: folder.path, installation, ports, auth, timeTickMs },
    ...(tls && certificates && { tls: { mode: tls, certificates } }),
  });
  return startServer({
    ...{ folder, host, port: ports.proxy },
    ...(certificates && { certificates }),
    clientConfig: {
      address: `${host}:${ports.proxy}`,
      ...(auth && { username: 'root', password: 'Milvus' }),
      ...(tls && certificates && { ssl: true, tls: tlsConfig(tls, certificates) }),
    },
    sessions: etcdSessions(ports.etcdClient, path.join(folder.path, 'etcd-revision')),
    command: {
      command: path.join(installation.binFolder, 'milvus'),
      parameters: ['run', 'standalone'],
      environment,
    },
  });
}

function tlsConfig(tls: 'one-way' | 'mutual', certificates: Certificates): NonNullable<ClientConfig['tls']> {
  return {
    rootCertPath: certificates.ca,
    ...(tls === 'mutual' && {
      privateKeyPath: certificates.clientKey,
      certChainPath: certificates.clientCert,
    }),
  };
}
