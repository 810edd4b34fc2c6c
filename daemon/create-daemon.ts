import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { ModelInfo } from './chat/model-info.ts';
import type { Config } from './config/config-schema.ts';
import type { KeysFile } from './config/keys-file.ts';
import { maskSecrets } from './config/mask-secrets.ts';
import { createCallerOf } from './create-caller-of.ts';
import { createRecorder } from './recording/create-recorder.ts';
import { createStatusBoard } from './create-status-board.ts';
import { openStore } from './create-store.ts';
import { createDecisionLog } from './decisions/decision-log.ts';
import type { Embedder } from './embedding/embedder.ts';
import { systemClock } from './lib/clock.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createCacheLookup } from './pipeline/cache-lookup.ts';
import { createChatPipeline, type PipelineParts } from './pipeline/chat-pipeline.ts';
import type { Recorder } from './pipeline/recorder.ts';
import { createAnswerKeeper } from './pipeline/store-answer.ts';
import { createModelRegistry } from './providers/model-registry.ts';
import { createOpenAiCompatibleModel } from './providers/openai-compatible-model.ts';
import { createRuleRouter } from './router/rule-router.ts';
import { allowedHosts } from './server/access-guard.ts';
import { createHttpApp, createNodeServer } from './server/http-server.ts';
import { listen, stopServer } from './server/listen.ts';
import { createOwnRoutes } from './server/own-routes.ts';
import type { AnswerStore } from './store/answer-store.ts';

export interface DaemonOptions {
  config: Config;
  /** The caller holds its lock. */
  dataFolder: string;
  models: readonly ModelInfo[];
  embedder: Embedder;
  keys: KeysFile;
  /** Keys the digests of scopes. */
  installationSecret: Uint8Array;
  /** Whether answers of practice models are kept: in the demo only. */
  keepsSimulated: boolean;
  log: Logger;
}

export interface Daemon {
  /** Binds the port; resolves with it. */
  listen(): Promise<number>;
  /** Lets requests under way end within the grace time, stores what is pending, closes everything. Idempotent. */
  close(graceMs: number): Promise<void>;
}

const SWEEP_EVERY_MS = 60_000;

/** The composition root: the only place that makes adapters and hands them to each other. */
export function createDaemon(options: DaemonOptions): Daemon {
  const { config, dataFolder, embedder, keys, log } = options;
  const clock = systemClock;
  const { database, store } = openStore(config, dataFolder, { clock, log });
  const models = createModelRegistry(
    options.models.map(createOpenAiCompatibleModel),
    config.routing.default_model,
  );
  const decisions = createDecisionLog(database, config.decisions.keep);
  const metrics = createMetrics({
    breakers: () => models.all.map((model) => ({ model: model.info.id, isOpen: model.breaker() === 'open' })),
    storeEntries: async () => (await store?.stats())?.entries,
  });
  const board = createStatusBoard({ store, embedder, models, metrics, clock });
  const recorder = createRecorder({
    ...{ metrics, decisions, models, log, clock },
    keepsQuestions: config.decisions.text === 'full',
    logsQuestions: config.logging.prompts,
    onPart: board.notePart,
  });
  const cache = store && createCache(store, recorder, options);
  const pipeline = createChatPipeline({
    ...{ cache, models, recorder, clock },
    router: createRuleRouter({ pins: config.routing.pins, maxFallbacks: config.routing.max_fallbacks }),
    createId: () => randomBytes(9).toString('base64url'),
  });

  let port = config.server.port;
  let isDraining = false;
  const app = createHttpApp({
    ...{ pipeline, models },
    access: {
      hosts: () => allowedHosts(port, config.server.allowed_hosts),
      origins: new Set(config.server.allowed_origins),
      keyless: config.server.keyless
        ? { id: 'keyless', user: config.identity.user, role: 'chat' }
        : undefined,
      findKey: (presented) => keys.find(presented),
    },
    callerOf: createCallerOf(config.identity, options.installationSecret),
    ownRoutes: createOwnRoutes({
      ...{ store, decisions, keys, models, metrics },
      status: board.read,
      settings: () => maskSecrets(config),
    }),
    maxBodyBytes: config.server.max_body_mb * 1024 * 1024,
    onError: (error) => {
      log.error({ err: error.cause }, error.message);
    },
    isDraining: () => isDraining,
  });
  const server = createNodeServer(app, config.server.max_connections);
  const sweep = setInterval(() => {
    store?.sweep().catch((error: unknown) => {
      recorder.partFailed('store', error);
    });
  }, SWEEP_EVERY_MS);
  sweep.unref();

  return {
    async listen() {
      port = await listen(server, config.server);
      board.noteAddress(`http://${config.server.host}:${port}`);
      return port;
    },
    async close(graceMs) {
      if (isDraining) return;
      isDraining = true;
      clearInterval(sweep);
      await stopServer(server, graceMs);
      await cache?.keeper.settled();
      await store?.close();
      database.close();
      await embedder.close();
    },
  };
}

function createCache(
  store: AnswerStore,
  recorder: Recorder,
  { config, embedder, keepsSimulated }: DaemonOptions,
): PipelineParts['cache'] {
  const settings = config.semantic_cache;
  const shared = { store, embedder, clock: systemClock, recorder };
  return {
    store,
    lookup: createCacheLookup({
      ...shared,
      floor: settings.similarity_threshold ?? embedder.similarityFloor,
    }),
    keeper: createAnswerKeeper({ ...shared, keepsSimulated, timeToLiveMs: settings.ttl_seconds * 1000 }),
  };
}
