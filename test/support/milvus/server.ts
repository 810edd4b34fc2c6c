import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ClientConfig } from '@zilliz/milvus2-sdk-node';
import type { Certificates } from './certificates.ts';
import type { EtcdSessions } from './etcd-sessions.ts';
import { startGuard, type Guard } from './guard.ts';
import { isServing } from './is-serving.ts';
import { launch, type Launch, type ManagedProcess } from './managed-process.ts';

/** A real server in a process of its own. It ends with the process that started it, however that one ends. */
export interface MilvusServer {
  host: string;
  port: number;
  /** `host:port` */
  address: string;
  /** What the SDK needs to get in: address, credentials, certificates. */
  clientConfig: ClientConfig;
  /** Present where it speaks TLS. */
  certificates?: Certificates;
  dataFolder: string;
  /** Ends it where it runs, and starts it again on the same port with the same data. Resolves when it serves. */
  restart(): Promise<void>;
  /** SIGKILL. Nobody else gets its port. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  /** SIGCONT */
  resume(): void;
  /** Ends it, and removes its data folder where it was made for it. */
  stop(): Promise<void>;
}

interface ServerOptions {
  clientConfig: ClientConfig;
  port: number;
  host: string;
  certificates?: Certificates;
  folder: ServerFolder;
  command: Pick<Launch, 'command' | 'parameters' | 'environment'>;
  sessions?: EtcdSessions;
}

export interface ServerFolder {
  path: string;
  /** Whether it is removed at the end. */
  isTemporary: boolean;
  guard: Guard;
}

export function serverFolder(dataFolder: string | undefined): ServerFolder {
  const folder = dataFolder ?? mkdtempSync(path.join(os.tmpdir(), 'askonce-milvus-'));
  const isTemporary = dataFolder === undefined;
  const guard = startGuard(isTemporary ? folder : undefined);
  mkdirSync(path.join(folder, 'logs'), { recursive: true });
  return { path: folder, isTemporary, guard };
}

const START_MS = 90_000;
/** As the launcher of Milvus 2.3.5 does, which often takes no notice of SIGTERM. */
const STOP_MS = 1_000;

export async function startServer(options: ServerOptions): Promise<MilvusServer> {
  const { port, host, certificates, folder, command, sessions } = options;
  // Under vitest the SDK prints every request otherwise.
  const clientConfig = { logLevel: 'error', ...options.clientConfig };
  const { guard } = folder;
  let running: ManagedProcess | undefined;

  async function start(): Promise<void> {
    const starting = new AbortController();
    const forgotten = sessions?.forget(starting.signal);
    try {
      running = await launch({
        ...command,
        folder: folder.path,
        guard,
        isServing: () => isServing(clientConfig),
        deadlineMs: START_MS,
      });
      await sessions?.remember();
    } finally {
      starting.abort();
      await forgotten;
    }
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    await running?.end(signal, STOP_MS);
    running = undefined;
  }
  async function stop(): Promise<void> {
    await end('SIGTERM');
    if (folder.isTemporary) rmSync(folder.path, { recursive: true, force: true, maxRetries: 5 });
    guard.dismiss();
  }

  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...{ host, port, address: `${host}:${port}`, clientConfig, dataFolder: folder.path },
    ...(certificates && { certificates }),
    async restart() {
      await end('SIGTERM');
      // Milvus 2.3.5 now and then ends itself in its first start after a kill.
      await start().catch(() => start());
    },
    kill: () => end('SIGKILL'),
    pause: () => {
      running?.signal('SIGSTOP');
    },
    resume: () => {
      running?.signal('SIGCONT');
    },
    stop,
  };
}
