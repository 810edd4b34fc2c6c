import type { Handler } from 'hono';
import { DaemonError } from '../lib/errors.ts';
import { LOOP_HEADER } from '../lib/loop-header.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import type { ServerEnvironment } from './access-guard.ts';
import { clientSignal } from './reply-stream.ts';

/** Headers that belong to one connection (RFC 9110, section 7.6.1), to our own access check, or to the browser. */
const NOT_SENT_ON = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'authorization',
  'x-api-key',
  'api-key',
  'cookie',
  'origin',
  'referer',
  'accept-encoding',
]);
const NOT_SENT_BACK = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'content-encoding',
  'set-cookie',
  'access-control-allow-origin',
  'access-control-allow-credentials',
]);

/** Any other path under /v1 (embeddings, audio, files, ...) goes to the default provider, untouched, and back. */
export function passOn(models: ModelRegistry): Handler<ServerEnvironment> {
  return async (context) => {
    const provider = models.defaultModel?.info;
    if (!provider) throw noProvider();
    const url = new URL(context.req.url);
    const target = provider.baseUrl.replace(/\/$/, '') + url.pathname.slice('/v1'.length) + url.search;
    const headers = new Headers([...context.req.raw.headers].filter(([name]) => !NOT_SENT_ON.has(name)));
    if (provider.apiKey !== undefined) headers.set('authorization', `Bearer ${provider.apiKey}`);
    headers.set(LOOP_HEADER, '1');
    const reply = await fetch(target, {
      method: context.req.method,
      headers,
      body: context.req.raw.body,
      duplex: 'half',
      redirect: 'manual',
      signal: clientSignal(context.env.outgoing),
    }).catch((cause: unknown) => {
      throw unreachable(provider.id, provider.baseUrl, cause);
    });
    for (const [name, value] of reply.headers) if (!NOT_SENT_BACK.has(name)) context.header(name, value);
    context.header('x-askonce-cache', 'bypass');
    return new Response(reply.body, { status: reply.status, headers: context.res.headers });
  };
}

function noProvider(): DaemonError {
  return new DaemonError({
    code: 'no_provider',
    status: 503,
    message:
      'No model is configured, so there is nowhere to pass this request on to. Add one under "models" in config.yaml.',
  });
}

function unreachable(id: string, baseUrl: string, cause: unknown): DaemonError {
  return new DaemonError({
    code: 'upstream_unavailable',
    status: 502,
    isRetryable: true,
    message: `Model "${id}" (${baseUrl}) cannot be reached. Is it running, is base_url right?`,
    cause,
  });
}
