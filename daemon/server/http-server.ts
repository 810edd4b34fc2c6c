import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createServer, type Server } from 'node:http';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { DaemonError, asDaemonError } from '../lib/errors.ts';
import type { Caller, ChatPipeline } from '../pipeline/ask.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import { accessGuard, type AccessOptions, type KeyHolder, type ServerEnvironment } from './access-guard.ts';
import { chatRoute, postOnly } from './chat-route.ts';
import { modelsRoute } from './models-route.ts';
import { MOUNTS, errorBody } from './mounted-dialects.ts';
import { ollamaRoutes } from './ollama-routes.ts';
import { passOn } from './pass-on.ts';

export interface HttpServerOptions {
  access: AccessOptions;
  pipeline: ChatPipeline;
  models: ModelRegistry;
  callerOf: (holder: KeyHolder) => Caller;
  /** Routes under /askonce, /health and /metrics. */
  ownRoutes: Hono<ServerEnvironment>;
  maxBodyBytes: number;
  /** Told of every fault of our own, with what caused it. */
  onError: (error: DaemonError) => void;
  /** While true, new requests are refused: the daemon is about to stop. */
  isDraining: () => boolean;
}

/** The HTTP inlet as a function from request to response; see listen.ts for the socket under it. */
export function createHttpApp(options: HttpServerOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.onError((thrown, context) => {
    const error = asDaemonError(thrown);
    if (error.code === 'internal_error') options.onError(error);
    return context.json(errorBody(context.req.path, error), statusOf(error));
  });
  app.notFound((context) => {
    const { method, path } = context.req;
    return context.json(errorBody(path, nothingAt(method, path)), 404);
  });
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(PROTECTIVE_HEADERS)) context.header(name, value);
    if (options.isDraining()) throw shuttingDown();
    await next();
  });
  app.use(accessGuard(options.access));

  for (const mount of MOUNTS) {
    app.post(mount.path, chatRoute(mount, options));
    app.all(mount.path, postOnly);
  }
  app.route('/', ollamaRoutes(options.models, options.maxBodyBytes));
  app.get('/v1/models', modelsRoute(options.models));
  // Both speak of things that only the server knows which made the answer, and that was not the default provider.
  for (const path of ['/v1/messages/*', '/v1/responses/*']) {
    app.all(path, ({ req }) => {
      throw nothingAt(req.method, req.path);
    });
  }
  app.all('/v1/*', passOn(options.models));
  app.route('/', options.ownRoutes);
  return app;
}

/** A Node server round the app, with limits on what a slow or hostile client can hold. */
export function createNodeServer(app: Hono<ServerEnvironment>, maxConnections: number): Server {
  const limits = {
    headersTimeout: 5_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16 * 1024,
  };
  const answer = getRequestListener(app.fetch);
  const server = createServer(limits, (incoming, outgoing) => void answer(incoming, outgoing));
  server.maxConnections = maxConnections;
  return server;
}

/** Nothing that we send is to be sniffed, framed, embedded or kept by a browser. */
const PROTECTIVE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

const STATUS_CLIENT_CLOSED = 499;

/** Hono's type lists the registered codes; ours are all of that range. */
function statusOf({ status }: DaemonError): ContentfulStatusCode {
  const known: ContentfulStatusCode[] = [
    400, 401, 403, 404, 405, 413, 415, 422, 429, 500, 502, 503, 504, 508,
  ];
  return known.find((code) => code === status) ?? (status === STATUS_CLIENT_CLOSED ? 400 : 500);
}

function nothingAt(method: string, path: string): DaemonError {
  return new DaemonError({
    code: 'not_found',
    status: 404,
    message: `There is nothing at ${method} ${path}. Chat is at POST ${MOUNTS.map((mount) => mount.path).join(', ')}.`,
  });
}

function shuttingDown(): DaemonError {
  return new DaemonError({
    code: 'shutting_down',
    status: 503,
    isRetryable: true,
    message: 'The daemon is stopping. Try again in a moment.',
  });
}
