import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import type { Certificates } from './certificates.ts';
import { freePorts } from './free-ports.ts';
import type { MilvusInstallation } from './milvus-installation.ts';

/** Everything that a standalone Milvus listens on. */
const PORT_NAMES = [
  'proxy',
  'proxyInternal',
  'rootCoord',
  'queryCoord',
  'queryNode',
  'indexCoord',
  'indexNode',
  'dataCoord',
  'dataNode',
  'metrics',
  'etcdClient',
  'etcdPeer',
] as const;
export type MilvusPorts = Record<(typeof PORT_NAMES)[number], number>;

export async function freeMilvusPorts(): Promise<MilvusPorts> {
  const ports = await freePorts(PORT_NAMES.length);
  return Object.fromEntries(PORT_NAMES.map((name, index) => [name, ports[index]])) as MilvusPorts;
}

interface ServerConfigOptions {
  folder: string;
  installation: MilvusInstallation;
  ports: MilvusPorts;
  auth: boolean;
  /** How often its parts agree on the time: a strongly consistent read waits for the next. */
  timeTickMs: number;
  tls?: { mode: 'one-way' | 'mutual'; certificates: Certificates };
}

/** Writes what the server reads, and returns the environment that makes it read that. */
export function writeServerConfig(options: ServerConfigOptions): NodeJS.ProcessEnv {
  const { folder, installation, ports } = options;
  const configs = path.join(folder, 'configs');
  mkdirSync(configs, { recursive: true });
  mkdirSync(path.join(folder, 'logs'), { recursive: true });
  const template = readFileSync(installation.configTemplate, 'utf8').replaceAll(/\{\{.*?\}\}/g, 'null');
  const config = merge(parse(template), overrides(options));
  writeFileSync(path.join(configs, 'milvus.yaml'), stringify(config));
  writeFileSync(path.join(configs, 'etcd.yaml'), stringify(etcdConfig(ports)));
  copyFileSync(installation.glogConfig, path.join(configs, 'glog.conf'));
  return {
    DEPLOY_MODE: 'STANDALONE',
    MILVUSCONF: configs,
    MILVUS_RUN_DIR: path.join(folder, 'run'),
    METRICS_PORT: String(ports.metrics),
    LD_LIBRARY_PATH: installation.binFolder,
  };
}

function overrides({ folder, ports, auth, tls, timeTickMs }: ServerConfigOptions): object {
  const data = path.join(folder, 'data');
  const ip = '127.0.0.1';
  return {
    etcd: {
      endpoints: `localhost:${ports.etcdClient}`,
      log: { level: 'warn', path: path.join(folder, 'logs', 'etcd.log') },
      // `etcd.endpoints` is for an etcd outside; the one inside takes its ports from here only.
      config: { path: path.join(folder, 'configs', 'etcd.yaml') },
      data: { dir: path.join(data, 'etcd') },
    },
    localStorage: { path: data },
    rocksmq: { path: path.join(data, 'rocksmq') },
    rootCoord: { ip, port: ports.rootCoord },
    // HTTP on the same port as gRPC goes without TLS only.
    proxy: {
      ip,
      timeTickInterval: timeTickMs,
      port: ports.proxy,
      internalPort: ports.proxyInternal,
      http: { enabled: tls === undefined },
    },
    queryCoord: { ip, port: ports.queryCoord },
    queryNode: { ip, port: ports.queryNode },
    indexCoord: { address: `localhost:${ports.indexCoord}` },
    indexNode: { ip, port: ports.indexNode },
    dataCoord: { ip, port: ports.dataCoord },
    dataNode: { ip, port: ports.dataNode },
    // Its parts ask for each other until all are there; by default with ever longer waits, up to 10 s.
    grpc: { client: { initialBackOff: 0.1, maxBackoff: 0.3, maxMaxAttempts: 100 } },
    // Standard output goes to a file already.
    log: { level: 'info', file: { rootPath: '' } },
    tls: {
      serverPemPath: tls?.certificates.serverCert ?? '',
      serverKeyPath: tls?.certificates.serverKey ?? '',
      caPemPath: tls?.certificates.ca ?? '',
    },
    common: {
      security: {
        authorizationEnabled: auth,
        tlsMode: tls === undefined ? 0 : tls.mode === 'one-way' ? 1 : 2,
      },
      // A server that is paused for longer than its sessions last ends itself when it goes on.
      session: { ttl: 60 },
    },
  };
}

function etcdConfig(ports: MilvusPorts): object {
  const client = `http://127.0.0.1:${ports.etcdClient}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return {
    name: 'default',
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
    // One member need not wait long for others before it leads.
    'heartbeat-interval': 20,
    'election-timeout': 200,
    // For etcd-sessions.ts.
    'enable-grpc-gateway': true,
    // The tests kill processes, not machines: what was written to a file is there.
    'unsafe-no-fsync': true,
  };
}

function merge(base: unknown, change: unknown): unknown {
  if (!isObject(base) || !isObject(change)) return change;
  const merged = { ...base };
  for (const [name, value] of Object.entries(change)) merged[name] = merge(base[name], value);
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
