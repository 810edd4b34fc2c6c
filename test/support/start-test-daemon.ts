import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import OpenAI from 'openai';
import { pino } from 'pino';
import { configSchema } from '../../daemon/config/config-schema.ts';
import { startDaemon } from '../../daemon/start-daemon.ts';

export interface TestDaemon {
  port: number;
  /** `http://127.0.0.1:PORT` */
  origin: string;
  /** The local admin key. */
  key: string;
  dataFolder: string;
  /** The real client, with the local key. */
  openai: OpenAI;
  /** The next pairing code that the daemon shows, or the last one that nobody has read yet. */
  readPairingCode: () => Promise<string>;
  /** What the daemon logged, parsed. */
  logLines: Record<string, unknown>[];
  /** A request with the local key and, where there is a body, JSON. */
  fetch(pathname: string, init?: RequestInit & { json?: unknown }): Promise<Response>;
  /** Stops it; the folder stays until `remove`. */
  close(): Promise<void>;
  remove(): Promise<void>;
}

interface TestDaemonOptions {
  /** config.yaml as a value; port 0 and a folder of its own are added. */
  config?: Record<string, unknown>;
  dataFolder?: string;
  random?: () => number;
}

/** The real daemon, embedding model included, on a free port in a temporary folder. */
export async function startTestDaemon({
  config = {},
  dataFolder,
  random = Math.random,
}: TestDaemonOptions = {}): Promise<TestDaemon> {
  const folder = dataFolder ?? mkdtempSync(path.join(os.tmpdir(), 'askonce-test-'));
  const logLines: TestDaemon['logLines'] = [];
  const log = pino(
    { level: 'debug' },
    { write: (line) => void logLines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const server = { port: 0, ...(config.server as object | undefined) };
  const parsed = configSchema.parse({ ...config, server, data_folder: folder });
  const codes = codeReader();
  const daemon = await startDaemon({
    ...{ config: parsed, dataFolder: folder, log, random },
    onPairingCode: ({ code }) => {
      codes.show(code);
    },
  });
  await daemon.modelsLoaded;
  const origin = `http://127.0.0.1:${daemon.port}`;
  return {
    port: daemon.port,
    origin,
    key: daemon.localKey,
    dataFolder: folder,
    logLines,
    readPairingCode: codes.read,
    openai: new OpenAI({
      baseURL: `${origin}/v1`,
      apiKey: daemon.localKey,
      maxRetries: 0,
      organization: null,
      project: null,
    }),
    fetch: (pathname, { json, headers, ...init } = {}) =>
      fetch(`${origin}${pathname}`, {
        ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
        ...init,
        headers: {
          authorization: `Bearer ${daemon.localKey}`,
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(headers as Record<string, string> | undefined),
        },
      }),
    close: () => daemon.close(1_000),
    remove: async () => {
      await daemon.close(1_000);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Hands codes from whoever shows them to whoever reads them, in order. */
function codeReader(): { show: (code: string) => void; read: () => Promise<string> } {
  const shown: string[] = [];
  const waiting: ((code: string) => void)[] = [];
  return {
    show(code) {
      const reader = waiting.shift();
      if (reader) reader(code);
      else shown.push(code);
    },
    read() {
      const code = shown.shift();
      return code === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(code);
    },
  };
}

/** The `models` section for upstreams of a test, by tier. */
export function configuredModels(baseUrls: Partial<Record<'small' | 'medium' | 'large', string>>): object[] {
  return Object.entries(baseUrls).map(([tier, baseUrl]) => ({
    id: `my-${tier}`,
    base_url: baseUrl,
    api_key: 'upstream-key',
    model: `upstream-${tier}`,
    tier,
    context_window: 32_768,
  }));
}
