import { once } from 'node:events';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { readUpstreamRequest, type ReadRequest } from './upstream-question.ts';
import { writeUpstreamAnswer } from './upstream-answer.ts';

/** One POST that the site's server got. */
export interface SiteCall extends ReadRequest {
  path: string;
  headers: IncomingMessage['headers'];
  /** The body's bytes as they came. */
  bytes: Buffer;
  /** Resolves with the time, in milliseconds since the epoch, when the page closed the connection before the answer was whole. */
  left: Promise<number>;
}

/** A web site: its pages, and behind them a model's server that speaks every dialect and records its calls. */
export interface Site {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  /** Chat requests and foreign POSTs, in their order. */
  calls: SiteCall[];
  /** What its model says; the same for the same question, unless a test sets another. */
  answer: (question: string, call?: SiteCall) => string;
  /** Awaited before each piece of a streamed answer, with its number. */
  beforePiece: (index: number, call: SiteCall) => Promise<void> | void;
  /** More pages: path -> HTML. */
  pages: Map<string, { html: string; headers?: Record<string, string> }>;
  close(): Promise<void>;
}

/** Stands for the site's own origin in the JSON files that it serves: its port is not known when they are built. */
const OWN_ORIGIN = 'http://own-origin.invalid';

interface SiteOptions {
  /** Path prefix ("/sdks/") -> folder with its files. */
  folders?: Record<string, string>;
  host?: string;
}

/** A site on a free port. Its answers carry CORS headers, so that another site's page may call it. */
export async function startSite({ folders = {}, host = '127.0.0.1' }: SiteOptions = {}): Promise<Site> {
  const sessions: Sessions = new Map();
  const server = createServer((request, response) => {
    serve(site, sessions, folders, request, response).catch((error: unknown) => {
      response.destroy(error as Error);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const site: Site = {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    calls: [],
    answer: defaultAnswer,
    // Piece by piece, as models do: deep-chat loses what comes all at once, and reads Ollama's lines only one a chunk.
    beforePiece: (_index, { dialect }) => setTimeout(dialect.startsWith('ollama') ? 30 : 2),
    pages: new Map(),
    close: () => closeServer(server),
  };
  return site;
}

/** Several words, told from any other question's answer by repeating the question. */
function defaultAnswer(question: string): string {
  return `The site's model says this about "${question}": it is described in the handbook, chapter ${question.length}.`;
}

async function serve(
  site: Site,
  sessions: Sessions,
  folders: Record<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', site.origin);
  allowOtherOrigins(request, response);
  if (request.method === 'OPTIONS') response.writeHead(204).end();
  else if (request.method === 'GET') serveFile(site, folders, pathname, response);
  else await serveChat(site, sessions, pathname, request, response);
}

function allowOtherOrigins(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
  response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE');
  response.setHeader(
    'access-control-allow-headers',
    request.headers['access-control-request-headers'] ?? 'content-type',
  );
}

async function serveChat(
  site: Site,
  sessions: Sessions,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  const text = bytes.toString();
  const session = readN8nSession(text);
  if (session?.action === 'loadPreviousSession') {
    const data = (sessions.get(session.sessionId) ?? []).map(asLangChainMessage);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
    return;
  }
  const left = new Promise<number>((resolve) => {
    response.once('close', () => {
      if (!response.writableFinished) resolve(Date.now());
    });
  });
  const read = readUpstreamRequest(pathname, text, request.headers.accept ?? '');
  const call: SiteCall = {
    ...read,
    path: pathname,
    headers: request.headers,
    bytes,
    left,
  };
  const number = site.calls.push(call);
  const said = site.answer(call.question, call);
  if (session)
    sessions.set(session.sessionId, [...(sessions.get(session.sessionId) ?? []), call.question, said]);
  const answer = writeUpstreamAnswer(call, said, number);
  response.writeHead(200, answer.headers);
  response.flushHeaders();
  for (const [index, piece] of answer.pieces.entries()) {
    await site.beforePiece(index, call);
    if (response.destroyed) return;
    response.write(piece);
  }
  response.end();
}

/** n8n keeps conversations on its server: what was said, by session, the user's and the model's words in turn. */
type Sessions = Map<string, string[]>;

const n8nSession = z.object({ action: z.string(), sessionId: z.string() });

function readN8nSession(text: string): z.infer<typeof n8nSession> | undefined {
  return text.includes('"sessionId"') ? n8nSession.safeParse(JSON.parse(text)).data : undefined;
}

/** As n8n's memory nodes serialise it. */
function asLangChainMessage(content: string, index: number): object {
  const kind = index % 2 === 0 ? 'HumanMessage' : 'AIMessage';
  return { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', kind], kwargs: { content } };
}

function serveFile(
  site: Site,
  folders: Record<string, string>,
  pathname: string,
  response: ServerResponse,
): void {
  const page = site.pages.get(pathname);
  if (page) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html);
    return;
  }
  const file = findFile(folders, pathname);
  if (file === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('no such page');
    return;
  }
  response.writeHead(200, { 'content-type': MEDIA_TYPES[path.extname(file)] ?? 'application/octet-stream' });
  if (file.endsWith('.json')) response.end(readFileSync(file, 'utf8').replaceAll(OWN_ORIGIN, site.origin));
  else createReadStream(file).pipe(response);
}

function findFile(folders: Record<string, string>, pathname: string): string | undefined {
  const prefix = Object.keys(folders).find((candidate) => pathname.startsWith(candidate));
  if (prefix === undefined) return undefined;
  const folder = folders[prefix] ?? '';
  const wanted = path.join(folder, decodeURIComponent(pathname.slice(prefix.length)));
  if (wanted !== folder && !wanted.startsWith(folder)) return undefined;
  const file =
    existsSync(wanted) && statSync(wanted).isDirectory() ? path.join(wanted, 'index.html') : wanted;
  return existsSync(file) ? file : undefined;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

const MEDIA_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.ipynb': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
