import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that reached the site's own server. */
export interface ServerCall {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Resolves with the time at which the page closed the connection before the answer's end. */
  closed: Promise<number>;
  isClosed: boolean;
  /** Pieces written so far. */
  written: number;
}

/** What the request's body may ask of the server, as its member `server`. */
interface Plan {
  status?: number;
  contentType?: string;
  pieces?: string[];
  /** Pause before each piece. */
  everyMs?: number;
  /** Never ends: the last piece again and again. */
  isEndless?: boolean;
  /** Breaks the connection after the pieces. */
  isBroken?: boolean;
}

export interface ModelServer {
  origin: string;
  calls: ServerCall[];
  /** Path -> page, with headers of its own. */
  pages: Map<string, { html: string; headers?: Record<string, string>; type?: string }>;
  close(): Promise<void>;
}

/** A site of pages and one model: `/api/chat` answers as the body says, `/redirect` sends there with 307. */
export async function startModelServer(): Promise<ModelServer> {
  const calls: ServerCall[] = [];
  const pages: ModelServer['pages'] = new Map([['/', { html: '<!doctype html><title>page</title>' }]]);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const page = pages.get(pathname);
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-allow-headers', 'content-type,authorization,x-own');
    response.setHeader('access-control-allow-credentials', 'true');
    if (pathname === '/cookie') response.setHeader('set-cookie', 'own=1; Path=/');
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (pathname === '/favicon.ico') response.writeHead(404).end();
    else if (page !== undefined && request.method === 'GET') {
      response.writeHead(200, { 'content-type': page.type ?? 'text/html', ...page.headers }).end(page.html);
    } else void answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    pages,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const call: ServerCall = {
      method: request.method ?? '',
      path: pathname,
      headers: request.headers,
      body: '',
      at: Date.now(),
      closed: new Promise((resolve) => {
        response.on('close', () => {
          if (response.writableFinished) return;
          call.isClosed = true;
          resolve(Date.now());
        });
      }),
      isClosed: false,
      written: 0,
    };
    calls.push(call);
    for await (const chunk of request) call.body += (chunk as Buffer).toString();
    if (pathname === '/redirect') {
      response.writeHead(307, { location: '/api/chat/moved' }).end();
      return;
    }
    await write(planOf(call.body), response, call);
  }
}

async function write(plan: Plan, response: ServerResponse, call: ServerCall): Promise<void> {
  const { status = 200, contentType = 'text/plain', pieces = ['native'], everyMs = 0 } = plan;
  response.writeHead(status, { 'content-type': contentType, 'x-server': 'own' });
  response.flushHeaders();
  for (let index = 0; index < pieces.length || plan.isEndless; index += 1) {
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
    if (call.isClosed) return;
    const isTaken = response.write(pieces[Math.min(index, pieces.length - 1)]);
    call.written += 1;
    if (!isTaken) await Promise.race([once(response, 'drain'), call.closed]);
  }
  if (plan.isBroken) response.destroy();
  else response.end();
}

function planOf(body: string): Plan {
  try {
    return (JSON.parse(body) as { server?: Plan }).server ?? {};
  } catch {
    return {};
  }
}
