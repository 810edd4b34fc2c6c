import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { ModelInfo } from './chat/model-info.ts';
import type { Config } from './config/config-schema.ts';
import type { KeysFile } from './config/keys-file.ts';
import { maskSecrets } from './config/mask-secrets.ts';
import { createCallerOf } from './create-caller-of.ts';
import { createStatusBoard, type StatusBoard } from './create-status-board.ts';
import { openStore } from './create-store.ts';
import type { Database } from './database/database.ts';
import { createDecisionLog, type DecisionLog } from './decisions/decision-log.ts';
import type { Embedder } from './embedding/embedder.ts';
import { systemClock } from './lib/clock.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { AnswerKeeper } from './pipeline/answer-keeper.ts';
import type { ChatPipeline } from './pipeline/ask.ts';
import { createCacheLookup } from './pipeline/cache-lookup.ts';
import type { PipelineParts } from './pipeline/answering.ts';
import { createChatPipeline } from './pipeline/chat-pipeline.ts';
import type { Recorder } from './pipeline/recorder.ts';
import { createModelRegistry, type ModelRegistry } from './providers/model-registry.ts';
import { OpenAiCompatibleModel } from './providers/openai-compatible-model.ts';
import { createRecorder } from './recording/create-recorder.ts';
import { createRuleRouter } from './router/rule-router.ts';
import { allowedHosts, type AccessOptions } from './server/access-guard.ts';
import { createHttpApp, createNodeServer, type HttpServerOptions } from './server/http-server.ts';
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

/** The composition root: the only place that makes adapters and hands them to each other. */
export function createDaemon(options: DaemonOptions): Daemon {
  const { config, embedder } = options;
  const parts = assemble(options);
  const { database, store, decisions, cache, recorder, board } = parts;
  let { port } = config.server;
  let isDraining = false;
  const app = createHttpApp({
    ...inletOptions(parts, options),
    access: accessOptions(options, () => port),
    isDraining: () => isDraining,
  });
  const server = createNodeServer(app, config.server.max_connections);
  const stopSweeping = sweepNowAndThen(store, recorder);
  return {
    async listen() {
      port = await listen(server, config.server);
      board.noteAddress(`http://${config.server.host}:${port}`);
      return port;
    },
    async close(graceMs) {
      if (isDraining) return;
      isDraining = true;
      stopSweeping();
      await stopServer(server, graceMs);
      await cache?.keeper.settled();
      decisions.close();
      await store?.close();
      database.close();
      await embedder.close();
    },
  };
}

interface Parts {
  database: Database;
  store: AnswerStore | undefined;
  models: ModelRegistry;
  decisions: DecisionLog;
  metrics: Metrics;
  board: StatusBoard;
  recorder: Recorder;
  cache: PipelineParts['cache'];
  pipeline: ChatPipeline;
}

/** Everything behind the inlet, from the store up to the pipeline. */
function assemble(options: DaemonOptions): Parts {
  const { config, dataFolder, embedder, log } = options;
  const clock = systemClock;
  const { database, store } = openStore(config, dataFolder, {
    ...{ clock, log, dimension: embedder.dimension },
  });
  const models = createModelRegistry(
    options.models.map((info) => new OpenAiCompatibleModel(info)),
    config.routing.default_model,
  );
  const decisions = createDecisionLog({
    database,
    keep: config.decisions.keep,
    onFault: (fault) => {
      recorder.partFailed('store', fault);
    },
  });
  const metrics = createMetrics({
    breakers: () => models.all.map((model) => ({ model: model.info.id, isOpen: model.breaker() === 'open' })),
    store: async () => store?.stats(),
  });
  const board = createStatusBoard({ store, embedder, models, metrics, clock });
  const recorder = createRecorder({
    ...{ metrics, decisions, models, log, clock, createId: randomUUID, onPart: board.notePart },
    keepsQuestions: config.decisions.text === 'full',
    logsQuestions: config.logging.prompts,
  });
  const cache = store && createCache(store, recorder, options);
  const pipeline = createChatPipeline({
    ...{ cache, models, recorder, clock },
    router: createRuleRouter({ pins: config.routing.pins, maxFallbacks: config.routing.max_fallbacks }),
    createId: randomUUID,
  });
  return { database, store, models, decisions, metrics, board, recorder, cache, pipeline };
}

function createCache(
  store: AnswerStore,
  recorder: Recorder,
  { config, embedder, keepsSimulated }: DaemonOptions,
): PipelineParts['cache'] {
  const { similarity_threshold: threshold, ttl_seconds: timeToLiveSeconds } = config.semantic_cache;
  const shared = { store, embedder, clock: systemClock, recorder };
  return {
    store,
    lookup: createCacheLookup({ ...shared, floor: threshold ?? embedder.similarityFloor }),
    keeper: new AnswerKeeper({ ...shared, keepsSimulated, timeToLiveMs: timeToLiveSeconds * 1000 }),
  };
}

function inletOptions(
  { pipeline, models, board, store, decisions, metrics }: Parts,
  { config, keys, installationSecret, log }: DaemonOptions,
): Omit<HttpServerOptions, 'access' | 'isDraining'> {
  const maxBodyBytes = config.server.max_body_mb * 1024 * 1024;
  return {
    ...{ pipeline, models, maxBodyBytes },
    callerOf: createCallerOf(config.identity, installationSecret),
    ownRoutes: createOwnRoutes({
      ...{ store, decisions, keys, models, metrics, maxBodyBytes },
      status: board.read,
      degraded: board.degraded,
      settings: () => maskSecrets(config),
    }),
    onError: (error) => {
      log.error({ err: error.cause }, error.message);
    },
  };
}

function accessOptions({ config, keys }: DaemonOptions, port: () => number): AccessOptions {
  const { allowed_hosts: hosts, allowed_origins: origins, keyless } = config.server;
  return {
    hosts: () => allowedHosts(port(), hosts),
    origins: new Set(origins),
    keyless: keyless ? { id: 'keyless', user: config.identity.user, role: 'chat' } : undefined,
    findKey: (presented) => keys.find(presented),
  };
}

const SWEEP_EVERY_MS = 60_000;

function sweepNowAndThen(store: AnswerStore | undefined, recorder: Recorder): () => void {
  const timer = setInterval(() => {
    store?.sweep().catch((error: unknown) => {
      recorder.partFailed('store', error);
    });
  }, SWEEP_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
