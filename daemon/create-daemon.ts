import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { readBoundWeights } from './cache/storable/bound-head.ts';
import { createBoundTo } from './cache/storable/bound-questions.ts';
import type { ModelInfo } from './chat/model-info.ts';
import type { Config } from './config/config-schema.ts';
import type { KeysFile } from './config/keys-file.ts';
import { boundWeightsFile } from './config/model-folders.ts';
import { maskSecrets } from './config/mask-secrets.ts';
import { createCallerOf } from './create-caller-of.ts';
import {
  createExtensionInlet,
  type ExtensionInlet,
  type ExtensionOptions,
} from './create-extension-inlet.ts';
import { createStatusBoard, type StatusBoard } from './create-status-board.ts';
import { createLearning, type Learning } from './create-learning.ts';
import { openStore } from './create-store.ts';
import type { Database } from './database/database.ts';
import { createDecisionLog, type DecisionLog } from './decisions/decision-log.ts';
import type { Embedder } from './embedding/embedder.ts';
import { systemClock } from './lib/clock.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { AnswerKeeper } from './pipeline/answer-keeper.ts';
import type { ChatPipeline } from './pipeline/ask.ts';
import { createCacheLookup, type CacheLookupOptions } from './pipeline/cache-lookup.ts';
import type { PipelineParts } from './pipeline/answering.ts';
import { createChatPipeline } from './pipeline/chat-pipeline.ts';
import { createPagePipeline } from './pipeline/page-pipeline.ts';
import type { Recorder } from './pipeline/recorder.ts';
import { createShadowAudit, type ShadowAudit, type ShadowAuditOptions } from './pipeline/shadow-audit.ts';
import { createSiteScopes } from './pipeline/site-scopes.ts';
import { createModelRegistry, type ModelRegistry } from './providers/model-registry.ts';
import { OpenAiCompatibleModel } from './providers/openai-compatible-model.ts';
import { createRecorder } from './recording/create-recorder.ts';
import { createRouting, routingDesk, type Routing } from './create-routing.ts';
import { allowedHosts, type AccessOptions } from './server/access-guard.ts';
import { createHttpApp, createNodeServer, type HttpServerOptions } from './server/http-server.ts';
import { listen, stopServer } from './server/listen.ts';
import type { Status } from './server/own-api.ts';
import { createOwnRoutes } from './server/own-routes.ts';
import type { AnswerStore } from './store/answer-store.ts';
import type { Verifier } from './verifying/verifier.ts';
import { sweepNowAndThen } from './sweep-now-and-then.ts';
import { createSiteScopeRows } from './store/site-scope-rows.ts';

export interface DaemonOptions {
  config: Config;
  /** The caller holds its lock. */
  dataFolder: string;
  models: readonly ModelInfo[];
  embedder: Embedder;
  /** Undefined where similarity and literal rules alone decide. */
  verifier: Verifier | undefined;
  keys: KeysFile;
  /** Keys the digests of scopes. */
  installationSecret: Uint8Array;
  /** Whether answers of practice models are kept: in the demo only. */
  keepsSimulated: boolean;
  /** In [0, 1), for what is drawn by chance. */
  random: () => number;
  log: Logger;
  /** Undefined where no browser extension may connect. */
  extension: ExtensionOptions | undefined;
}

export interface Daemon {
  /** Binds the port; resolves with it. */
  listen(): Promise<number>;
  /** Lets requests under way end within the grace time, stores what is pending, closes everything. Idempotent. */
  close(graceMs: number): Promise<void>;
}

/** The composition root: the only place that makes adapters and hands them to each other. */
export function createDaemon(options: DaemonOptions): Daemon {
  const { config, embedder, verifier } = options;
  let { port } = config.server;
  const access = accessOptions(options, () => port);
  const parts = assemble(options, access);
  const { database, store, decisions, cache, audit, recorder, board, inlet } = parts;
  let isDraining = false;
  const app = createHttpApp({
    ...inletOptions(parts, options),
    access,
    isDraining: () => isDraining,
  });
  const server = createNodeServer(app, config.server.max_connections);
  inlet?.socket.attach(server);
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
      // Browsers hear at once that this is no fault, and pages send their requests themselves.
      inlet?.socket.close();
      await stopServer(server, graceMs);
      await audit?.close();
      await cache?.keeper.settled();
      decisions.close();
      await store?.close();
      database.close();
      await Promise.all([embedder.close(), verifier?.close()]);
    },
  };
}

interface Parts {
  database: Database;
  store: AnswerStore | undefined;
  models: ModelRegistry;
  decisions: DecisionLog;
  metrics: Metrics;
  learning: Learning;
  routing: Routing;
  board: StatusBoard;
  recorder: Recorder;
  cache: PipelineParts['cache'];
  /** Undefined where none is wanted. */
  audit: ShadowAudit | undefined;
  pipeline: ChatPipeline;
  inlet: ExtensionInlet | undefined;
}

/** Everything behind the inlet, from the store up to the pipeline. */
function assemble(options: DaemonOptions, access: AccessOptions): Parts {
  const { config, dataFolder, embedder, verifier, log } = options;
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
  const siteScopeRows = createSiteScopeRows(database, clock);
  const learning = createLearning({
    ...{ ...options, database, store, decisions, clock, siteScopes: siteScopeRows },
  });
  const { tuning, wrongAnswers, feedback, forgetting } = learning;
  const routing = createRouting({ ...options, models, tuning, decisions, clock });
  const metrics = createMetrics({
    breakers: () => models.all.map((model) => ({ model: model.info.id, isOpen: model.breaker() === 'open' })),
    store: async () => store?.stats(),
    extensions: () => inlet?.socket.connected ?? 0,
    wrongAnswers,
  });
  const board = createStatusBoard({
    ...{ store, embedder, verifier, matcher: learning.matcher, models, metrics, clock },
    extensions: options.extension && (() => inlet && countExtensions(inlet)),
    ...{ wrongAnswers, auditShare: config.matching.audit.share, ownModels: routing.ownModels },
    budget: routing.budget,
  });
  const recorder = createRecorder({
    ...{ metrics, decisions, models, log, clock, createId: randomUUID, onPart: board.notePart },
    ...{ onFinished: learning.onFinished, matchedBy: learning.comparedBy, onSpent: routing.noteSpent },
    keepsQuestions: config.decisions.text === 'full',
    logsQuestions: config.logging.prompts,
  });
  const cache = store && createCache(store, recorder, learning, options);
  const pipelineParts = { ...routing, cache, recorder, clock, createId: randomUUID, random: options.random };
  const audit = createAudit(options, { ...pipelineParts, ...learning, decisions });
  const pipeline = createChatPipeline({ ...pipelineParts, audit });
  const inlet =
    options.extension &&
    createExtensionInlet({
      ...{ ...options, ...options.extension, ...access, store, decisions, models },
      ...{ feedback, forgetting, recorder },
      pipeline: createPagePipeline({
        ...pipelineParts,
        siteScopes: createSiteScopes(siteScopeRows, recorder),
      }),
    });
  const stores = { database, store, decisions, cache, learning, audit };
  return { ...stores, models, metrics, routing, board, recorder, pipeline, inlet };
}

function createAudit(
  { config, random }: DaemonOptions,
  parts: Omit<ShadowAuditOptions, 'share' | 'judge' | 'random'>,
): ShadowAudit | undefined {
  const { share, judge } = config.matching.audit;
  return share > 0 ? createShadowAudit({ ...parts, share, judge, random }) : undefined;
}

function countExtensions({ admin, socket }: ExtensionInlet): Status['extensions'] {
  return { paired: admin.list().length, connected: socket.connected };
}

function createCache(
  store: AnswerStore,
  recorder: Recorder,
  { matcher, learnt }: Pick<CacheLookupOptions, 'matcher' | 'learnt'>,
  { config, embedder, keepsSimulated }: DaemonOptions,
): PipelineParts['cache'] {
  const { ttl_seconds: timeToLiveSeconds } = config.semantic_cache;
  const shared = { store, embedder, clock: systemClock, recorder };
  return {
    ...{ store, matcher, learnt },
    boundTo: createBoundTo(readBoundWeights(boundWeightsFile())),
    lookup: createCacheLookup({ ...shared, matcher, learnt }),
    keeper: new AnswerKeeper({ ...shared, keepsSimulated, timeToLiveMs: timeToLiveSeconds * 1000 }),
  };
}

function inletOptions(
  { pipeline, models, routing, board, store, decisions, learning, metrics, inlet }: Parts,
  { config, keys, installationSecret, log }: DaemonOptions,
): Omit<HttpServerOptions, 'access' | 'isDraining'> {
  const maxBodyBytes = config.server.max_body_mb * 1024 * 1024;
  const callerOf = createCallerOf(config.identity, installationSecret);
  return {
    ...{ pipeline, models, maxBodyBytes },
    callerOf,
    ownRoutes: createOwnRoutes({
      routing: { ...routingDesk(routing, systemClock), tuning: learning.tuning, callerOf },
      ...{ store, decisions, learning, keys, models, metrics, maxBodyBytes, pairings: inlet?.admin },
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
