import { ExtensionClient, type KeptPairing } from './extension-client.ts';
import { startScriptedUpstream, type Script, type ScriptedUpstream } from './scripted-upstream.ts';
import { configuredModels, startTestDaemon, type TestDaemon } from './start-test-daemon.ts';

type Tiers = Parameters<typeof configuredModels>[0];

/** A daemon whose models are one scripted upstream. */
export interface AnsweringDaemon extends TestDaemon {
  upstream: ScriptedUpstream;
  /** What it has stored, of one origin where one is given. */
  entries(origin?: string): Promise<StoredEntry[]>;
  /** Waits until it has stored an answer of this origin, which happens off the reply path. */
  hasLearnt(origin: string, fits?: (entry: StoredEntry) => boolean): Promise<void>;
}

interface StoredEntry {
  id: string;
  origin: string;
  answer: string;
  pinned: boolean;
  /** Milliseconds since the epoch. */
  createdAt: number;
  expiresAt: number;
}

interface AnsweringDaemonOptions {
  tiers?: (keyof Tiers)[];
  script?: Script;
  config?: Record<string, unknown>;
  random?: () => number;
}

export async function startAnsweringDaemon({
  tiers = ['small', 'medium'],
  script,
  config,
  random,
}: AnsweringDaemonOptions = {}): Promise<AnsweringDaemon> {
  const upstream = await startScriptedUpstream(script);
  const models = configuredModels(Object.fromEntries(tiers.map((tier) => [tier, upstream.baseUrl])));
  const daemon = await startTestDaemon({ config: { ...config, models }, ...(random && { random }) });
  const entries = async (origin?: string): Promise<StoredEntry[]> => {
    const response = await daemon.fetch('/askonce/entries?limit=1000');
    const { entries: all } = (await response.json()) as { entries: StoredEntry[] };
    return all.filter((entry) => origin === undefined || entry.origin === origin);
  };
  return {
    ...daemon,
    upstream,
    entries,
    hasLearnt: async (origin, fits = () => true) => {
      for (let tries = 0; tries < 100; tries += 1) if ((await entries(origin)).some(fits)) return;
      throw new Error(`Nothing of ${origin} was stored.`);
    },
    remove: async () => {
      await daemon.remove();
      await upstream.close();
    },
  };
}

/** The same, paired with one extension. */
export interface PairedDaemon extends AnsweringDaemon {
  /** The extension comes back. */
  connect(): Promise<ExtensionClient>;
}

export async function startPairedDaemon(options: AnsweringDaemonOptions = {}): Promise<PairedDaemon> {
  const daemon = await startAnsweringDaemon({ tiers: ['small'], ...options });
  const first = await new ExtensionClient({ port: daemon.port }).opened();
  const pairing: KeptPairing = await first.pair(daemon.readPairingCode);
  first.close();
  return {
    ...daemon,
    connect: async () => {
      const client = new ExtensionClient({ port: daemon.port });
      await client.prove(pairing);
      return client;
    },
  };
}
