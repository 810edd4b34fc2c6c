import type { Logger } from 'pino';
import { LRUCache } from 'lru-cache';
import type { Config } from './config/config-schema.ts';
import type { PairingsFile } from './config/pairings-file.ts';
import { createAdapterDesk } from './create-adapter-desk.ts';
import { createSiteCallerOf } from './create-caller-of.ts';
import type { DecisionLog } from './decisions/decision-log.ts';
import { DIALECTS } from './dialects/index.ts';
import type { Embedder } from './embedding/embedder.ts';
import { systemClock } from './lib/clock.ts';
import type { PagePipeline } from './pipeline/page-pipeline.ts';
import type { Recorder } from './pipeline/recorder.ts';
import type { Feedback } from './pipeline/feedback.ts';
import type { Forgetting } from './pipeline/forgetting.ts';
import type { ModelRegistry } from './providers/model-registry.ts';
import { ExtensionSocket } from './server/extension-socket/extension-socket.ts';
import { PageMemory } from './server/extension-socket/page-memory.ts';
import { PairedSession } from './server/extension-socket/paired-session.ts';
import { PairingDesk, type ShownCode } from './server/extension-socket/pairing-desk.ts';
import type { PairingAdmin } from './server/pairing-routes.ts';
import type { AnswerStore } from './store/answer-store.ts';

/** What the extension's inlet needs beyond what the daemon is made of. */
export interface ExtensionOptions {
  pairings: PairingsFile;
  /** Shows a pairing code to the machine's owner; it must not end up in a log. */
  onPairingCode: (shown: ShownCode) => void;
}

interface InletParts extends ExtensionOptions {
  config: Config;
  installationSecret: Uint8Array;
  /** Where adapters are kept. */
  dataFolder: string;
  /** Host headers that are served. */
  hosts: () => ReadonlySet<string>;
  pipeline: PagePipeline;
  store: AnswerStore | undefined;
  embedder: Embedder;
  decisions: DecisionLog;
  feedback: Feedback;
  forgetting: Forgetting | undefined;
  models: ModelRegistry;
  recorder: Recorder;
  /** The demo's practice models answer like any other. */
  keepsSimulated: boolean;
  log: Logger;
}

export interface ExtensionInlet {
  socket: ExtensionSocket;
  admin: PairingAdmin;
}

const MOST_MEMORIES = 50;

/** The browser extension's way in: its socket, and the pairings behind it. */
export function createExtensionInlet(parts: InletParts): ExtensionInlet {
  const { config, pairings, log, models } = parts;
  const clock = systemClock;
  const adapters = createAdapterDesk(parts.dataFolder, log);
  const onCode = (shown: ShownCode): void => {
    log.info({ origin: shown.origin, name: shown.name }, 'A browser extension wants to be paired.');
    parts.onPairingCode(shown);
  };
  const desk = new PairingDesk({ pairings, clock, onCode });
  const memories = new LRUCache<string, PageMemory>({ max: MOST_MEMORIES });
  const session = {
    ...parts,
    clock,
    adapters,
    callerOf: createSiteCallerOf(config.identity, parts.installationSecret),
    canGenerate: models.all.some(({ info }) => !info.simulated || parts.keepsSimulated),
    dialects: () => [...adapters.dialects(), ...DIALECTS],
    memoryOf: (pairing: string) => {
      const memory = memories.get(pairing) ?? new PageMemory(clock);
      memories.set(pairing, memory);
      return memory;
    },
    unpair: (pairing: string) => void revoke(pairing),
    onError: (error: Error) => {
      log.error({ err: error.cause }, error.message);
    },
  };
  const socket = new ExtensionSocket({
    ...{ hosts: parts.hosts, pairings, desk },
    openSession: (peer) => new PairedSession(session, peer),
  });
  function revoke(id: string): boolean {
    const isRevoked = pairings.revoke(id);
    socket.disconnect(id);
    memories.delete(id);
    return isRevoked;
  }
  return { socket, admin: { list: () => pairings.list(), codes: () => desk.codes(), revoke } };
}
