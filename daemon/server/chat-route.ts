import type { Handler } from 'hono';
import { parseCacheControl } from '../cache/cache-controls.ts';
import { DaemonError } from '../lib/errors.ts';
import type { ChatPipeline, Caller } from '../pipeline/ask.ts';
import type { KeyHolder, ServerEnvironment } from './access-guard.ts';
import type { Mount } from './mounted-dialects.ts';
import { readJson } from './read-body.ts';
import { clientSignal, textStream } from './reply-stream.ts';
import { verdictHeaders } from './verdict-headers.ts';

interface ChatRouteOptions {
  pipeline: ChatPipeline;
  /** Who a key's holder is to the cache. */
  callerOf: (holder: KeyHolder) => Caller;
  maxBodyBytes: number;
}

/** Mounts a dialect on HTTP: body in, pipeline, answer out in the same dialect. */
export function chatRoute(
  { dialect, withoutQuestion }: Mount,
  { pipeline, callerOf, maxBodyBytes }: ChatRouteOptions,
): Handler<ServerEnvironment> {
  return async (context) => {
    const body = await readJson(context.env.incoming, maxBodyBytes);
    const other = withoutQuestion?.(body);
    if (other) return context.json(other);
    const request = dialect.readRequest(body);
    const reply = await pipeline({
      request,
      caller: callerOf(context.get('holder')),
      controls: parseCacheControl(context.req.header('cache-control')),
      signal: clientSignal(context.env.outgoing),
    });
    const { verdict, chunks } = reply;
    for (const [name, value] of Object.entries(verdictHeaders(verdict))) context.header(name, value);
    const answer = { id: verdict.id, model: verdict.model, created: Math.floor(Date.now() / 1000) };
    if (request.stream) {
      for (const [name, value] of Object.entries(dialect.streamHeaders)) context.header(name, value);
      return context.body(textStream(dialect.writeStream(chunks, answer, request)));
    }
    return context.json(await dialect.writeWhole(chunks, answer, request));
  };
}

/** Any method that is not POST on a chat path. */
export function postOnly(): never {
  throw new DaemonError({
    code: 'method_not_allowed',
    status: 405,
    message: 'Send a POST request with a JSON body here.',
  });
}
