import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { DaemonError } from '../lib/errors.ts';
import { LOOP_HEADER } from '../lib/loop-header.ts';

/** Who presented a valid key. */
export interface KeyHolder {
  id: string;
  user: string;
  role: 'admin' | 'chat';
}

export interface AccessOptions {
  /** `host:port` values a request may name, lower case; see allowedHosts. */
  hosts: () => ReadonlySet<string>;
  /** Exact origins of pages that may call; usually none. */
  origins: ReadonlySet<string>;
  /** Lets requests without a key in, as this holder. Host and origin are checked all the same. */
  keyless: KeyHolder | undefined;
  /** Never throws, whatever is presented. */
  findKey: (presented: string) => KeyHolder | undefined;
}

export interface ServerEnvironment {
  Bindings: HttpBindings;
  Variables: { holder: KeyHolder };
}

/** Reachable without a key, and then without a holder: says only whether the daemon lives. */
const PUBLIC_PATHS = new Set(['/health']);

/**
 * Every request passes Host, then Origin, then key, before any route sees it. Each of the three alone has been got
 * round in real products (DNS rebinding: CVE-2024-28224; missing Origin taken as proof: CVE-2026-39363).
 */
export function accessGuard({
  hosts,
  origins,
  keyless,
  findKey,
}: AccessOptions): MiddlewareHandler<ServerEnvironment> {
  return async (context, next) => {
    const { incoming } = context.env;
    checkHost(incoming.rawHeaders, incoming.url ?? '', hosts());

    const origin = context.req.header('origin');
    if (origin !== undefined && !origins.has(origin)) throw forbiddenOrigin(origin);
    if (origin === undefined && context.req.header('sec-fetch-site') === 'cross-site')
      throw forbiddenOrigin('another site');
    if (origin !== undefined) {
      context.header('access-control-allow-origin', origin);
      context.header('vary', 'Origin');
      if (context.req.method === 'OPTIONS') return preflight();
    }

    if (context.req.header(LOOP_HEADER) !== undefined) throw loop();
    const presented = presentedKey((name) => context.req.header(name));
    const holder = presented === undefined ? keyless : findKey(presented);
    if (holder) context.set('holder', holder);
    else if (!PUBLIC_PATHS.has(context.req.path)) throw invalidKey(presented !== undefined);
    return next();
  };
}

/** The loopback names with the port, plus what the operator allows. */
export function allowedHosts(port: number, extra: readonly string[]): ReadonlySet<string> {
  const loopback = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`);
  return new Set([...loopback, ...extra.map((host) => host.toLowerCase())]);
}

/** Only for the holders of an admin key. */
export const adminOnly: MiddlewareHandler<ServerEnvironment> = async (context, next) => {
  if (context.get('holder').role !== 'admin') {
    throw new DaemonError({
      code: 'forbidden',
      status: 403,
      message: 'This key may chat, but not look into or change the daemon. Use the local admin key.',
    });
  }
  await next();
};

function checkHost(rawHeaders: string[], url: string, hosts: ReadonlySet<string>): void {
  // An absolute-form target could name another host than the header does.
  const isAbsolute = !url.startsWith('/');
  if (findHost(rawHeaders, hosts) !== undefined && !isAbsolute) return;
  throw new DaemonError({
    code: 'forbidden_host',
    status: 403,
    message:
      "This Host is not served here. Use 127.0.0.1 or localhost with the daemon's port, or add the name to server.allowed_hosts.",
  });
}

/** The one Host header, lower case, where it is among those that are served. */
export function findHost(rawHeaders: string[], hosts: ReadonlySet<string>): string | undefined {
  const named = rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host',
  );
  const host = named[0]?.toLowerCase();
  return named.length === 1 && host !== undefined && hosts.has(host) ? host : undefined;
}

/** OpenAI's way, Anthropic's way, Azure's way. Never from the URL, which ends up in logs. */
function presentedKey(header: (name: string) => string | undefined): string | undefined {
  const bearer = /^bearer +(.+)$/i.exec(header('authorization') ?? '');
  return bearer?.[1] ?? header('x-api-key') ?? header('api-key');
}

function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'authorization, content-type, cache-control, x-api-key',
      'access-control-max-age': '600',
    },
  });
}

function forbiddenOrigin(origin: string): DaemonError {
  return new DaemonError({
    code: 'forbidden_origin',
    status: 403,
    message: `Pages of ${origin.slice(0, 200)} may not call this daemon. Add the exact origin to server.allowed_origins if they should.`,
  });
}

function invalidKey(wasPresented: boolean): DaemonError {
  const start = wasPresented ? 'This API key is not known here.' : 'An API key is needed.';
  return new DaemonError({
    code: 'invalid_api_key',
    status: 401,
    message: `${start} "npm start" prints one; "askonce keys add NAME" makes another. Send it as "Authorization: Bearer KEY".`,
  });
}

function loop(): DaemonError {
  return new DaemonError({
    code: 'invalid_request',
    status: 508,
    message: 'A model in config.yaml points back at this daemon. Give it the base_url of the real provider.',
  });
}
